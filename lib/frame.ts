/**
 * The table every step passes on: a Polars `DataFrame` with `timestamp` and `value`.
 *
 * @module
 */
import pl from "nodejs-polars";

/**
 * A Polars `DataFrame`. From the loader on it has `timestamp` (`Datetime("ms")`, naive, meaning
 * UTC, strictly increasing) and `value` (finite Float64); later steps join more columns.
 */
export type Frame = pl.DataFrame;

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
 * import { createFrame, frameTimestamps, frameValues } from "./frame.ts";
 *
 * const frame = createFrame([0, 300_000], [94, 56]);
 * assert.deepEqual(frameValues(frame), Float64Array.of(94, 56));
 * assert.deepEqual(frameTimestamps(frame), Float64Array.of(0, 300_000));
 * ```
 */
export function createFrame(timestamps: ArrayLike<number>, values: ArrayLike<number>): Frame {
  if (timestamps.length !== values.length) {
    throw new RangeError(
      `Cannot build a frame as timestamps and values must have one length: got ${timestamps.length} and ${values.length}`,
    );
  }
  return pl.DataFrame([
    pl.Series("timestamp", Array.from(timestamps), pl.Int64).cast(pl.Datetime("ms")),
    pl.Series("value", Array.from(values), pl.Float64),
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
 * import { createFrame, frameValues } from "./frame.ts";
 *
 * assert.throws(() => frameValues(createFrame([0], [1]), "requests"), /no column "requests"/);
 * ```
 */
export function frameValues(frame: Frame, column = "value"): Float64Array {
  if (!frame.columns.includes(column)) {
    throw new TypeError(
      `Cannot read values: the frame has no column "${column}", its columns are ${
        frame.columns.join(", ")
      }`,
    );
  }
  const series = frame.getColumn(column);
  if (series.nullCount() > 0) {
    throw new TypeError(
      `Cannot read values: column "${column}" must hold no nulls, found ${series.nullCount()}`,
    );
  }
  return Float64Array.from(series.cast(pl.Float64).toTypedArray() as Float64Array);
}

/**
 * The `timestamp` column as epoch milliseconds (UTC), shape `[n]` (a copy).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, frameTimestamps } from "./frame.ts";
 *
 * assert.equal(frameTimestamps(createFrame([1_397_088_000_000], [94]))[0], 1_397_088_000_000);
 * ```
 */
export function frameTimestamps(frame: Frame): Float64Array {
  return Float64Array.from(frame.getColumn("timestamp").cast(pl.Float64).toArray() as number[]);
}
