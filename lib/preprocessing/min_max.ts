/** Min-max scaling. */
import { optionsOf, requireFinite, requireKind, requireKnownOptions } from "../checks.ts";

/** A fitted min-max scaler; frozen. `fitMinMax([min, max], { featureRange })` makes it again. */
export interface MinMaxScaler {
  /** Smallest value that was fitted. */
  readonly min: number;
  /** Largest value that was fitted. */
  readonly max: number;
  /** Where `min` and `max` are mapped to. */
  readonly featureRange: readonly [number, number];
  /**
   * Maps values to the feature range; values outside `min..max` land outside it.
   *
   * @param values Shape `[n]`
   * @returns Shape `[n]`
   */
  transform(values: ArrayLike<number>): Float64Array;
  /**
   * Undoes {@linkcode MinMaxScaler.transform}.
   *
   * @param scaled Shape `[n]`
   * @returns Shape `[n]`
   */
  inverse(scaled: ArrayLike<number>): Float64Array;
}

/** Options of {@linkcode fitMinMax}. */
export interface FitMinMaxOptions {
  /** Lower and upper end of the scaled values; `[0, 1]` unless told. */
  featureRange?: readonly [number, number];
}

/**
 * Learns the range of `values` and returns the scaler that maps it to `featureRange`:
 * `low + (x - min) / (max - min) * (high - low)`, as scikit-learn's `MinMaxScaler`.
 *
 * A constant series maps to the low end; there the divisor is 1, as in scikit-learn.
 *
 * @param values Finite numbers, at least one, shape `[n]`
 * @throws {RangeError} If there is no value, one is not finite, their range is beyond a double, or
 * `featureRange` does not rise
 *
 * @example Learn on one part, apply to another
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitMinMax } from "elb-anomaly/preprocessing";
 *
 * const scaler = fitMinMax([-1, -0.5, 0, 1]);
 * assert.deepEqual(scaler.transform([-1, 0, 2]), Float64Array.of(0, 0.5, 1.5));
 * assert.deepEqual(scaler.inverse([0, 0.5, 1.5]), Float64Array.of(-1, 0, 2));
 * ```
 */
export function fitMinMax(
  values: ArrayLike<number>,
  options: FitMinMaxOptions = {},
): MinMaxScaler {
  const { featureRange = [0, 1], ...rest } = optionsOf("fit a scaler", options);
  requireKind("fit a scaler", { featureRange }, "a list of numbers");
  const [low, high] = featureRange;
  requireKnownOptions("fit a scaler", rest);
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new RangeError(
      `Cannot fit a scaler as featureRange must be two finite numbers that rise: current value is [${low}, ${high}]`,
    );
  }
  requireFinite("fit a scaler", { values });
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const width = high - low;
  const range = max === min ? 1 : max - min;
  if (!Number.isFinite(range) || !Number.isFinite(width)) {
    throw new RangeError(
      `Cannot fit a scaler as ranges must fit a double: values span ${min} to ${max}, featureRange ${low} to ${high}`,
    );
  }
  return Object.freeze({
    min,
    max,
    featureRange: Object.freeze([low, high] as const),
    transform(values: ArrayLike<number>) {
      requireKind("scale", { values }, "a list of numbers");
      return Float64Array.from(values, (value) => low + ((value - min) / range) * width);
    },
    inverse(scaled: ArrayLike<number>) {
      requireKind("scale back", { scaled }, "a list of numbers");
      return Float64Array.from(scaled, (value) => min + ((value - low) / width) * range);
    },
  });
}
