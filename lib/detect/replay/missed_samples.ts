/** The samples that should have come between two that did. */

/** A hole is followed for so many steps; then nothing more can be said about it. */
const MOST = 1000;

/**
 * The times between two samples at which others should have come, the first 1,000: those at which
 * {@linkcode StreamingDetector.tick} is to be called before the later sample is taken.
 *
 * @param from Time of the earlier sample, epoch milliseconds
 * @param to Time of the later one
 * @param step Milliseconds from one sample to the next; none is missing unless it is above 0
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { missedSamples } from "elb-anomaly/detect";
 *
 * assert.deepEqual(missedSamples(0, 900_000, 300_000), [300_000, 600_000]);
 * assert.deepEqual(missedSamples(0, 310_000, 300_000), []);
 * ```
 */
export function missedSamples(from: number, to: number, step: number): number[] {
  const missing = step > 0 ? Math.min(Math.round((to - from) / step) - 1, MOST) : 0;
  return Array.from({ length: Math.max(0, missing) }, (_, k) => from + (k + 1) * step);
}
