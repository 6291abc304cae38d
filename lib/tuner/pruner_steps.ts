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

/** Checks one of a pruner's counts. @throws {RangeError} If it is no integer or below `min` */
export function checkCount(name: string, value: number, min: number): void {
  if (!Number.isInteger(value) || value < min) {
    throw new RangeError(
      `Cannot make a pruner as ${name} must be an integer, ${min} or more: current value is ${value}`,
    );
  }
}
