/**
 * How a set of recordings fares, as NAB scores it.
 *
 * @module
 */
import { nabScore } from "../../../lib/evaluate/nab/score.ts";
import type { Recording } from "./recording.ts";

/** How a set of recordings fares. */
export interface Verdict {
  /** NAB's normalised score in the three profiles; NaN without windows. */
  readonly standard: number;
  readonly lowFp: number;
  readonly lowFn: number;
  /** Windows hit, of how many. */
  readonly hit: number;
  readonly windows: number;
  /** Alerts outside the windows, past NAB's probation. */
  readonly falseAlarms: number;
  /** Days of scored normal data for each of them, pooled. */
  readonly daysPerFalseAlarm: number;
}

/** Scores recordings as NAB does, at a fixed threshold. */
export function judge(recordings: readonly Recording[]): Verdict {
  let hit = 0;
  let windows = 0;
  let falseAlarms = 0;
  let days = 0;
  const files = recordings.map((recording) => {
    const rows = recording.values.length;
    const probation = Math.min(Math.floor(0.15 * rows), 750);
    const { alerts } = recording;
    const inside = (row: number) => recording.windows.some(([a, b]) => row >= a && row <= b);
    hit += recording.windows.filter(([a, b]) =>
      alerts.some((row) =>
        row >= Math.max(a, probation) && row <= b
      )
    ).length;
    windows += recording.windows.length;
    falseAlarms += alerts.filter((row) => row >= probation && !inside(row)).length;
    days += (rows - probation) / recording.rowsPerDay;
    const scores = new Float64Array(rows);
    for (const row of alerts) scores[row] = 1;
    return {
      name: recording.name,
      scores,
      windows: recording.windows.map(([a, b]) => [a, b] as const),
    };
  });
  const score = (profile: "standard" | "reward_low_FP_rate" | "reward_low_FN_rate") =>
    nabScore(files, { profile, threshold: 0.5 }).normalized ?? NaN;
  return {
    standard: score("standard"),
    lowFp: score("reward_low_FP_rate"),
    lowFn: score("reward_low_FN_rate"),
    hit,
    windows,
    falseAlarms,
    daysPerFalseAlarm: falseAlarms === 0 ? Infinity : days / falseAlarms,
  };
}
