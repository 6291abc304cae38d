/** Sliding windows over a series, and window errors back to points. */
import {
  optionsOf,
  requireFinite,
  requireInteger,
  requireKind,
  requireKnownOptions,
  requireOneOf,
} from "../checks.ts";

/** Options of {@linkcode slidingWindows}. */
export interface SlidingWindowsOptions {
  /** Points between the starts of two windows, an integer >= 1; 1 unless told. */
  stride?: number;
}

/**
 * Cuts a series into windows.
 *
 * Window `w` holds the points `w * stride .. w * stride + length - 1`; there are
 * `floor((n - length) / stride) + 1`. Points behind the last whole window are in none.
 *
 * @param values Shape `[n]`
 * @param length Points a window, an integer in 1..n
 * @returns Row-major, shape `[windows, length]`
 * @throws {RangeError} If `length` or `stride` is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { slidingWindows } from "elb-anomaly/preprocessing";
 *
 * assert.deepEqual(slidingWindows([1, 2, 3, 4], 3), Float64Array.of(1, 2, 3, 2, 3, 4));
 * ```
 */
export function slidingWindows(
  values: ArrayLike<number>,
  length: number,
  options: SlidingWindowsOptions = {},
): Float64Array {
  const { stride = 1, ...rest } = optionsOf("cut windows", options);
  requireKnownOptions("cut windows", rest);
  requireInteger("cut windows", { stride, length }, { min: 1 });
  requireKind("cut windows", { values }, "a list of numbers");
  if (length > values.length) {
    throw new RangeError(
      `Cannot cut windows as length must be at most the number of values, ${values.length}: current value is ${length}`,
    );
  }
  const count = Math.floor((values.length - length) / stride) + 1;
  const source = values instanceof Float64Array ? values : Float64Array.from(values);
  const windows = new Float64Array(count * length);
  for (let w = 0; w < count; w++) {
    windows.set(source.subarray(w * stride, w * stride + length), w * length);
  }
  return windows;
}

/** Options of {@linkcode windowErrorsToPoints}. */
export interface WindowErrorsToPointsOptions {
  /** Points between the starts of two windows, an integer in 1..length; 1 unless told. */
  stride?: number;
  /**
   * What a point gets from the windows that hold it: their `mean` (the default), their `max`, or
   * their `min`, which is high only where every window is.
   */
  reduce?: "mean" | "max" | "min";
}

/**
 * One error a point from one error a window: each point reduces the errors of the windows that
 * hold it.
 *
 * @param errors Finite, one for each window of {@linkcode slidingWindows}, shape `[windows]`
 * @param length Points a window, an integer >= 1
 * @returns Shape `[(windows - 1) * stride + length]`: the points that are in a window, empty
 * without windows
 * @throws {RangeError} If `length` or `stride` is out of range, or an error is not finite
 *
 * @example The middle points are in two windows
 * ```ts
 * import assert from "node:assert/strict";
 * import { windowErrorsToPoints } from "elb-anomaly/preprocessing";
 *
 * assert.deepEqual(windowErrorsToPoints([1, 3], 3), Float64Array.of(1, 2, 2, 3));
 * assert.deepEqual(windowErrorsToPoints([1, 3], 3, { reduce: "max" }), Float64Array.of(1, 3, 3, 3));
 * ```
 */
export function windowErrorsToPoints(
  errors: ArrayLike<number>,
  length: number,
  options: WindowErrorsToPointsOptions = {},
): Float64Array {
  const { stride = 1, reduce = "mean", ...rest } = optionsOf("spread window errors", options);
  requireKnownOptions("spread window errors", rest);
  requireInteger("spread window errors", { stride, length }, { min: 1 });
  if (stride > length) {
    throw new RangeError(
      `Cannot spread window errors as stride must be at most length, ${length}, so that each point is in a window: current value is ${stride}`,
    );
  }
  requireOneOf("spread window errors", { reduce }, ["mean", "max", "min"]);
  requireKind("spread window errors", { errors }, "a list of numbers");
  if (errors.length === 0) return new Float64Array(0);
  requireFinite("spread window errors", { errors });
  const points = new Float64Array((errors.length - 1) * stride + length);
  for (let i = 0; i < points.length; i++) {
    const first = Math.max(0, Math.ceil((i - length + 1) / stride));
    const last = Math.min(errors.length - 1, Math.floor(i / stride));
    let reduced = errors[first]!;
    for (let w = first + 1; w <= last; w++) {
      const error = errors[w]!;
      if (reduce === "mean") reduced += error;
      else if (reduce === "max" ? error > reduced : error < reduced) reduced = error;
    }
    points[i] = reduce === "mean" ? reduced / (last - first + 1) : reduced;
  }
  return points;
}
