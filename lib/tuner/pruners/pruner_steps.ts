/**
 * When pruners that decide at intervals may decide.
 *
 * @module
 */
import { lastStep } from "../trial/last_step.ts";
import type { FrozenTrial } from "../storages/storage.ts";

/**
 * Whether a pruner may decide at a trial's last report: where that is the first in its interval;
 * intervals of `intervalSteps` begin at `nWarmupSteps`.
 *
 * @param trial With one report or more
 * @param nWarmupSteps Where the first interval begins
 * @param intervalSteps How long each is
 */
export function isFirstInInterval(
  trial: FrozenTrial,
  nWarmupSteps: number,
  intervalSteps: number,
): boolean {
  const step = lastStep(trial);
  if (step < nWarmupSteps) return false;
  const start = Math.floor((step - nWarmupSteps) / intervalSteps) * intervalSteps + nWarmupSteps;
  return trial.intermediateValues.keys().every((other) => other === step || other < start);
}
