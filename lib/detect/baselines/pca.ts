/**
 * Reconstruction errors of principal components: the linear autoencoder that any other must beat.
 */
import {
  optionsOf,
  requireFinite,
  requireInteger,
  requireKnownOptions,
  requireNumber,
} from "../../checks.ts";
import { matrices } from "../../packages.ts";

/** Options of {@linkcode pcaErrors}. */
export interface PcaOptions {
  /**
   * Rows at the start of the series that the components are fitted on, more than `windowLength`.
   */
  trainRows: number;
  /**
   * Rows per window, 2 or more.
   *
   * @default {24}
   */
  windowLength?: number;
  /**
   * Share of the training windows' variance that the kept components reach, in (0, 1).
   *
   * @default {0.9}
   */
  variance?: number;
}

/**
 * How badly each window is rebuilt from the principal components of the first windows.
 *
 * The series is standardised by mean and deviation of its first `trainRows` rows (one scale for all
 * windows: scaling within windows would erase a change of level). The error of row `i` is the root
 * mean square, over the window that ends at row `i`, of what the kept components leave; so it uses
 * rows up to `i` only. Rows before the first whole window get 0.
 *
 * @param values Shape `[n]`, finite
 * @param options Training rows, window length and share of variance
 * @returns Shape `[n]`, in training deviations
 * @throws {RangeError} If `values` is empty or not finite, or an option is out of range
 *
 * @example A broken rhythm is rebuilt worse than a kept one
 * ```ts
 * import assert from "node:assert/strict";
 * import { pcaErrors } from "elb-anomaly/detect";
 *
 * const values = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i / 4));
 * values[300] = -3;
 * const errors = pcaErrors(values, { trainRows: 100 });
 * assert.ok(errors[300]! > 10 * errors[299]!);
 * ```
 */
export function pcaErrors(values: ArrayLike<number>, options: PcaOptions): Float64Array {
  const { trainRows, windowLength = 24, variance = 0.9, ...rest } = optionsOf("score", options);
  requireKnownOptions("score", rest);
  requireFinite("score", { values });
  requireInteger("score", { windowLength }, { min: 2 });
  requireInteger("score", { "trainRows (above windowLength, at most the rows)": trainRows }, {
    above: windowLength,
    max: values.length,
  });
  requireNumber("score", { variance }, { above: 0, below: 1 });
  const series = standardize(Float64Array.from(values), trainRows);
  const { means, components } = principalComponents(
    series.subarray(0, trainRows),
    windowLength,
    variance,
  );
  const errors = new Float64Array(series.length);
  const centred = new Float64Array(windowLength);
  for (let i = windowLength - 1; i < series.length; i++) {
    let left = 0; // squared length of the window, less its part along each component
    for (let k = 0; k < windowLength; k++) {
      centred[k] = series[i - windowLength + 1 + k]! - means[k]!;
      left += centred[k]! ** 2;
    }
    for (const component of components) {
      let projection = 0;
      for (let k = 0; k < windowLength; k++) projection += centred[k]! * component[k]!;
      left -= projection ** 2;
    }
    errors[i] = Math.sqrt(Math.max(left, 0) / windowLength);
  }
  return errors;
}

function standardize(series: Float64Array, trainRows: number): Float64Array {
  const train = series.subarray(0, trainRows);
  const mean = train.reduce((sum, value) => sum + value, 0) / trainRows;
  const squares = train.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / trainRows) || 1; // a constant start keeps its unit
  return series.map((value) => (value - mean) / deviation);
}

/** Mean window and the first components of all windows of `train`. */
function principalComponents(
  train: Float64Array,
  length: number,
  variance: number,
): { means: Float64Array; components: Float64Array[] } {
  const count = train.length - length + 1;
  const means = Float64Array.from(
    { length },
    (_, k) => train.subarray(k, k + count).reduce((sum, value) => sum + value, 0) / count,
  );
  const covariance = matrices.Matrix.zeros(length, length);
  for (let j = 0; j < length; j++) {
    for (let k = j; k < length; k++) {
      let sum = 0;
      for (let w = 0; w < count; w++) {
        sum += (train[w + j]! - means[j]!) * (train[w + k]! - means[k]!);
      }
      covariance.set(j, k, sum / count);
      covariance.set(k, j, sum / count);
    }
  }
  const eigen = new matrices.EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const values = eigen.realEigenvalues; // rising
  const total = values.reduce((sum: number, value: number) => sum + value, 0);
  const components: Float64Array[] = [];
  for (let k = length - 1, reached = 0; k >= 0 && reached < variance * total; k--) {
    reached += values[k]!;
    components.push(Float64Array.from(eigen.eigenvectorMatrix.getColumn(k)));
  }
  return { means, components };
}
