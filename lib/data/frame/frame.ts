/** The table every step passes on: a Polars `DataFrame` with `timestamp` and `value`. */
import { excerpt, requireKind } from "../../checks.ts";
import { pl, type Polars } from "../../packages.ts";

/**
 * A Polars `DataFrame`. From the loader on it has `timestamp` (`Datetime("ms")`, naive, meaning
 * UTC, strictly increasing) and `value` (finite Float64); later steps join more columns.
 */
export type Frame = Polars.DataFrame;

/**
 * Builds a frame from timestamps and values.
 *
 * @param timestamps Epoch milliseconds (UTC), shape `[n]`
 * @param values Shape `[n]`
 * @returns A frame with the columns `timestamp` (`Datetime("ms")`) and `value` (Float64)
 * @throws {RangeError} If the lengths differ
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, frameTimestamps, frameValues } from "elb-anomaly/data";
 *
 * const frame = createFrame([0, 300_000], [94, 56]);
 * assert.deepEqual(frameValues(frame), Float64Array.of(94, 56));
 * assert.deepEqual(frameTimestamps(frame), Float64Array.of(0, 300_000));
 * ```
 */
export function createFrame(timestamps: ArrayLike<number>, values: ArrayLike<number>): Frame {
  requireKind("build a frame", { timestamps, values }, "a list of numbers");
  if (timestamps.length !== values.length) {
    throw new RangeError(
      `Cannot build a frame as timestamps and values must have one length: got ${timestamps.length} and ${values.length}`,
    );
  }
  // Polars takes a Float64Array as it is, five times as fast as an array of numbers.
  const times = pl.Series("timestamp", asFloat64Array(timestamps));
  return pl.DataFrame([
    times.cast(pl.Int64).cast(pl.Datetime("ms")),
    pl.Series("value", asFloat64Array(values)),
  ]);
}

/**
 * A numeric column as a `Float64Array`, shape `[n]` (a copy).
 *
 * @param frame Any frame
 * @param column Name of the column; `value` unless told
 * @throws {TypeError} If there is no such column, or it holds nulls
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, frameValues } from "elb-anomaly/data";
 *
 * assert.throws(() => frameValues(createFrame([0], [1]), "requests"), /no column "requests"/);
 * ```
 */
export function frameValues(frame: Frame, column = "value"): Float64Array {
  const series = columnOf(frame, "values", column);
  if (series.nullCount() > 0) {
    throw new TypeError(
      `Cannot read values: column "${column}" must hold no nulls, found ${series.nullCount()}`,
    );
  }
  return series.cast(pl.Float64).toTypedArray() as Float64Array; // already a copy
}

/**
 * The `timestamp` column as epoch milliseconds (UTC), shape `[n]` (a copy).
 *
 * @throws {TypeError} If there is no such column
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, frameTimestamps } from "elb-anomaly/data";
 *
 * assert.equal(frameTimestamps(createFrame([1_397_088_000_000], [94]))[0], 1_397_088_000_000);
 * ```
 */
export function frameTimestamps(frame: Frame): Float64Array {
  const times = columnOf(frame, "timestamps", "timestamp").cast(pl.Int64).cast(pl.Float64);
  return times.toTypedArray() as Float64Array;
}

function columnOf(frame: Frame, what: string, column: string): Polars.Series {
  const columns = (frame as Frame | undefined | null)?.columns; // a notebook's cell checks no types
  if (!Array.isArray(columns)) {
    throw new TypeError(
      `Cannot read ${what} as they must stand in a frame, such as createFrame() gives, or the frame in what readSeries() gives: current value is ${
        excerpt(frame)
      }`,
    );
  }
  if (columns.includes(column)) return frame.getColumn(column);
  throw new TypeError(
    `Cannot read ${what}: the frame has no column "${column}", its columns are ${
      columns.join(", ")
    }`,
  );
}

function asFloat64Array(numbers: ArrayLike<number>): Float64Array {
  return numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
}
