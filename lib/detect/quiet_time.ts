/**
 * One alarm per event: after an alarm a detector keeps quiet for a while.
 *
 * @module
 */

/**
 * Raises an alarm where a score exceeds the threshold and the last alarm is long enough ago.
 *
 * @param scores Shape `[n]`; none is NaN
 * @param threshold An alarm needs a score strictly above it
 * @param quietRows Rows for which an alarm at the given row silences the next one
 * @returns Shape `[n]`; a row's alarm depends on rows up to it only
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { quietAlarms } from "./quiet_time.ts";
 *
 * assert.deepEqual(quietAlarms([0, 5, 5, 5, 5], 1, () => 3), [false, true, false, false, true]);
 * ```
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
