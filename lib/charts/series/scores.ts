import { optionsOf, requireKind } from "../../checks.ts";
import { type ObservablePlot, Plot } from "../../packages.ts";
import type { Frame } from "../../data/frame/mod.ts";
import { assembleChart, type Chart, chartSize } from "../drawing/chart.ts";
import { formatValue } from "../drawing/numbers.ts";
import { medianStep } from "../../math/mod.ts";
import { counted } from "../../text.ts";
import { alertColor, ink, mainColor, quietColor } from "../drawing/palette.ts";
import type { Panel } from "../drawing/panel.ts";
import {
  checkWindows,
  type LabelledWindow,
  shownWindows,
  windowLegend,
  windowMarks,
} from "./labelled_windows.ts";
import { type PlotSeriesOptions, seriesColumns, seriesLine } from "./series.ts";
import { extent, formatMinute, tickRoom, timeAxis, valueScale } from "../drawing/axes.ts";
import { linearAxis } from "../drawing/linear_axis.ts";
import { HOUR } from "../../time.ts";

/** What the chart needs of a row's result; a streaming detector's results are such. */
export interface ScoredRow {
  /** Relative to the threshold: 1 is the threshold. */
  readonly score: number;
  /** What an alert went by, where that is not the score of its row. */
  readonly level?: number;
  /** Whether the row raises an alert. */
  readonly isAlert: boolean;
  /** What each channel adds to the score. */
  readonly channels: readonly {
    /** The channel. */
    readonly name: string;
    /** 0 or more. */
    readonly share: number;
  }[];
}

/** What can be set of a chart of scores. */
export interface PlotScoresOptions extends PlotSeriesOptions {
  /** The moment in the middle; the highest alert unless told, else the highest score. */
  readonly around?: Date;
  /** Hours shown on either side, above 0; 12 unless told, or 24 rows where they take longer. */
  readonly hours?: number;
  /** Labelled anomaly windows, both ends included. */
  readonly windows?: readonly LabelledWindow[];
}

/**
 * Why the detector raised an alert: series, score and the share of each channel around it.
 *
 * All panels have one time axis. The channels stand by their largest share in the part shown, on
 * one scale, the most important on top.
 *
 * @param frame With `timestamp` and `value`, one row or more
 * @param results One result a row of the frame, as `StreamingDetector.update` gives them
 * @param options The part shown, labelled windows, the values' `label`, title and width
 * @throws {RangeError} If the lengths differ, `hours` is not above 0, or no row is in the part
 *   shown
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, plotScores } from "elb-anomaly";
 *
 * const frame = createFrame([0, 300_000, 600_000], [94, 56, 987]);
 * const calm = { score: 0.1, isAlert: false, channels: [{ name: "net", share: 0.1 }] };
 * const alert = { score: 2.5, isAlert: true, channels: [{ name: "net", share: 2.5 }] };
 * assert.match(plotScores(frame, [calm, calm, alert]).outerHTML, /1 alert, the highest score 2\.5/);
 * ```
 */
export function plotScores(
  frame: Frame,
  results: readonly ScoredRow[],
  options: PlotScoresOptions = {},
): Chart {
  const { title = "Scores around an alert", label = "Value", windows = [] } = optionsOf(
    "draw a chart",
    options,
  );
  const { timestamps, values } = seriesColumns(frame, "scores");
  const hours = options.hours ?? Math.max(12, 24 * medianStep(timestamps) / HOUR);
  requireKind("draw scores", { results }, "a list");
  if (results.length !== timestamps.length) {
    throw new RangeError(
      `Cannot draw scores as there must be one result a row: got ${results.length} for ${timestamps.length} rows`,
    );
  }
  if (!(hours > 0)) {
    throw new RangeError(`Cannot draw scores as hours must be above 0: current value is ${hours}`);
  }
  checkWindows(windows);
  const { width, panel, axes } = chartSize(options, 180, ["label", "around", "hours", "windows"]);
  const middle = options.around?.getTime() ?? timestamps[highest(results)]!;
  const rows = Array.from(timestamps.keys())
    .filter((row) => Math.abs(timestamps[row]! - middle) <= hours * HOUR);
  if (rows.length === 0) {
    throw new RangeError(
      `Cannot draw scores as a row must lie within ${hours} hours of ${
        formatMinute(middle)
      } UTC: there is none`,
    );
  }
  const part = rows.map((row) => ({
    ...results[row]!,
    score: heightOf(results[row]!),
    time: timestamps[row]!,
    value: values[row]!,
  }));
  const [first, last] = [part[0]!.time, part.at(-1)!.time];
  const shown = shownWindows(windows, first, last);
  const [, peak] = extent(part.map(({ score }) => score));
  const x = timeAxis(first, last, axes.width);
  const valueAxis = valueScale(...extent(part.map(({ value }) => value)), {
    label,
    length: panel.height - 36,
  });
  const size: PanelSize = {
    width: panel.width,
    margins: { marginLeft: Math.max(60, tickRoom(valueAxis)), marginRight: 24 },
  };
  const alerts = part.filter(({ isAlert }) => isAlert);
  return assembleChart({
    title,
    subtitle: `${counted(alerts.length, "alert")}, the highest score ${formatValue(peak)}, ${
      formatMinute(first)
    } to ${formatMinute(last)} UTC`,
    width,
    legend: [
      { label: "alert", mark: "triangle", color: alertColor },
      { label: "threshold", mark: "dash", color: ink },
      ...windowLegend(shown),
    ],
    rows: [
      upperPanel(size, panel.height, {
        x: { ...x, axis: null },
        y: valueAxis,
        marks: [
          ...windowMarks(shown),
          line(part, part.map(({ value }) => value), quietColor),
          alertMarks(alerts, "value"),
        ],
      }),
      upperPanel(size, 120, {
        x: { ...x, axis: null },
        y: valueScale(0, Math.max(1.2, peak), { label: "Score (1 is the threshold)", length: 84 }),
        marks: [
          line(part, part.map(({ score }) => score), mainColor),
          Plot.ruleY([1], { stroke: ink, strokeDasharray: "6 4", strokeWidth: 1.5 }),
          alertMarks(alerts, "score"),
        ],
      }),
      ...channelPanels(part, size, x),
    ].map((panel) => [panel]),
  });
}

