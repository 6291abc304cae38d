/** Feasibility as Optuna 5.0.0 stores it in a trial's system attributes. */
import type { FrozenTrial } from "./storage.ts";

/**
 * The sum of a trial's positive constraint values; 0 where it is feasible or has none. Both forms
 * are read: the array `constraints` and the named `constraints:<name>`, which wins over the array's
 * element of the same name.
 */
export function constraintViolation(trial: FrozenTrial): number {
  let values: Map<string, number> | undefined; // most trials have none
  const listed = trial.systemAttrs.constraints;
  if (Array.isArray(listed)) {
    values = new Map(listed.map((value, i) => [String(i), Number(value)]));
  }
  for (const key in trial.systemAttrs) {
    if (!key.startsWith("constraints:")) continue;
    values ??= new Map();
    values.set(key.slice("constraints:".length), Number(trial.systemAttrs[key]));
  }
  if (values === undefined) return 0;
  let violation = 0;
  for (const value of values.values()) if (value > 0) violation += value;
  return violation;
}
