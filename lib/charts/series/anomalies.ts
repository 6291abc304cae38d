import type { Frame } from "../../data/frame/mod.ts";
import { assembleChart, type Chart, chartSize } from "../drawing/chart.ts";
import { dots } from "./dots.ts";
import {
  checkWindows,
  type LabelledWindow,
  shownWindows,
  windowLegend,
  windowMarks,
} from "./labelled_windows.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { formatShare } from "../drawing/numbers.ts";
import { counted, formatCount } from "../../text.ts";
import { alertColor, quietColor } from "../drawing/palette.ts";
import {
  type PlotSeriesOptions,
  requireFlags,
  seriesColumns,
  seriesLine,
  timeSpan,
  zoneOf,
} from "./series.ts";
import { extent, timeAxis, valueScale } from "../drawing/axes.ts";

/** What can be set of the final chart. */
export interface PlotAnomaliesOptions extends PlotSeriesOptions {
  /** Labelled anomaly windows, both ends included; shaded where they meet the series. */
  readonly windows?: readonly LabelledWindow[];
  /**
   * IANA name of the zone whose clocks times are told by.
   *
   * @default {"UTC"}
   */
  readonly timeZone?: string;
}

/**
 * The final chart: the whole series, what was found in red, labelled windows shaded.
 *
 * @param frame With `timestamp` and `value`, one row or more
 * @param flags One boolean a row: is it an anomaly?
 * @param options Labelled `windows`, `timeZone`, title, size and the values' `label` with their
 *   unit
 * @throws {RangeError} If the lengths differ, a window ends before it starts, or there is no such
 *   zone
 * @throws {TypeError} If a flag is not a boolean, or a window's end is not a valid date
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, plotAnomalies } from "elb-anomaly";
 *
 * const frame = createFrame([0, 300_000, 600_000], [94, 56, 187]);
 * const chart = plotAnomalies(frame, [false, false, true], {
 *   windows: [{ start: new Date(500_000), end: new Date(700_000) }],
 * });
 * assert.match(chart.outerHTML, /1 of 3 rows \(33\.3 %\) flagged, 1 inside the labelled window/);
 * ```
 */
export function plotAnomalies(
  frame: Frame,
  flags: readonly boolean[],
  options: PlotAnomaliesOptions = {},
): Chart {
  const columns = seriesColumns(frame, "anomalies");
  const { timestamps, values } = columns;
  const { width, panel, axes } = chartSize(options, 320, ["label", "windows", "timeZone"]);
  const { title = "Anomalies in the series", label = "Value", windows = [] } = options;
  const zone = zoneOf(options.timeZone ?? "UTC");
  requireFlags(flags, timestamps.length, "anomalies");
  checkWindows(windows);
  const [first, last] = [timestamps[0]!, timestamps.at(-1)!];
  const flagged = flags.flatMap((flag, row) => flag ? [row] : []);
  const inside = flagged.filter((row) =>
    windows.some(({ start, end }) => timestamps[row]! >= +start && timestamps[row]! <= +end)
  );
  const shown = shownWindows(windows, first, last);

  const legend: LegendItem[] = [
    { label: "series", mark: "line", color: quietColor },
    { label: "anomaly", mark: "dot", color: alertColor },
    ...windowLegend(shown),
  ];
  return assembleChart({
    title,
    subtitle: `${formatCount(flagged.length)} of ${formatCount(timestamps.length)} rows (${
      formatShare(flagged.length, timestamps.length)
    }) flagged${
      windows.length === 0
        ? ""
        : `, ${formatCount(inside.length)} inside the ${
          windows.length === 1 ? "labelled window" : counted(windows.length, "labelled window")
        }`
    }, ${timeSpan(timestamps, zone)}`,
    width,
    legend,
    rows: [[{
      ...panel,
      options: {
        x: timeAxis(first, last, axes.width, zone),
        y: valueScale(...extent(values), { label, length: axes.height }),
        marks: [
          ...windowMarks(shown),
          seriesLine(columns, { stroke: quietColor }),
          dots(timestamps, values, flagged, {
            r: timestamps.length > 1600 ? 2 : 3.5,
            fill: alertColor,
          }),
        ],
      },
    }]],
  });
}
