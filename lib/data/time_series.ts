/**
 * A series of numbers in time, as plain arrays.
 *
 * @module
 */

/** Timestamps and values, row by row. */
export interface TimeSeries {
  /** Epoch milliseconds (UTC), shape `[n]`. */
  timestamps: Float64Array;
  /** Finite numbers, shape `[n]`. */
  values: Float64Array;
}
