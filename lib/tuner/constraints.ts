/**
 * Feasibility as Optuna 5.0.0 stores it in a trial's system attributes.
 *
 * @module
 */
import type { FrozenTrial } from "./storage.ts";

/**
 * The sum of a trial's positive constraint values; 0 where it is feasible or has none. Both forms
 * are read: the array `constraints` and the named `constraints:<name>`, which wins over the array's
 * element of the same name.
 */
export function constraintViolation(trial: FrozenTrial): number {
  const values = new Map<string, number>();
  const listed = trial.systemAttrs.constraints;
  if (Array.isArray(listed)) listed.forEach((value, i) => values.set(String(i), Number(value)));
  for (const [key, value] of Object.entries(trial.systemAttrs)) {
    if (key.startsWith("constraints:")) values.set(key.slice(12), Number(value));
  }
  let violation = 0;
  for (const value of values.values()) if (value > 0) violation += value;
  return violation;
}
