/**
 * How far a trial has reported.
 *
 * @module
 */
import type { FrozenTrial } from "../storages/storage.ts";

/** The largest step a trial has reported; -Infinity if it has none. */
export function lastStep(trial: FrozenTrial): number {
  let last = -Infinity;
  for (const step of trial.intermediateValues.keys()) if (step > last) last = step;
  return last;
}
