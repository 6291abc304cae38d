/**
 * One alarm per event: after an alarm a detector keeps quiet for a while.
 *
 * @module
 */
import { medianStep } from "../../math/mod.ts";
import { quietTime } from "../streaming/alarm_rule.ts";
import { DETECTOR_CONSTANTS } from "../streaming/constants.ts";

/**
 * Raises an alarm where a score exceeds the threshold and the last alarm is long enough ago.
 *
 * @param scores Shape `[n]`; none is NaN
 * @param threshold An alarm needs a score strictly above it
 * @param quietRows Rows for which an alarm at the given row silences the next one
 * @returns Shape `[n]`; a row's alarm depends on rows up to it only
 */
export function quietAlarms(
  scores: ArrayLike<number>,
  threshold: number,
  quietRows: (row: number) => number,
): boolean[] {
  let silentUntil = 0;
  return Array.from(scores, (score, row) => {
    if (!(score > threshold) || row < silentUntil) return false;
    silentUntil = row + quietRows(row);
    return true;
  });
}

const DAY_MS = 86_400_000;
/** Rows that give the sampling step. */
const STEP_ROWS = 150;

/**
 * The streaming detector's quiet time, for other detectors: it grows with the series.
 *
 * @param timestamps Epoch milliseconds; their median step over the first 150 rows gives the rows per day
 * @returns The quiet time after an alarm at a given row, for {@linkcode quietAlarms}
 */
export function growingQuietRows(timestamps: Float64Array): (row: number) => number {
  const step = medianStep(timestamps.subarray(0, STEP_ROWS)) || DAY_MS;
  return (row) => quietTime(row + 1, DAY_MS / step, DETECTOR_CONSTANTS);
}
