/** NAB's windowed Gaussian, the plainest detector on its scoreboard. */
import { Moments, normalCdf } from "../../math/mod.ts";
import { requireFinite } from "../../checks.ts";

/** Rows that the detector remembers. */
const WINDOW_ROWS = 6400;
/** Rows by which a full window moves at a time. */
const STEP_ROWS = 100;
/** Deviation that stands in for 0. */
const SMALLEST_DEVIATION = 0.000001;

/**
 * Scores each value by its distance from the mean of the values before it, in their standard
 * deviations: one minus the normal tail beyond it.
 *
 * The mean and deviation are those of all earlier values, up to 6,400; from then on the window
 * moves 100 rows at a time. A constant past counts as a deviation of 1e-6. The first row gets 0. A
 * row's score uses earlier rows and itself only. Equal to NAB's `windowedGaussian` to 1e-9.
 *
 * Source: the Numenta Anomaly Benchmark's detector (commit ea702d7, MIT licence).
 *
 * @param values Shape `[n]`, finite
 * @returns Shape `[n]`, 0 .. 1; 0.5 at the mean and below 0 never
 * @throws {RangeError} If `values` is empty or not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { windowedGaussianScores } from "elb-anomaly/detect";
 *
 * const scores = windowedGaussianScores([5, 6, 4, 5, 6, 4, 90]);
 * assert.equal(scores[0], 0);
 * assert.ok(scores[6]! > 0.9999 && scores[5]! < 0.95);
 * ```
 */
export function windowedGaussianScores(values: ArrayLike<number>): Float64Array {
  requireFinite("score", { values });
  const scores = new Float64Array(values.length);
  let moments = Moments.of([values[0]!]);
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    const deviation = moments.deviation || SMALLEST_DEVIATION;
    scores[i] = normalCdf(Math.abs(value - moments.mean) / deviation);
    if (i < WINDOW_ROWS) {
      moments.add(value);
    } else if ((i + 1) % STEP_ROWS === 0) {
      moments = new Moments();
      for (let row = i + 1 - WINDOW_ROWS; row <= i; row++) moments.add(values[row]!);
    }
  }
  return scores;
}
