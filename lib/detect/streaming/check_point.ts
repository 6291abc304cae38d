/**
 * Which points a stream admits.
 *
 * @module
 */

/** Larger values could overflow when squared. */
const LARGEST = 1e100;

/**
 * Checks a point before anything is changed by it.
 *
 * @param point Its number, for the message
 * @param time Epoch milliseconds
 * @param value Its value
 * @throws {TypeError} If either is no number
 * @throws {RangeError} If either is not finite, or larger than 1e100 in size
 */
export function checkPoint(point: number, time: unknown, value: unknown): void {
  for (const [name, given] of [["time", time], ["value", value]] as const) {
    if (typeof given !== "number") {
      throw new TypeError(
        `Cannot take point ${point} as its ${name} must be a number: current value is ${
          JSON.stringify(given)
        }`,
      );
    }
    if (!(Math.abs(given) <= LARGEST)) {
      throw new RangeError(
        `Cannot take point ${point} as its ${name} must be finite and at most 1e100 in size: current value is ${given}`,
      );
    }
  }
}
