/**
 * The check that counts in options share.
 *
 * @module
 */

/**
 * Checks a count.
 *
 * @param what What is being made, such as "a pruner"
 * @param name The option
 * @param value Its value
 * @param min The smallest it may be
 * @throws {RangeError} If the value is no integer or below `min`
 */
export function checkCount(what: string, name: string, value: number, min: number): void {
  if (!Number.isInteger(value) || value < min) {
    throw new RangeError(
      `Cannot make ${what} as ${name} must be an integer, ${min} or more: current value is ${value}`,
    );
  }
}
