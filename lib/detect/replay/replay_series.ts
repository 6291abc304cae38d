/** A whole series through a detector, as if it had come live. */
import { requireKind, requireKindIfGiven, requireKnownOptions } from "../../checks.ts";
import type { TimeSeries } from "../../data/mod.ts";
import { medianStep } from "../../math/mod.ts";
import type { DetectorResult } from "../streaming/result.ts";
import type { StreamingDetector } from "../streaming/streaming_detector.ts";
import { AlertLog, type AlertRecord } from "./alert_log.ts";
import { missedSamples } from "./missed_samples.ts";

/** Options of {@linkcode replaySeries}. */
export interface ReplayOptions {
  /** Told how many rows are done, now and then. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Given what the detector says of each row that it takes, in order. */
  readonly onResult?: (result: DetectorResult, row: number) => void;
  /** Ends the work; what it was aborted with is thrown. */
  readonly signal?: AbortSignal;
}

/** What a detector said about a series. */
export interface SeriesAlerts {
  /** Score of each row: 1 is the threshold; 0 for the first 42. Shape `[n]`. */
  readonly scores: Float64Array;
  /** Level of each row, which an alert needs to be 1; 0 where it was not scored. Shape `[n]`. */
  readonly levels: Float64Array;
  /** Usual value at the hour of each row; NaN where it was not known. Shape `[n]`. */
  readonly usual: Float64Array;
  /** Whether the row lies in an alert. Shape `[n]`. */
  readonly flags: boolean[];
  /** The alerts, in order of time. */
  readonly alerts: AlertRecord[];
  /** Rows that were scored. */
  readonly scored: number;
  /** Rows that only trained the first nets. */
  readonly training: number;
  /** Rows that were not newer than what the detector had seen. */
  readonly seen: number;
  /** Rows that were refused, each with the reason. */
  readonly refused: { readonly row: number; readonly reason: string }[];
}

/** Milliseconds of work between two turns of everything else, such as Ctrl-C. */
const SLICE = 50;
/** Rows from one look at the clock to the next. */
const LOOK = 8;

/**
 * Runs a series through a detector row by row, as if it had come live: where samples are missing,
 * time passes by `tick`, so that an outage alerts as well.
 *
 * @param detector Fresh, or restored: rows that it has seen are passed over
 * @param series In order of time; the detector takes it from the first row to the last
 * @param options See {@linkcode ReplayOptions}
 * @throws {TypeError} If an option is unknown
 *
 * @example A spike in a steady rhythm
 * ```ts
 * import assert from "node:assert/strict";
 * import { replaySeries, StreamingDetector } from "elb-anomaly/detect";
 *
 * const timestamps = Float64Array.from({ length: 400 }, (_, i) => i * 300_000);
 * const values = timestamps.map((_, i) =>
 *   i === 390 ? 400 : 50 + 20 * Math.sin(i / 10) + (i * 7919 % 13) / 4
 * );
 * const detector = new StreamingDetector({ seed: 1 });
 * const { alerts } = await replaySeries(detector, { timestamps, values });
 * assert.deepEqual(alerts.map(({ worst }) => worst.value), [400]);
 * ```
 */
export async function replaySeries(
  detector: StreamingDetector,
  series: TimeSeries,
  options: ReplayOptions = {},
): Promise<SeriesAlerts> {
  requireKnownOptions("replay a series", options, ["onProgress", "onResult", "signal"]);
  const { onProgress, onResult, signal } = options;
  requireKind("replay a series", { detector, series }, "an object");
  requireKind("replay a series", { "detector.update": detector.update }, "a function");
  const { timestamps, values } = series;
  requireKind("replay a series", { timestamps, values }, "a list of numbers");
  requireKindIfGiven("replay a series", { onProgress, onResult }, "a function");
  requireKindIfGiven("replay a series", { signal }, "the signal of an AbortController");
  const n = values.length;
  const scores = new Float64Array(n);
  const levels = new Float64Array(n);
  const usual = new Float64Array(n).fill(NaN);
  const log = new AlertLog();
  const refused: { row: number; reason: string }[] = [];
  const counts = { scored: 0, training: 0, late: 0, repeated: 0, tick: 0 };
  const step = medianStep(timestamps);
  let newest = NaN; // time of the last row that was taken
  let turn = performance.now();
  for (let i = 0; i < n; i++) {
    if (i % LOOK === 0 && performance.now() - turn > SLICE) {
      onProgress?.(i, n);
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      turn = performance.now();
    }
    if (counts.scored > 0 && detector.admits(timestamps[i]!)) {
      const missed = missedSamples(newest, timestamps[i]!, step);
      for (const time of missed) log.add(detector.tick(time));
    }
    try {
      const result = detector.update(timestamps[i]!, values[i]!);
      scores[i] = result.score;
      levels[i] = result.level;
      usual[i] = result.channels.find(({ name }) => name === "hour")?.expected ?? NaN;
      counts[result.status]++;
      newest = timestamps[i]!;
      log.add(result);
      onResult?.(result, i);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refused.push({ row: i, reason: error.message });
    }
  }
  onProgress?.(n, n);
  const alerts = log.finish(detector.end());
  return {
    scores,
    levels,
    usual,
    flags: AlertLog.numbers(timestamps, alerts).map((number) => number > 0),
    alerts,
    scored: counts.scored,
    training: counts.training,
    seen: counts.late + counts.repeated,
    refused,
  };
}
