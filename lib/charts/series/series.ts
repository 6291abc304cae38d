/** @module */
import * as Plot from "@observablehq/plot";
import { type Frame, frameTimestamps, frameValues } from "../../data/mod.ts";
import {
  assembleChart,
  type Chart,
  type ChartOptions,
  chartSize,
  innerWidth,
} from "../drawing/chart.ts";
import { formatCount, formatValue } from "../drawing/numbers.ts";
import { mainColor } from "../drawing/palette.ts";
import { polyline } from "./polyline.ts";
import { formatMinute, timeAxis } from "../drawing/axes.ts";
import { extent, valueScale } from "../drawing/value_scale.ts";

/** What can be set of a chart of a series. */
export interface SeriesChartOptions extends ChartOptions {
  /**
   * What the values are, with their unit.
   *
   * @default {"Value"}
   */
  readonly label?: string;
}

/** The columns of a frame as a chart reads them. */
export interface SeriesColumns {
  /** Epoch milliseconds (UTC), shape `[n]`. */
  readonly times: Float64Array;
  /** Shape `[n]`. */
  readonly values: Float64Array;
}

/**
 * The `timestamp` and `value` columns.
 *
 * @throws {RangeError} If the frame has no rows
 */
export function seriesColumns(frame: Frame, chart: string): SeriesColumns {
  const times = frameTimestamps(frame);
  if (times.length === 0) {
    throw new RangeError(`Cannot draw ${chart} as the frame must have rows: it has none`);
  }
  return { times, values: frameValues(frame) };
}

/** `2014-04-10 00:04 to 2014-04-24 00:09 UTC`. */
export function timeSpan(times: Float64Array): string {
  return `${formatMinute(times[0]!)} to ${formatMinute(times.at(-1)!)} UTC`;
}

/** The line of a series as a Plot mark. */
export function seriesLine(
  { times, values }: SeriesColumns,
  options: { readonly stroke: string },
): Plot.Markish {
  const points = polyline(times, values);
  // More points than pixels: a line made of upright strokes, which smooth edges would only blur.
  const isDense = times.length > 1600;
  return Plot.line(points.times, {
    x: points.times.map((time) => new Date(time)),
    y: points.values,
    strokeWidth: isDense ? 0.8 : 1.5,
    ...(isDense ? { shapeRendering: "crispEdges" } : {}),
    ...options,
  });
}

/**
 * The series as it came: value over time.
 *
 * The line is broken where samples are missing for longer than four usual steps.
 *
 * @param frame With `timestamp` and `value`, one row or more
 * @param options Title, size and the values' `label` with their unit
 * @throws {RangeError} If the frame has no rows, or the size is too small
 * @throws {TypeError} If `value` is missing or holds nulls
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, plotSeries } from "elb-anomaly";
 *
 * const frame = createFrame([0, 300_000, 600_000], [94, 56, 187]);
 * const chart = plotSeries(frame, { label: "Requests per 5 minutes" });
 * assert.match(chart.outerHTML, /1970-01-01 00:00 to 1970-01-01 00:10 UTC/);
 * ```
 */
export function plotSeries(frame: Frame, options: SeriesChartOptions = {}): Chart {
  const columns = seriesColumns(frame, "a series");
  const { times, values } = columns;
  const { width, height } = chartSize(options, 280);
  const { title = "The series", label = "Value" } = options;
  const [low, high] = extent(values);
  return assembleChart({
    title,
    subtitle: `${formatCount(times.length)} rows, ${timeSpan(times)}; values from ${
      formatValue(low)
    } to ${formatValue(high)}`,
    width,
    rows: [[{
      width: innerWidth(width),
      height,
      options: {
        x: timeAxis(times[0]!, times.at(-1)!),
        y: valueScale(low, high, { label }),
        marks: [seriesLine(columns, { stroke: mainColor })],
      },
    }]],
  });
}
