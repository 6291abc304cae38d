/** Which trial is best. */
import { constraintViolation } from "../storages/constraints.ts";
import type { Direction, FrozenTrial } from "../storages/storage.ts";

/**
 * The COMPLETE, feasible trial with the best value, the first of equals.
 *
 * @returns `undefined` if there is none
 */
export function bestTrialOf(
  trials: readonly FrozenTrial[],
  direction: Direction,
): FrozenTrial | undefined {
  const sign = direction === "minimize" ? 1 : -1;
  let best: FrozenTrial | undefined;
  for (const trial of trials) {
    const value = trial.values?.[0];
    if (trial.state !== "COMPLETE" || value === undefined || constraintViolation(trial) > 0) {
      continue;
    }
    if (best === undefined || sign * value < sign * best.values![0]!) best = trial;
  }
  return best;
}
