import { requireKind } from "../../checks.ts";
import { Plot } from "../../packages.ts";
import type { Frame } from "../../data/frame/mod.ts";
import type { PlotAnomaliesOptions } from "./anomalies.ts";
import { assembleChart, type Chart, chartSize } from "../drawing/chart.ts";
import { checkWindows, shownWindows, windowLegend, windowMarks } from "./labelled_windows.ts";
import { counted } from "../../text.ts";
import { alertColor, mainColor } from "../drawing/palette.ts";
import { requireFlags, seriesColumns, seriesLine, timeSpan, zoneOf } from "./series.ts";
import { fitTexts, widest } from "../drawing/text_width.ts";
import { extent, tickRoom, timeAxis, valueScale } from "../drawing/axes.ts";

/** What can be set of the lanes of alarms. */
export interface PlotAlarmsOptions extends PlotAnomaliesOptions {
  /**
   * What a flagged row is: these are counted. Unless told, alarms, of which the rows are counted,
   * as one may take several.
   */
  readonly flag?: string;
}

const laneHeight = 34;
const below = 50; // the time axis
const columns = 1600; // of time, more than pixels

/**
 * Several detectors' alarms under one series, a lane each: who rings when.
 *
 * @param frame With `timestamp` and `value`, one row or more
 * @param alarms By name of the detector, one boolean a row: does it ring?
 * @param options Labelled `windows`, `timeZone`, what a `flag` is, title, size and the values'
 * `label` with their unit
 * @throws {RangeError} If there is no detector or no such zone, or the flags of one are not one a
 *   row
 * @throws {TypeError} If a flag is no boolean
 * @throws {RangeError} If a window ends before it starts
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, plotAlarms } from "elb-anomaly";
 *
 * const frame = createFrame([0, 300_000, 600_000], [94, 56, 187]);
 * const chart = plotAlarms(frame, { noisy: [true, true, false], calm: [false, false, true] });
 * assert.match(chart.outerHTML, /noisy: 2 rows flagged; calm: 1 row flagged/);
 * ```
 */
export function plotAlarms(
  frame: Frame,
  alarms: Readonly<Record<string, readonly boolean[]>>,
  options: PlotAlarmsOptions = {},
): Chart {
  const columns = seriesColumns(frame, "alarms");
  const { timestamps, values } = columns;
  const { width, panel } = chartSize(options, 240, ["label", "windows", "timeZone", "flag"]);
  const { title = "Alarms", label = "Value", windows = [], flag } = options;
  const zone = zoneOf(options.timeZone ?? "UTC");
  requireKind("draw alarms", { alarms }, "an object");
  const lanes = Object.entries(alarms);
  if (lanes.length === 0) {
    throw new RangeError("Cannot draw alarms as there must be one detector or more: there is none");
  }
  for (const [name, flags] of lanes) requireFlags(flags, timestamps.length, "alarms", name);
  checkWindows(windows);
  const [first, last] = [timestamps[0]!, timestamps.at(-1)!];
  const shown = shownWindows(windows, first, last);
  const names = lanes.map(([name]) => name);
  const rung = lanes.map(([, flags]) => flags.filter(Boolean).length);
  const ticks = lanes.flatMap(([lane, flags]) =>
    columnsOf(flags, timestamps).map((time) => ({ lane, time: new Date(time) }))
  );
  // A lane with few alarms gets wide ticks, since thin ones would not be seen among so much paper.
  const isSparse = (lane: string) => rung[names.indexOf(lane)]! <= 50;
  const valueAxis = valueScale(...extent(values), { label, length: panel.height - 30 });
  const shownNames = fitTexts(names, panel.width / 3, 12);
  const nameRoom = Math.ceil(Math.max(40, widest(shownNames, 12)) + 14);
  const margins = {
    marginLeft: Math.max(nameRoom, tickRoom(valueAxis)),
    marginRight: 24,
  };
  const room = panel.width - margins.marginLeft - margins.marginRight;
  return assembleChart({
    title,
    subtitle: `${
      lanes.map(([name], i) =>
        `${name}: ${
          flag === undefined ? `${counted(rung[i]!, "row")} flagged` : counted(rung[i]!, flag)
        }`
      ).join("; ")
    }, ${timeSpan(timestamps, zone)}`,
    width,
    legend: [
      { label: "series", mark: "line", color: mainColor },
      { label: flag ?? "alarm", mark: "line", color: alertColor },
      ...windowLegend(shown),
    ],
    rows: [
      [{
        ...panel,
        margins: { ...margins, marginTop: 26, marginBottom: 4 },
        options: {
          x: { ...timeAxis(first, last, room, zone), axis: null },
          y: valueAxis,
          marks: [...windowMarks(shown), seriesLine(columns, { stroke: mainColor })],
        },
      }],
      [{
        width: panel.width,
        height: laneHeight * lanes.length + below,
        margins: { ...margins, marginTop: 2, marginBottom: below },
        options: {
          x: timeAxis(first, last, room, zone),
          y: {
            type: "band",
            domain: names,
            label: null,
            paddingInner: 0.25,
            tickSize: 0,
            tickFormat: (_: string, lane: number) => shownNames[lane]!,
          },
          marks: [
            ...windowMarks(shown),
            Plot.tickX(ticks, {
              x: "time",
              y: "lane",
              stroke: alertColor,
              strokeWidth: ({ lane }: { lane: string }) => isSparse(lane) ? 3 : 0.6,
            }),
          ],
        },
      }],
    ],
  });
}

/** The times of the flagged rows, one a column: more would be drawn over each other. */
function columnsOf(flags: readonly boolean[], timestamps: Float64Array): number[] {
  const width = (timestamps.at(-1)! - timestamps[0]!) / columns;
  const kept: number[] = [];
  let known = -1;
  for (const [row, time] of timestamps.entries()) {
    const column = width > 0 ? Math.floor((time - timestamps[0]!) / width) : 0;
    if (!flags[row] || column === known) continue;
    known = column;
    kept.push(time);
  }
  return kept;
}
