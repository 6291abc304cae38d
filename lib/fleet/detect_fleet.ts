/** The detector over many series on all cores, each bad one reported. */
import { optionsOf, requireInteger, requireKnownOptions } from "../checks.ts";
import type { ReadSeriesOptions } from "../data/mod.ts";
import type { StreamingDetectorOptions } from "../detect/mod.ts";
import { bySeries, type FleetResult } from "./detect_series.ts";
import { runJobs } from "../job_thread.ts";
import type { FleetJob } from "./job_series.ts";
import type { States } from "./states.ts";
import { FleetThread } from "./thread.ts";

/** Options of {@linkcode detectFleet}. */
export interface DetectFleetOptions {
  /** The detector's, the same for each series. */
  readonly detector: Omit<StreamingDetectorOptions, "series">;
  /** How a file with one series is read. */
  readonly read?: ReadSeriesOptions;
  /** What the series go on from; the results then have new states. */
  readonly states?: States | undefined;
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
    states,
    workers = navigator.hardwareConcurrency,
    onSeries,
    signal,
    ...rest
  } = optionsOf("detect", options);
  requireKnownOptions("detect", rest);
  requireInteger("detect", { workers }, { min: 1 });
  const results: FleetResult[] = [];
  const run = async (job: FleetJob, thread: FleetThread): Promise<void> => {
    results.push(...await thread.work({ job, detector, read, states: statesOf(job, states) }));
    onSeries?.(results.length);
  };
  await runJobs(jobs, () => new FleetThread(), run, { workers, signal });
  return results.sort(bySeries);
}

/** Those states that a job needs: each Worker gets a copy of them. */
function statesOf(job: FleetJob, states: States | undefined): States | undefined {
  if (states === undefined || "packed" in job) return states;
  const names = "part" in job ? job.part.series.map(({ name }) => name) : [job.name];
  return new Map(names.flatMap((name) => {
    const state = states.get(name);
    return state === undefined ? [] : [[name, state]];
  }));
}
