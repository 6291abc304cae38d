import { requireKind, requireNumber } from "../../checks.ts";
import { Plot } from "../../packages.ts";
import type { Frame } from "../../data/frame/mod.ts";
import { assembleChart, type Chart, chartSize } from "../drawing/chart.ts";
import { formatShare, notation } from "../drawing/numbers.ts";
import { formatCount } from "../../text.ts";
import { alertColor, ink, quietColor } from "../drawing/palette.ts";
import { type PlotSeriesOptions, seriesColumns, seriesLine, timeSpan } from "./series.ts";
import { extent, squareRootScale, timeAxis } from "../drawing/axes.ts";
import { dots } from "./dots.ts";

/**
 * The reconstruction error of each row over time, and the threshold above which it is an anomaly.
 *
 * The error axis is a square-root one: most errors are small, and with a linear axis the threshold
 * would lie on the ground.
 *
 * @param frame With `timestamp` and `value`, one row or more
 * @param errors One finite error, 0 or more, a row, shape `[n]`
 * @param threshold Strictly above it is an anomaly
 * @param options Title, size and the errors' `label`
 * @throws {RangeError} If the lengths differ, or an error is not finite or below 0
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, plotErrors } from "elb-anomaly";
 *
 * const frame = createFrame([0, 300_000, 600_000], [94, 56, 187]);
 * const chart = plotErrors(frame, [0.1, 0.2, 0.9], 0.5);
 * assert.match(chart.outerHTML, /1 of 3 rows \(33\.3 %\) above the threshold 0\.5/);
 * ```
 */
export function plotErrors(
  frame: Frame,
  errors: ArrayLike<number>,
  threshold: number,
  options: PlotSeriesOptions = {},
): Chart {
  const { timestamps } = seriesColumns(frame, "errors");
  const { width, panel, axes } = chartSize(options, 280, ["label"]);
  const { title = "Reconstruction error", label = "Squared error of the scaled value" } = options;
  requireKind("draw errors", { errors }, "a list of numbers");
  checkErrors(errors, timestamps.length, threshold);
  const above = Array.from(errors, (_, row) => row).filter((row) => errors[row]! > threshold);
  const highest = Math.max(threshold, extent(errors)[1]);
  const limit = notation(0, highest)(threshold);
  return assembleChart({
    title,
    subtitle: `${formatCount(above.length)} of ${formatCount(timestamps.length)} rows (${
      formatShare(above.length, timestamps.length)
    }) above the threshold ${limit}, ${timeSpan(timestamps)}`,
    width,
    legend: [
      { label: "error", mark: "line", color: quietColor },
      { label: "above the threshold", mark: "dot", color: alertColor },
      { label: `threshold ${limit}`, mark: "dash", color: ink },
    ],
    rows: [[{
      ...panel,
      options: {
        x: timeAxis(timestamps[0]!, timestamps.at(-1)!, axes.width),
        y: squareRootScale(highest, label, axes.height),
        marks: [
          seriesLine({ timestamps, values: Float64Array.from(errors) }, { stroke: quietColor }),
          dots(timestamps, errors, above, {
            r: timestamps.length > 1600 ? 1.6 : 3,
            fill: alertColor,
          }),
          Plot.ruleY([threshold], { stroke: ink, strokeWidth: 1.5, strokeDasharray: "6 4" }),
        ],
      },
    }]],
  });
}

function checkErrors(errors: ArrayLike<number>, rows: number, threshold: number): void {
  if (errors.length !== rows) {
    throw new RangeError(
      `Cannot draw errors as there must be one a row: got ${errors.length} for ${rows} rows`,
    );
  }
  for (let row = 0; row < rows; row++) {
    if (!(errors[row]! >= 0 && errors[row]! < Infinity)) {
      throw new RangeError(
        `Cannot draw errors as each must be finite and 0 or more: error of row ${row} is ${
          errors[row]
        }`,
      );
    }
  }
  requireNumber("draw errors", { threshold }, { min: 0 });
}
