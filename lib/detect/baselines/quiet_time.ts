/** One alarm per event: after an alarm a detector keeps quiet for a while. */
import { medianStep } from "../../math/mod.ts";
import { DAY } from "../../time.ts";

/**
 * Raises an alarm where a score is strictly above the threshold and the last alarm at least its
 * `quietRows` ago; a row's alarm depends on rows up to it only.
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

/** Quiet time: 5 % of the rows so far, at least 60 rows, at most two days if that is more. */
const QUIET = { rows: 60, share: 0.05, days: 2 };
/** Rows that give the sampling step. */
const STEP_ROWS = 150;

/**
 * A quiet time that grows with the series, for detectors without episodes; the median step over the
 * first 150 rows gives the rows per day.
 */
export function growingQuietRows(timestamps: Float64Array): (row: number) => number {
  const step = medianStep(timestamps.subarray(0, STEP_ROWS)) || DAY;
  const most = QUIET.days * DAY / step;
  return (row) => Math.max(QUIET.rows, Math.min(QUIET.share * (row + 1), most));
}
