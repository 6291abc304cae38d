/**
 * What a person on call sees: how often the phone rings, how often for nothing, and which labelled
 * events it rang for.
 */
import { requireKind } from "../checks.ts";
import { type Frame, frameTimestamps } from "../data/frame/mod.ts";
import type { LabelWindow } from "../data/mod.ts";
import {
  type RowWindow,
  type WindowHit,
  windowHits,
  windowLabels,
  windowRows,
} from "./label_windows.ts";
import { DAY } from "../time.ts";

/** A series of flags read as alarms. */
export interface AlarmReport {
  /** Rows flagged. */
  flaggedRows: number;
  /** Runs of flagged rows: a run of neighbours is one alarm. */
  alarms: number;
  /** Alarms over the time from the first row to the last, in alarms per day. */
  alarmsPerDay: number;
  /** Alarms with no row inside a window. */
  falseAlarms: number;
  /** False alarms per day. */
  falseAlarmsPerDay: number;
  /** Windows hit. */
  windowsHit: number;
  /** What happened in each window, in the order given. */
  hits: WindowHit[];
}

/**
 * Groups flagged rows into alarms: each run of neighbouring flagged rows is one.
 *
 * @param flags Shape `[n]`
 * @returns First and last row of each run, in order
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { alarmRuns } from "elb-anomaly/evaluate";
 *
 * assert.deepEqual(alarmRuns([true, true, false, true]), [[0, 1], [3, 3]]);
 * ```
 */
export function alarmRuns(flags: readonly boolean[]): RowWindow[] {
  requireKind("count alarms", { flags }, "a list");
  const runs: RowWindow[] = [];
  for (let first = flags.indexOf(true); first !== -1;) {
    const end = flags.indexOf(false, first);
    runs.push([first, (end === -1 ? flags.length : end) - 1]);
    first = end === -1 ? -1 : flags.indexOf(true, end);
  }
  return runs;
}

/**
 * Reads flags as alarms and compares them with labelled windows.
 *
 * @param frame The series, two rows or more
 * @param flags Shape `[n]`, one a row of the frame
 * @param windows Labelled windows; none unless told
 * @throws {RangeError} If the lengths differ, the frame has fewer than two rows, or a window holds
 * no row
 *
 * @example One alarm inside the window, one outside, in one day
 * ```ts
 * import assert from "node:assert/strict";
 * import { alarmReport, createFrame } from "elb-anomaly";
 *
 * const hour = 3_600_000;
 * const frame = createFrame([0, 6 * hour, 12 * hour, 18 * hour, 24 * hour], [1, 9, 9, 1, 9]);
 * const window = { start: new Date(6 * hour), end: new Date(12 * hour) };
 * const report = alarmReport(frame, [false, true, true, false, true], [window]);
 * assert.deepEqual([report.alarms, report.falseAlarms, report.windowsHit], [2, 1, 1]);
 * assert.equal(report.alarmsPerDay, 2);
 * ```
 */
export function alarmReport(
  frame: Frame,
  flags: readonly boolean[],
  windows: readonly LabelWindow[] = [],
): AlarmReport {
  requireKind("count alarms", { flags }, "a list");
  const timestamps = frameTimestamps(frame);
  if (timestamps.length !== flags.length || timestamps.length < 2) {
    throw new RangeError(
      `Cannot count alarms as there must be one flag a row and at least 2 rows: got ${timestamps.length} rows and ${flags.length} flags`,
    );
  }
  const rows = windowRows(frame, windows);
  const inside = windowLabels(flags.length, rows);
  const runs = alarmRuns(flags);
  const falseAlarms = runs.filter(([first, last]) => {
    const hit = inside.indexOf(true, first);
    return hit === -1 || hit > last;
  }).length;
  const hits = windowHits(flags, rows);
  const days = (timestamps.at(-1)! - timestamps[0]!) / DAY;
  return {
    flaggedRows: flags.filter(Boolean).length,
    alarms: runs.length,
    alarmsPerDay: runs.length / days,
    falseAlarms,
    falseAlarmsPerDay: falseAlarms / days,
    windowsHit: hits.filter(({ row }) => row !== undefined).length,
    hits,
  };
}
