/**
 * When pruners that decide at intervals may decide.
 *
 * @module
 */

/**
 * Whether a report is the first in its interval: intervals of `intervalSteps` begin at
 * `nWarmupSteps`.
 *
 * @param step The last step reported
 * @param steps All steps reported, `step` included
 * @param nWarmupSteps Where the first interval begins
 * @param intervalSteps How long each is
 */
export function isFirstInInterval(
  step: number,
  steps: readonly number[],
  nWarmupSteps: number,
  intervalSteps: number,
): boolean {
  const start = Math.floor((step - nWarmupSteps) / intervalSteps) * intervalSteps + nWarmupSteps;
  return steps.every((other) => other === step || other < start);
}
