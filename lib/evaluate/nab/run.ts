/** Runs a detector over a corpus, one series a Worker. */
import {
  optionsOf,
  requireInteger,
  requireKind,
  requireKindIfGiven,
  requireKnownOptions,
  requireOneOf,
  requireSeed,
} from "../../checks.ts";
import { JobThread, runJobs } from "../../job_thread.ts";
import type { NabSeries } from "./corpus.ts";
import { NAB_DETECTORS } from "./detectors.ts";
import type { ScoreRequest } from "./worker.ts";

/** Options of {@linkcode runDetector}. */
export interface RunDetectorOptions {
  /**
   * Seed of the detector, an integer in 0 .. 2^32 - 1.
   *
   * @default {1}
   */
  seed?: number;
  /**
   * Series scored at a time, 1 or more.
   *
   * @default {navigator.hardwareConcurrency}
   */
  workers?: number;
  /** Called after each series with the number done so far. */
  onSeries?: (done: number) => void;
  /** Ends the run; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Scores every series of a corpus with a detector by name, in parallel. The scores depend on the
 * seed and the series only, not on the number of Workers.
 *
 * @param name Key of `NAB_DETECTORS`
 * @param corpus Series, see `readNabCorpus`
 * @param options Seed, Workers, progress
 * @returns Scores of each series, in the order of the corpus
 * @throws {RangeError} If there is no detector of that name, or `workers` is not a positive integer
 * @throws {Error} If the detector fails on a series; the message names it
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { runDetector } from "elb-anomaly/evaluate";
 *
 * const values = Float64Array.from({ length: 300 }, (_, i) => i === 200 ? 90 : i % 7);
 * const timestamps = values.map((_, i) => i * 300_000);
 * const corpus = [{ name: "a.csv", timestamps, values, windows: [] }];
 * const [scores] = await runDetector("windowedGaussian", corpus, { workers: 1 });
 * assert.ok(scores![200]! > 0.9999 && scores![201]! < 0.99);
 * ```
 */
export async function runDetector(
  name: string,
  corpus: readonly NabSeries[],
  options: RunDetectorOptions = {},
): Promise<Float64Array[]> {
  const { seed = 1, workers = navigator.hardwareConcurrency, onSeries, signal, ...rest } =
    optionsOf("run a detector", options);
  requireKnownOptions("run a detector", rest);
  requireOneOf("run a detector", { name }, Object.keys(NAB_DETECTORS));
  requireInteger("run a detector", { workers }, { min: 1 });
  requireSeed("run a detector", seed);
  requireKind("run a detector", { corpus }, "a list of objects");
  requireKindIfGiven("run a detector", { onSeries }, "a function");
  requireKindIfGiven("run a detector", { signal }, "the signal of an AbortController");
  // Longest first, so that no Worker is left with a long series at the end.
  const order = corpus.map((_, i) => i)
    .sort((a, b) => corpus[b]!.values.length - corpus[a]!.values.length);
  const results = new Array<Float64Array>(corpus.length);
  let done = 0;
  const run = async (i: number, thread: JobThread<ScoreRequest, Float64Array>): Promise<void> => {
    const { name: series, timestamps, values } = corpus[i]!;
    const request = { detector: name, seed, name: series, timestamps, values };
    results[i] = await thread.work(request).catch((cause: Error) => {
      throw new Error(`Cannot score "${series}" with ${name}: ${cause.message}`, { cause });
    });
    onSeries?.(++done);
  };
  const worker = new URL("./worker.ts", import.meta.url);
  await runJobs(order, () => new JobThread<ScoreRequest, Float64Array>(worker), run, {
    workers,
    signal,
  });
  return results;
}
