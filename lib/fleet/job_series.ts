/** The series of a job, each with its points, or what is wrong with it. */
import { frameTimestamps, frameValues, readSeries, type ReadSeriesOptions } from "../data/mod.ts";
import { counterNotes } from "../data/reading/mod.ts";
import { badSeries, type FleetResult } from "./detect_series.ts";
import { type NamedSeries, unpackSeries } from "./packed_series.ts";
import { readPart, type SpooledPart } from "./spool.ts";

/**
 * Work: a part of a spool, a file or other source with one series, or a series in few bytes with
 * what it goes on from.
 */
export type FleetJob =
  | { readonly part: SpooledPart }
  | SourceJob
  | { readonly packed: Uint8Array; readonly snapshot: Uint8Array | undefined };

/** A source of one series. */
interface SourceJob {
  readonly path: string;
  readonly name: string;
}

/** Sources that are read at a time. */
const AT_ONCE = 8;

/** Reads what a job names; a source that is no series is bad, and does not stop the others. */
export async function* jobSeries(
  job: FleetJob,
  read: ReadSeriesOptions,
): AsyncGenerator<NamedSeries | FleetResult> {
  if ("packed" in job) yield unpackSeries(job.packed);
  else if ("path" in job) yield await readSource(job, read);
  else {
    for (const [name, points] of await readPart(job.part)) {
      yield { name, ...points, notes: counterNotes(points.values) };
    }
  }
}

/** The series of all jobs, in the jobs' order; some sources are read at a time. */
export async function* allSeries(
  jobs: readonly FleetJob[],
  read: ReadSeriesOptions,
): AsyncGenerator<NamedSeries | FleetResult> {
  const ahead: Promise<NamedSeries | FleetResult>[] = [];
  for (const job of jobs) {
    if ("path" in job) {
      ahead.push(readSource(job, read));
      if (ahead.length === AT_ONCE) yield await ahead.shift()!;
    } else yield* jobSeries(job, read);
  }
  yield* ahead;
}

async function readSource(
  { path, name }: SourceJob,
  read: ReadSeriesOptions,
): Promise<NamedSeries | FleetResult> {
  try {
    const { frame, notes } = await readSeries(path, read);
    return { name, timestamps: frameTimestamps(frame), values: frameValues(frame), notes };
  } catch (error) {
    return badSeries(name, (error as Error).message);
  }
}
