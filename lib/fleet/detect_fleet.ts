/**
 * The detector over many series on all cores, each bad one reported.
 *
 * @module
 */
import { requireInteger, requireKnownOptions } from "../checks.ts";
import type { ReadSeriesOptions } from "../data/mod.ts";
import type { StreamingDetectorOptions } from "../detect/mod.ts";
import type { FleetResult } from "./detect_series.ts";
import type { FleetJob, FleetReply, FleetRequest } from "./worker.ts";

/** Options of {@linkcode detectFleet}. */
export interface DetectFleetOptions {
  /** The detector's, the same for each series. */
  readonly detector: Omit<StreamingDetectorOptions, "series">;
  /** How a file with one series is read. */
  readonly read?: ReadSeriesOptions;
  /** Workers; one a core unless told. */
  readonly workers?: number;
  /** Called after each job with the number of series done. */
  readonly onSeries?: (done: number) => void;
  /** Ends the work; what it was aborted with is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Runs jobs on Workers. What a series' result is depends on the series and the detector's options
 * alone.
 *
 * @returns A result for each series, in the order of their names
 * @throws {RangeError} If `workers` is no positive integer
 */
export async function detectFleet(
  jobs: readonly FleetJob[],
  options: DetectFleetOptions,
): Promise<FleetResult[]> {
  const {
    detector,
    read = {},
    workers = navigator.hardwareConcurrency,
    onSeries,
    signal,
    ...rest
  } = options;
  requireKnownOptions("detect", rest);
  requireInteger("detect", { workers }, { min: 1 });
  const queue = [...jobs];
  const results: FleetResult[] = [];
  const started: Worker[] = [];
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal!.reason);
  signal?.addEventListener("abort", abort);
  const crew = async (): Promise<void> => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    started.push(worker);
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const reply = await ask(worker, { job, detector, read });
      if ("error" in reply) throw reply.error;
      results.push(...reply.results);
      onSeries?.(results.length);
    }
  };
  try {
    signal?.throwIfAborted();
    const all = Array.from({ length: Math.min(workers, jobs.length) }, crew);
    await Promise.race([Promise.all(all), aborted.promise]);
  } finally {
    signal?.removeEventListener("abort", abort);
    for (const worker of started) worker.terminate();
  }
  return results.sort((a, b) => a.series < b.series ? -1 : a.series > b.series ? 1 : 0);
}

function ask(worker: Worker, request: FleetRequest): Promise<FleetReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FleetReply>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault(); // else it ends this program too
      reject(new Error(`Cannot go on as a Worker failed: ${event.message}`));
    };
    worker.postMessage(request);
  });
}
