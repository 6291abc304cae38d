/** The Worker that takes one job after another; `FleetThread` starts it. */
import type { ReadSeriesOptions } from "../data/mod.ts";
import type { StreamingDetectorOptions } from "../detect/mod.ts";
import { answerJobs } from "../job_thread.ts";
import { detectSeries, type FleetResult } from "./detect_series.ts";
import { type FleetJob, jobSeries } from "./job_series.ts";
import type { States } from "./states.ts";

/** What the Worker is asked. */
export interface FleetRequest {
  readonly job: FleetJob;
  readonly detector: Omit<StreamingDetectorOptions, "series">;
  readonly read: ReadSeriesOptions;
  /** What the series go on from, where states are kept. */
  readonly states?: States | undefined;
}

answerJobs(work);

async function work({ job, detector, read, states }: FleetRequest): Promise<FleetResult[]> {
  const results = [];
  for await (const series of jobSeries(job, read)) {
    if ("line" in series) results.push(series);
    else {
      const snapshot = "packed" in job
        ? job.snapshot
        : states && (states.get(series.name) ?? new Uint8Array());
      results.push(await detectSeries(series, detector, snapshot));
    }
  }
  return results;
}
