/**
 * The Worker that takes one job after another; `detectFleet` starts it.
 *
 * @module
 */
import { frameTimestamps, frameValues, readSeries, type ReadSeriesOptions } from "../data/mod.ts";
import type { StreamingDetectorOptions } from "../detect/mod.ts";
import { badSeries, detectSeries, type FleetResult } from "./detect_series.ts";
import { readPart, type SpooledPart } from "./spool.ts";

/** Work for a Worker: a part of a spool, or a file with one series. */
export type FleetJob = { readonly part: SpooledPart } | {
  readonly path: string;
  readonly name: string;
};

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
  if (!("part" in job)) return [await readAndDetect(job, { detector, read })];
  const results = [];
  for (const [name, series] of await readPart(job.part)) {
    results.push(await detectSeries(name, series, detector));
  }
  return results;
}

/** A file that is no series is bad; it does not stop the others. */
async function readAndDetect(
  { path, name }: { path: string; name: string },
  { detector, read }: Pick<FleetRequest, "detector" | "read">,
): Promise<FleetResult> {
  let frame;
  try {
    ({ frame } = await readSeries(path, read));
  } catch (error) {
    return badSeries(name, (error as Error).message);
  }
  const series = { timestamps: frameTimestamps(frame), values: frameValues(frame) };
  return await detectSeries(name, series, detector);
}
