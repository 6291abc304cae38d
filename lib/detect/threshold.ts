/**
 * Rules that turn anomaly scores (reconstruction errors, as a rule) into one threshold, without
 * labels. A row is an anomaly when its score lies strictly above the threshold.
 *
 * A percentile or a contamination fixes the number of alarms whatever the data; the other two let a
 * quiet series stay silent.
 */
import { statistics } from "../packages.ts";
import { percentile } from "../math/mod.ts";
import { requireFinite, requireKind, requireNumber } from "../checks.ts";

/**
 * Turns a median absolute deviation into the standard deviation of a normal sample: 1 /
 * probit(3/4).
 */
const NORMAL_MAD_SCALE = 1.482602218505602;

/**
 * The error below which `p` percent of the errors lie: the original's rule with `p = 80`.
 *
 * With the errors sorted, position `(n - 1) * p / 100`, interpolated linearly between its two
 * neighbours: quantile type 7, bit for bit `numpy.percentile` (Hyndman and Fan, 1996,
 * https://doi.org/10.1080/00031305.1996.10473566; NumPy 2.4.6). About `100 - p` percent of the rows
 * lie above it on every series, anomalies or not; with many ties fewer do.
 *
 * @param errors Shape `[n]`, finite, in any order
 * @param p Percent, 0 .. 100
 * @returns Threshold in the unit of `errors`
 * @throws {RangeError} If `p` is outside 0 .. 100, or `errors` is empty or not finite
 *
 * @example The original's 80th percentile
 * ```ts
 * import assert from "node:assert/strict";
 * import { detect, percentileThreshold } from "elb-anomaly/detect";
 *
 * const errors = Float64Array.of(1, 4, 2, 9, 3, 5);
 * const threshold = percentileThreshold(errors, 80);
 * assert.equal(threshold, 5);
 * assert.deepEqual(detect(errors, threshold), [false, false, false, true, false, false]);
 * ```
 */
export function percentileThreshold(errors: ArrayLike<number>, p: number): number {
  requireFinite("set a threshold", { errors });
  requireNumber("set a threshold", { p }, { min: 0, max: 100 });
  return percentile(Array.from(errors), p);
}

/**
 * The error that about a share `contamination` of the errors exceed, as PyOD and scikit-learn name
 * it: `percentileThreshold(errors, 100 * (1 - contamination))`.
 *
 * @param errors Shape `[n]`, finite
 * @param contamination Expected share of anomalies, in (0, 0.5]
 * @returns Threshold in the unit of `errors`
 * @throws {RangeError} If `contamination` is outside (0, 0.5], or `errors` is empty or not finite
 *
 * @example A tenth of eleven errors
 * ```ts
 * import assert from "node:assert/strict";
 * import { contaminationThreshold } from "elb-anomaly/detect";
 *
 * assert.equal(contaminationThreshold([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.1), 9);
 * ```
 */
export function contaminationThreshold(
  errors: ArrayLike<number>,
  contamination: number,
): number {
  requireNumber("set a threshold", { contamination }, { above: 0, max: 0.5 });
  return percentileThreshold(errors, 100 * (1 - contamination));
}

/**
 * The mean of the errors plus `k` population standard deviations.
 *
 * Suits errors that are roughly normal; large anomalies among the errors raise it, so set it on
 * errors of normal data.
 *
 * @param errors Shape `[n]`, finite
 * @param k Standard deviations above the mean, 0 or more
 * @returns Threshold in the unit of `errors`
 * @throws {RangeError} If `k` is negative or not finite, or `errors` is empty or not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sigmaThreshold } from "elb-anomaly/detect";
 *
 * assert.equal(sigmaThreshold([2, 4, 4, 4, 5, 5, 7, 9], 3), 11); // mean 5, deviation 2
 * ```
 */
export function sigmaThreshold(errors: ArrayLike<number>, k = 3): number {
  requireFinite("set a threshold", { errors });
  requireNumber("set a threshold", { k }, { min: 0 });
  const values = Array.from(errors);
  return statistics.mean(values) + k * statistics.standardDeviation(values);
}

/**
 * The median of the errors plus `k` median absolute deviations, these scaled by 1.4826 so that one
 * equals a standard deviation on normal data. Up to half of the errors may be anomalies without
 * moving it far.
 *
 * If more than half of the errors are equal the deviation is 0, and every larger error lies above.
 *
 * Source: Iglewicz and Hoaglin (1993), "How to Detect and Handle Outliers", who advise `k = 3.5`.
 *
 * @param errors Shape `[n]`, finite
 * @param k Scaled deviations above the median, 0 or more
 * @returns Threshold in the unit of `errors`
 * @throws {RangeError} If `k` is negative or not finite, or `errors` is empty or not finite
 *
 * @example One huge error does not move the threshold
 * ```ts
 * import assert from "node:assert/strict";
 * import { detect, madThreshold } from "elb-anomaly/detect";
 *
 * const errors = [1, 2, 3, 4, 1000];
 * assert.deepEqual(detect(errors, madThreshold(errors)), [false, false, false, false, true]);
 * ```
 */
export function madThreshold(errors: ArrayLike<number>, k = 3.5): number {
  requireFinite("set a threshold", { errors });
  requireNumber("set a threshold", { k }, { min: 0 });
  const values = Array.from(errors);
  return statistics.median(values) +
    k * NORMAL_MAD_SCALE * statistics.medianAbsoluteDeviation(values);
}

/**
 * Marks the errors that lie strictly above a threshold.
 *
 * @param errors Shape `[n]`; none is NaN
 * @param threshold In the unit of `errors`; infinity flags nothing
 * @returns Shape `[n]`, true where an error is an anomaly
 * @throws {TypeError} If the threshold is no number
 * @throws {RangeError} If an error is NaN
 *
 * @example An error at the threshold is normal
 * ```ts
 * import assert from "node:assert/strict";
 * import { detect } from "elb-anomaly/detect";
 *
 * assert.deepEqual(detect([1, 2, 3], 2), [false, false, true]);
 * ```
 */
export function detect(errors: ArrayLike<number>, threshold: number): boolean[] {
  requireKind("detect", { errors }, "a list of numbers");
  requireKind("detect", { threshold }, "a number");
  return Array.from(errors, (error, i) => {
    if (Number.isNaN(error)) {
      throw new RangeError(`Cannot detect as errors must be numbers: errors[${i}] is NaN`);
    }
    return error > threshold;
  });
}
