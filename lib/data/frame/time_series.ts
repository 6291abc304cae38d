/** A series of numbers in time, as plain arrays. */

/** Timestamps and values, row by row. */
export interface TimeSeries {
  /** Epoch milliseconds (UTC), shape `[n]`. */
  readonly timestamps: Float64Array;
  /** Finite numbers, shape `[n]`. */
  readonly values: Float64Array;
}
