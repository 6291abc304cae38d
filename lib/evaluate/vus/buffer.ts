/** The buffer that TSB-AD chooses for a series. */
import { requireFinite } from "../../checks.ts";

/** TSB-AD's buffer where the series suggests none. */
const FALLBACK_BUFFER = 125;

/**
 * The largest buffer that TSB-AD's scripts use for a series: the lag of its strongest
 * autocorrelation peak, a stand-in for its period.
 *
 * Over the first 20,000 values: sample autocorrelation at lags 0 .. 400; of the strict local maxima
 * at lags 4 and above the highest; 125 if there is none, or its lag is below 6 or above 303.
 *
 * @param values The series, finite
 * @returns Rows
 * @throws {RangeError} If `values` is empty or not finite
 *
 * @example A period of 24 rows, and a series without one
 * ```ts
 * import assert from "node:assert/strict";
 * import { vusBuffer } from "elb-anomaly/evaluate";
 *
 * const daily = Float64Array.from({ length: 480 }, (_, i) => Math.sin((2 * Math.PI * i) / 24));
 * assert.equal(vusBuffer(daily), 24);
 * assert.equal(vusBuffer([1, 1, 1, 1]), 125);
 * ```
 */
export function vusBuffer(values: ArrayLike<number>): number {
  requireFinite("choose a buffer", { values });
  const series = Float64Array.from(values).subarray(0, 20_000);
  const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
  const centred = series.map((value) => value - mean);
  const lags = Math.min(400, series.length - 1);
  // Left undivided by the lag-0 sum: only the order of the peaks matters.
  const correlation = Float64Array.from({ length: lags + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < centred.length; i++) sum += centred[i]! * centred[i - lag]!;
    return sum;
  });
  let best: number | undefined;
  for (let lag = 4; lag < lags; lag++) {
    const here = correlation[lag]!;
    const peak = here > correlation[lag - 1]! && here > correlation[lag + 1]!;
    if (peak && (best === undefined || here >= correlation[best]!)) best = lag;
  }
  return best === undefined || best < 6 || best > 303 ? FALLBACK_BUFFER : best;
}
