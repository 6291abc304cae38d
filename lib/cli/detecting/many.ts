/** `deno task detect` over a folder or a long table: a line of JSON a series. */
import { excerpt } from "../../checks.ts";
import type { ReadSeriesOptions } from "../../data/mod.ts";
import { isCloudWatchSource } from "../../data/cloudwatch/mod.ts";
import { pointOptions } from "../../data/points/mod.ts";
import type { StreamingDetectorOptions } from "../../detect/mod.ts";
import { cloudWatchJobs, detectFleet, folderJobs, type Shard, tableJobs } from "../../fleet/mod.ts";
import { progress } from "../../notebook/mod.ts";
import { counted } from "../../text.ts";
import { checkUsage, UsageError } from "../shared/command.ts";
import { printError } from "../shared/print.ts";
import type { StopSignals } from "../shared/stop_signals.ts";
import { detectQueued } from "./queued.ts";
import { readStates, tell } from "./results.ts";

/** What the command line says of many series. */
export interface ManySeries {
  /** A folder, with `key` a table, or a `cloudwatch:` source with `*`. */
  readonly path: string;
  /** Column that names the series. */
  readonly key: string | undefined;
  readonly detector: StreamingDetectorOptions;
  readonly read: ReadSeriesOptions;
  readonly workers: number;
  readonly shard: Shard;
  /** The queue whose workers do it; this program does unless told. */
  readonly queue: string | undefined;
  /** Where the lines go; standard output unless told. */
  readonly out: string | undefined;
  /** The file with the states that the series go on from, if that is there. */
  readonly state: string | undefined;
}

/** Detects in each series and tells of all; 1 if some are bad. */
export async function detectMany(asked: ManySeries, stop: StopSignals): Promise<number> {
  const { path, key, detector, read, workers, shard, queue, state } = asked;
  const spool = key === undefined ? undefined : await Deno.makeTempDir({ prefix: "elb-anomaly-" });
  try {
    const states = await checkUsage(() => readStates(state));
    const { signal } = stop;
    const bar = progress(1, "Series");
    const work = await checkUsage(() =>
      isCloudWatchSource(path)
        ? cloudWatchJobs(path, { shard, signal })
        : spool === undefined
        ? folderJobs(path, shard)
        : tableJobs(path, {
          ...pointOptions(read),
          key: key!,
          spool,
          shard,
          signal,
          onNote: printError,
          onRows: (rows) => bar.update(0, `${counted(rows, "row")} read`),
        })
    );
    if (queue !== undefined) {
      return await detectQueued(work, { ...asked, queue, states, bar }, stop);
    }
    const results = await detectFleet(work.jobs, {
      detector,
      read,
      states,
      workers,
      signal,
      onSeries: (done) => bar.update(done / work.series, `${done} of ${work.series}`),
    });
    bar.done();
    return await tell(results, { ...asked, work, states });
  } catch (error) {
    if (stop.signal.aborted) return stop.code;
    throw error;
  } finally {
    if (spool !== undefined) await Deno.remove(spool, { recursive: true });
  }
}

/** A share as `2/8`, the second of eight. */
export function parseShard(text: string): Shard {
  const [, which, count] = /^(\d{1,6})\/(\d{1,6})$/.exec(text)?.map(Number) ?? [];
  if (which !== undefined && count !== undefined && which >= 1 && which <= count) {
    return { index: which - 1, count };
  }
  throw new UsageError(
    `Cannot read --shard as it must be I/N with I in 1..N, such as 2/8: current value is ${
      excerpt(text)
    }`,
  );
}
