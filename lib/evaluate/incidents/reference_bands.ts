/** What a user would set up otherwise: bands of k deviations. */

import { requireKind, requireNumber } from "../../checks.ts";
import { DAY, HOUR, MINUTE } from "../../time.ts";

/** How far each row is from a band's middle, in its deviations; 0 where there is no band yet. */
export type Band = (timestamps: Float64Array, values: Float64Array, step: number) => Float64Array;

/** The reference detectors by name. */
export const REFERENCE_BANDS: Readonly<Record<string, Band>> = {
  "hour of week": hourOfWeek,
  "time of day": timeOfDay,
  "trailing day": trailingDay,
};

/** A new alert comes at most so often. */
const QUIET = HOUR;

/**
 * The alerts of a band: two of three rows beyond `k` deviations (one row where steps are an hour or
 * longer), a new one at most hourly.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bandAlerts } from "elb-anomaly/evaluate";
 *
 * const timestamps = Float64Array.of(0, 60_000, 120_000);
 * assert.deepEqual(bandAlerts(timestamps, Float64Array.of(0, 4, 5), 3, 60_000), [120_000]);
 * ```
 */
export function bandAlerts(
  timestamps: Float64Array,
  deviations: Float64Array,
  k: number,
  step: number,
): number[] {
  requireKind("follow a band", { timestamps, deviations }, "a list of numbers");
  requireNumber("follow a band", { k, step });
  const alerts: number[] = [];
  const wanted = step >= HOUR ? 1 : 2;
  let last = -Infinity;
  for (let row = 0; row < deviations.length; row++) {
    if (!(deviations[row]! > k) || timestamps[row]! - last < QUIET) continue;
    let beyond = 0;
    for (let back = 0; back < 3 && back <= row; back++) if (deviations[row - back]! > k) beyond++;
    if (beyond < wanted) continue;
    last = timestamps[row]!;
    alerts.push(last);
  }
  return alerts;
}

/** Mean and deviation of the same hour of the week, up to two weeks back, as CloudWatch's band. */
function hourOfWeek(timestamps: Float64Array, values: Float64Array, step: number): Float64Array {
  const perWeek = Math.round(7 * DAY / step);
  const half = Math.max(0, Math.round(30 * MINUTE / step));
  return values.map((value, row) => {
    const past: number[] = [];
    for (const weeks of [1, 2]) {
      const middle = row - weeks * perWeek;
      for (let at = middle - half; at <= middle + half; at++) {
        if (at >= 0 && Math.abs(timestamps[row]! - timestamps[at]! - weeks * 7 * DAY) <= HOUR) {
          past.push(values[at]!);
        }
      }
    }
    if (past.length < 2) return 0;
    const mean = past.reduce((sum, x) => sum + x, 0) / past.length;
    const variance = past.reduce((sum, x) => sum + (x - mean) ** 2, 0) / past.length;
    return Math.abs(value - mean) / spread(Math.sqrt(variance), mean);
  });
}

/** Median and median absolute deviation of the same time of day in 14 days before. */
function timeOfDay(timestamps: Float64Array, values: Float64Array, step: number): Float64Array {
  const perDay = Math.max(1, Math.round(DAY / step));
  return values.map((value, row) => {
    const past: number[] = [];
    for (let days = 1; days <= 14; days++) {
      const at = row - days * perDay;
      if (at >= 0 && Math.abs(timestamps[row]! - timestamps[at]! - days * DAY) <= step) {
        past.push(values[at]!);
      }
    }
    if (past.length < 5) return 0;
    const median = middle(past);
    const mad = 1.4826 * middle(past.map((x) => Math.abs(x - median)));
    return Math.abs(value - median) / spread(mad, median);
  });
}

/** Mean and deviation of the day before. */
function trailingDay(_: Float64Array, values: Float64Array, step: number): Float64Array {
  const rows = Math.max(10, Math.round(DAY / step));
  const result = new Float64Array(values.length);
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < values.length; row++) {
    if (row >= rows) {
      const mean = sum / rows;
      const deviation = Math.sqrt(Math.max(0, squares / rows - mean * mean));
      result[row] = Math.abs(values[row]! - mean) / spread(deviation, mean);
      sum -= values[row - rows]!;
      squares -= values[row - rows]! ** 2;
    }
    sum += values[row]!;
    squares += values[row]! ** 2;
  }
  return result;
}

/** A band is never narrower than a hundredth of its middle, nor than half a count. */
function spread(deviation: number, middle: number): number {
  return Math.max(deviation, 0.01 * Math.abs(middle), 0.5);
}

function middle(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1]!;
}
