/**
 * The Worker that takes one job after another; `FleetThread` starts it.
 *
 * @module
 */
import type { ReadSeriesOptions } from "../data/mod.ts";
import type { StreamingDetectorOptions } from "../detect/mod.ts";
import { detectSeries, type FleetResult } from "./detect_series.ts";
import { type FleetJob, jobSeries } from "./job_series.ts";

/** What the Worker is asked. */
export interface FleetRequest {
  readonly job: FleetJob;
  readonly detector: Omit<StreamingDetectorOptions, "series">;
  readonly read: ReadSeriesOptions;
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

async function work({ job, detector, read }: FleetRequest): Promise<FleetResult[]> {
  const results = [];
  for await (const series of jobSeries(job, read)) {
    results.push("line" in series ? series : await detectSeries(series.name, series, detector));
  }
  return results;
}
