/** A whole series through the streaming detector, as it would have run live. */
import { requireKind } from "../../checks.ts";
import { StreamingDetector } from "./streaming_detector.ts";
import type { StreamingDetectorOptions } from "./options.ts";

/** What {@linkcode scoreSeries} gives, each of shape `[n]`. */
export interface SeriesScores {
  /** Score of each row: 1 is the threshold; 0 for the first 42. */
  readonly scores: Float64Array;
  /** Whether the row raised an alert. */
  readonly alerts: boolean[];
  /** Rows dropped, since their time was not after the row's before: they score 0. */
  readonly dropped: number;
}

/**
 * Runs a fresh {@linkcode StreamingDetector} over a series from its first row, one row at a time;
 * the length of the series is not used.
 *
 * @param timestamps Epoch milliseconds, shape `[n]`; may repeat or run backwards
 * @param values Shape `[n]`, finite
 * @param options Of the detector
 * @throws {RangeError} If the lengths differ, or a number is not finite
 * @throws {TypeError} If an argument is of another kind, or an option unknown
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { scoreSeries } from "elb-anomaly/detect";
 *
 * const timestamps = Float64Array.from({ length: 400 }, (_, i) => i * 300_000);
 * const values = timestamps.map((_, i) => i === 390 ? 400 : 50 + 20 * Math.sin(i / 10) + (i * 7919 % 13) / 4);
 * const { alerts } = scoreSeries(timestamps, values, { seed: 1 });
 * assert.deepEqual(alerts.flatMap((alert, i) => alert ? [i] : []), [390]);
 * ```
 */
export function scoreSeries(
  timestamps: ArrayLike<number>,
  values: ArrayLike<number>,
  options: StreamingDetectorOptions,
): SeriesScores {
  requireKind("score a series", { timestamps, values }, "a list of numbers");
  if (timestamps.length !== values.length) {
    throw new RangeError(
      `Cannot score a series as timestamps and values must have one length: got ${timestamps.length} and ${values.length}`,
    );
  }
  const detector = new StreamingDetector(options);
  const scores = new Float64Array(values.length);
  const alerts: boolean[] = [];
  for (let i = 0; i < values.length; i++) {
    const { score, isAlert } = detector.update(timestamps[i]!, values[i]!);
    scores[i] = score;
    alerts.push(isAlert);
  }
  return { scores, alerts, dropped: detector.counts.offered - detector.counts.rows };
}
