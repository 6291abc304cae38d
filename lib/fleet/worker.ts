/**
 * The Worker that takes one job after another; `FleetThread` starts it.
 *
 * @module
 */
import type { ReadSeriesOptions } from "../data/mod.ts";
import type { StreamingDetectorOptions } from "../detect/mod.ts";
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

/** What it answers: results, or a defect. */
export type FleetReply = { results: FleetResult[] } | { error: Error };

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<FleetRequest>) => void) | null;
  postMessage(reply: FleetReply): void;
};

scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage({ results: await work(data) });
  } catch (error) {
    scope.postMessage({ error: error as Error });
  }
};

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
