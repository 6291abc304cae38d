import { requireKind } from "../../checks.ts";
import { type ObservablePlot, Plot } from "../../packages.ts";
import { type Frame, frameTimestamps, frameValues, type TimeSeries } from "../../data/frame/mod.ts";
import { TimeZone } from "../../data/timestamps/mod.ts";
import { assembleChart, type Chart, type ChartOptions, chartSize } from "../drawing/chart.ts";
import { notation } from "../drawing/numbers.ts";
import { formatCount } from "../../text.ts";
import { mainColor } from "../drawing/palette.ts";
import { dots } from "./dots.ts";
import { polyline } from "./polyline.ts";
import { extent, formatMinute, timeAxis, valueScale } from "../drawing/axes.ts";

/** What can be set of a chart of a series. */
export interface PlotSeriesOptions extends ChartOptions {
  /**
   * What the values are, with their unit.
   *
   * @default {"Value"}
   */
  readonly label?: string;
}

/** The `timestamp` and `value` columns of a frame that must have rows. */
export function seriesColumns(frame: Frame, chart: string): TimeSeries {
  const timestamps = frameTimestamps(frame);
  if (timestamps.length === 0) {
    throw new RangeError(`Cannot draw ${chart} as the frame must have rows: it has none`);
  }
  return { timestamps, values: frameValues(frame) };
}

/** `2014-04-10 00:04 to 2014-04-24 00:09 UTC`. */
export function timeSpan(timestamps: Float64Array, zone?: TimeZone): string {
  const [from, to] = [timestamps[0]!, timestamps.at(-1)!].map((time) => formatMinute(time, zone));
  return `${from} to ${to} ${zone?.name ?? "UTC"}`;
}

/** The zone that a chart was asked for; none where that is UTC. */
export function zoneOf(timeZone: string): TimeZone | undefined {
  const zone = new TimeZone(timeZone, "draw a chart");
  return zone.name === "UTC" ? undefined : zone;
}

/** The line of a series, and dots for points that have no neighbour to draw a line to. */
export function seriesLine(
  { timestamps, values }: TimeSeries,
  options: { readonly stroke: string },
): ObservablePlot.Markish {
  const { isolated, ...points } = polyline(timestamps, values);
  // More points than pixels: a line made of upright strokes, which smooth edges would only blur.
  const isDense = timestamps.length > 1600;
  return [
    Plot.line(points.timestamps, {
      x: points.timestamps.map((time) => new Date(time)),
      y: points.values,
      strokeWidth: isDense ? 0.8 : 1.5,
      ...(isDense ? { shapeRendering: "crispEdges" } : {}),
      ...options,
    }),
    ...(isolated.length === 0
      ? []
      : [dots(timestamps, values, isolated, { fill: options.stroke, r: isDense ? 1.2 : 2 })]),
  ];
}

/**
 * Checks that there is one boolean a row, before {subject} is drawn; `name` says whose flags they
 * are.
 */
export function requireFlags(
  flags: readonly boolean[],
  rows: number,
  subject: string,
  name?: string,
): void {
  requireKind(
    `draw ${subject}`,
    { [name === undefined ? "flags" : `flags of "${name}"`]: flags },
    "a list",
  );
  if (flags.length !== rows) {
    const has = name === undefined ? "got" : `"${name}" has`;
    throw new RangeError(
      `Cannot draw ${subject} as there must be one flag a row: ${has} ${flags.length} for ${rows} rows`,
    );
  }
  const row = flags.findIndex((flag) => typeof flag !== "boolean");
  if (row >= 0) {
    const whose = name === undefined ? "" : `"${name}", `;
    throw new TypeError(
      `Cannot draw ${subject} as flags must be booleans: ${whose}flag of row ${row} is ${
        flags[row]
      }`,
    );
  }
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
export function plotSeries(frame: Frame, options: PlotSeriesOptions = {}): Chart {
  const columns = seriesColumns(frame, "a series");
  const { timestamps, values } = columns;
  const { width, panel, axes } = chartSize(options, 280, ["label"]);
  const { title = "The series", label = "Value" } = options;
  const [low, high] = extent(values);
  const format = notation(low, high);
  return assembleChart({
    title,
    subtitle: `${formatCount(timestamps.length)} rows, ${timeSpan(timestamps)}; values from ${
      format(low)
    } to ${format(high)}`,
    width,
    rows: [[{
      ...panel,
      options: {
        x: timeAxis(timestamps[0]!, timestamps.at(-1)!, axes.width),
        y: valueScale(low, high, { label, length: axes.height }),
        marks: [seriesLine(columns, { stroke: mainColor })],
      },
    }]],
  });
}
