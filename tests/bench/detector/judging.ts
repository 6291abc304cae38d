/**
 * Alerts and scores from recordings, under the detector's own rules or with a part left out.
 *
 * @module
 */
import { alarmLevel, channelShare, quietTime } from "../../../lib/detect/streaming/alarm_rule.ts";
import { CHANNEL_LEVELS } from "../../../lib/detect/streaming/channels/channels.ts";
import { DETECTOR_CONSTANTS } from "../../../lib/detect/streaming/constants.ts";
import { DEFAULT_THRESHOLD } from "../../../lib/detect/streaming/streaming_detector.ts";
import { nabScore } from "../../../lib/evaluate/nab/score.ts";
import type { Recording } from "./recording.ts";

/** What differs from the detector's own rules. */
export interface Rules {
  /** Threshold; the detector's unless told. */
  readonly threshold?: number;
  /** Channels left out. */
  readonly without?: readonly string[];
  /** Levels of channels, where others than the detector's. */
  readonly levels?: Readonly<Record<string, number>>;
  /** No quiet time: each row past the threshold is an alert. */
  readonly noQuietTime?: boolean;
}

/** Score of each row relative to the threshold. */
export function fuse(recording: Recording, rules: Rules = {}): Float64Array {
  const { threshold = DEFAULT_THRESHOLD, without = [], levels = {} } = rules;
  const scores = new Float64Array(recording.values.length);
  const all: Readonly<Record<string, number>> = { ...CHANNEL_LEVELS, ...levels };
  for (const [name, tails] of Object.entries(recording.tails)) {
    if (without.includes(name)) continue;
    for (let i = 0; i < scores.length; i++) {
      scores[i] = scores[i]! + channelShare(tails[i]!, all[name]!);
    }
  }
  return scores.map((score, i) =>
    score / alarmLevel(threshold, i + 1, recording.rowsPerDay, DETECTOR_CONSTANTS)
  );
}

/** Rows that alert, given scores relative to the threshold. */
export function alertRows(
  scores: Float64Array,
  rowsPerDay: number,
  { noQuietTime = false }: Rules = {},
): number[] {
  const alerts: number[] = [];
  let last = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    if (scores[i]! < 1) continue;
    if (!noQuietTime && i - last < quietTime(i + 1, rowsPerDay, DETECTOR_CONSTANTS)) continue;
    last = i;
    alerts.push(i);
  }
  return alerts;
}

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
export function judge(recordings: readonly Recording[], rules: Rules = {}): Verdict {
  let hit = 0;
  let windows = 0;
  let falseAlarms = 0;
  let days = 0;
  const files = recordings.map((recording) => {
    const rows = recording.values.length;
    const probation = Math.min(Math.floor(0.15 * rows), 750);
    const alerts = alertRows(fuse(recording, rules), recording.rowsPerDay, rules);
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

/** The factor on the threshold that gives `recordings` as many alerts under `rules` as `alerts`. */
export function sameAlarmRate(
  recordings: readonly Recording[],
  rules: Rules,
  alerts: number,
): number {
  let low = 0.05;
  let high = 20;
  const threshold = rules.threshold ?? DEFAULT_THRESHOLD;
  for (let i = 0; i < 20; i++) {
    const factor = Math.sqrt(low * high);
    const changed = { ...rules, threshold: threshold * factor };
    const count = recordings.reduce(
      (sum, recording) =>
        sum + alertRows(fuse(recording, changed), recording.rowsPerDay, changed).length,
      0,
    );
    if (count > alerts) low = factor;
    else high = factor;
  }
  return Math.sqrt(low * high);
}