/** A row that is shown. */
interface ShownRow extends ScoredRow {
  readonly time: number;
  readonly value: number;
}

/** What all panels have in common. */
interface PanelSize {
  readonly width: number;
  readonly margins: { readonly marginLeft: number; readonly marginRight: number };
}

/** A panel without times below it, which stand under the last one. */
function upperPanel(
  { width, margins }: PanelSize,
  height: number,
  options: ObservablePlot.PlotOptions,
): Panel {
  return { width, height, margins: { ...margins, marginTop: 28, marginBottom: 8 }, options };
}

/** A panel a channel, on one scale, the times under the last one. */
function channelPanels(
  part: readonly ShownRow[],
  { width, margins }: PanelSize,
  x: ObservablePlot.ScaleOptions,
): Panel[] {
  const shares = channelShares(part);
  const top = Math.max(1, ...shares.map(({ largest }) => largest));
  return shares.map(({ name, values }, index): Panel => {
    const isLast = index === shares.length - 1;
    return {
      width,
      height: 68 + (isLast ? 46 : 0),
      heading: `channel ${name}`,
      margins: { ...margins, marginTop: 6, marginBottom: isLast ? 52 : 6 },
      options: {
        x: isLast ? x : { ...x, axis: null },
        y: { domain: [0, top], ...linearAxis(0, top, 2), grid: true, label: null },
        marks: [
          Plot.areaY(part, { x: timeOf, y: values, fill: mainColor, fillOpacity: 0.3 }),
          line(part, values, mainColor),
        ],
      },
    };
  });
}

function alertMarks(alerts: readonly ShownRow[], y: "value" | "score"): ObservablePlot.Markish {
  return Plot.dot(alerts, { x: timeOf, y, symbol: "triangle2", r: 5, fill: alertColor });
}

function timeOf({ time }: ShownRow): Date {
  return new Date(time);
}

function line(
  part: readonly ShownRow[],
  values: readonly number[],
  stroke: string,
): ObservablePlot.Markish {
  const timestamps = Float64Array.from(part, ({ time }) => time);
  return seriesLine({ timestamps, values: Float64Array.from(values) }, { stroke });
}

/** What stands beside the threshold: an alert's row may be little by itself. */
function heightOf({ isAlert, score, level = score }: ScoredRow): number {
  return isAlert ? level : score;
}

/** The row of the highest alert, else of the highest score. */
function highest(results: readonly ScoredRow[]): number {
  const rank = (result: ScoredRow) => result.isAlert ? Infinity : result.score;
  let best = 0;
  for (const [row, result] of results.entries()) {
    const known = results[best]!;
    const isHigher = rank(result) > rank(known) ||
      result.isAlert && known.isAlert && heightOf(result) > heightOf(known);
    if (isHigher) best = row;
  }
  return best;
}

/** The shares of each channel over the rows, largest peak first; 0 where a row lacks it. */
function channelShares(
  results: readonly ScoredRow[],
): { name: string; values: number[]; largest: number }[] {
  const channels = new Map<string, number[]>();
  for (const [index, { channels: readings }] of results.entries()) {
    for (const { name, share } of readings) {
      const values = channels.get(name) ?? results.map(() => 0);
      values[index] = share;
      channels.set(name, values);
    }
  }
  return [...channels].map(([name, values]) => ({ name, values, largest: extent(values)[1] }))
    .sort((a, b) => b.largest - a.largest || (a.name < b.name ? -1 : 1));
}
