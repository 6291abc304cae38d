/** Cleaning: z-scores and the removal of outliers. */
import { optionsOf, requireFinite, requireKind, requireKnownOptions } from "../checks.ts";
import { pl, statistics } from "../packages.ts";
import { type Frame, frameValues } from "../data/frame/mod.ts";

/**
 * How many standard deviations each value lies from the mean, `(x - mean) / sd`, with the
 * population standard deviation (divided by `n`), as `scipy.stats.zscore`.
 *
 * A constant series gives zeros (SciPy gives NaN there); an empty one gives an empty array.
 *
 * @param values Finite numbers, shape `[n]`
 * @returns Shape `[n]`
 * @throws {RangeError} If a value is not finite, or their spread is beyond a double
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { zscores } from "elb-anomaly/preprocessing";
 *
 * assert.equal(zscores([2, 4, 4, 4, 5, 5, 7, 9])[7], 2); // mean 5, population sd 2
 * assert.deepEqual(zscores([7, 7]), Float64Array.of(0, 0));
 * ```
 */
export function zscores(values: ArrayLike<number>): Float64Array {
  requireKind("compute z-scores", { values }, "a list of numbers");
  const numbers = Array.from(values);
  if (numbers.length > 0) requireFinite("compute z-scores", { values });
  // A mean of equal numbers can be off by its last bit, which would be divided by itself.
  if (numbers.every((value) => value === numbers[0])) return new Float64Array(numbers.length);
  const centre = statistics.mean(numbers);
  const spread = statistics.standardDeviation(numbers);
  if (!Number.isFinite(spread) || spread === 0) {
    throw new RangeError(
      `Cannot compute z-scores as the standard deviation must be a double above 0: current value is ${spread}`,
    );
  }
  return Float64Array.from(numbers, (value) => (value - centre) / spread);
}

/** Options of {@linkcode removeOutliers}. */
export interface RemoveOutliersOptions {
  /** The column to judge by; `value` unless told. */
  column?: string;
  /** Rows with `abs(z)` at or above it go, a number above 0; 3 unless told. */
  zThreshold?: number;
}

/** What {@linkcode removeOutliers} returns: each row of the input is in one of the two. */
export interface OutlierSplit {
  /** The rows with `abs(z) < zThreshold`, in their order. */
  kept: Frame;
  /** The other rows, in their order. */
  removed: Frame;
}

/**
 * Splits a frame into ordinary rows and outliers by z-score.
 *
 * @param frame Any frame with a numeric column without nulls; it is not changed
 * @throws {TypeError} If there is no such column, or it holds nulls
 * @throws {RangeError} If `zThreshold` is not a number above 0, or a value is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, frameValues, removeOutliers } from "elb-anomaly";
 *
 * const frame = createFrame([0, 1, 2, 3, 4, 5], [1, 2, 1, 2, 1, 90]);
 * const { kept, removed } = removeOutliers(frame, { zThreshold: 2 });
 * assert.equal(kept.height, 5);
 * assert.deepEqual(frameValues(removed), Float64Array.of(90));
 * ```
 */
export function removeOutliers(frame: Frame, options: RemoveOutliersOptions = {}): OutlierSplit {
  const { column = "value", zThreshold = 3, ...rest } = optionsOf("remove outliers", options);
  requireKnownOptions("remove outliers", rest);
  if (!(zThreshold > 0)) {
    throw new RangeError(
      `Cannot remove outliers as zThreshold must be a number above 0: current value is ${zThreshold}`,
    );
  }
  const isKept = Array.from(
    zscores(frameValues(frame, column)),
    (z) => Math.abs(z) < zThreshold,
  );
  return {
    kept: frame.filter(pl.Series("kept", isKept, pl.Bool)),
    removed: frame.filter(pl.Series("removed", isKept.map((kept) => !kept), pl.Bool)),
  };
}
