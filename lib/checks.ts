/**
 * The check that every rule on numbers makes once, at its public edge.
 *
 * @module
 */

/**
 * Checks that `values` holds at least one number and no NaN or infinity.
 *
 * @param values Numbers, shape `[n]`
 * @param action What cannot be done otherwise, for the message, such as "set a threshold"
 * @param name What the numbers are, for the message
 * @throws {RangeError} If `values` is empty, or a value is not finite (the first one is named)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requireFinite } from "./checks.ts";
 *
 * assert.throws(() => requireFinite([1, NaN], "set a threshold", "errors"), /errors\[1\] is NaN/);
 * ```
 */
export function requireFinite(values: ArrayLike<number>, action: string, name: string): void {
  if (values.length === 0) {
    throw new RangeError(
      `Cannot ${action} as ${name} must hold at least one value: current length is 0`,
    );
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new RangeError(
        `Cannot ${action} as ${name} must be finite numbers: ${name}[${i}] is ${values[i]}`,
      );
    }
  }
}
