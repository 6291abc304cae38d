/** What there is to do: the files of a folder, or the series of a long table. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type BadLine, readPoints, type ReadPointsOptions } from "../data/mod.ts";
import {
  cloudWatchSourceText,
  findMetrics,
  metricName,
  openCloudWatch,
  parseCloudWatchSource,
} from "../data/cloudwatch/mod.ts";
import { isParquetFile, readParquetPoints } from "../data/points/mod.ts";
import { unpack } from "../data/reading/mod.ts";
import { fileBytes } from "../files.ts";
import { badSeries, type FleetResult } from "./detect_series.ts";
import type { FleetJob } from "./job_series.ts";
import { Spool } from "./spool.ts";

/** One of several shares of the series, for schedulers that start the same command many times. */
export interface Shard {
  /** Which, 0 first. */
  readonly index: number;
  /** Of how many. */
  readonly count: number;
}

/** Work, and what is known to be bad before it begins. */
export interface FleetWork {
  readonly jobs: FleetJob[];
  /** How many series the jobs have. */
  readonly series: number;
  readonly bad: FleetResult[];
  /** Lines that belong to no series that can be told, the first few. */
  readonly badLines: string[];
}

const ALL: Shard = { index: 0, count: 1 };
const FORMS = /\.(?:csv|tsv|txt|json|jsonl|ndjson|parquet)(?:\.gz)?$/i;
/** Most lines without a series that are told. */
const MOST_LINES = 20;

/** Whether a series belongs to a shard: decided by its name alone. */
export function isInShard(series: string, { index, count }: Shard): boolean {
  return createHash("sha256").update(series).digest().readUInt32BE() % count === index;
}

/** A job for each file below a folder that holds data, named by its path in it. */
export async function folderJobs(folder: string, shard: Shard = ALL): Promise<FleetWork> {
  const names: string[] = [];
  const look = async (path: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, path))) {
      if (name.startsWith(".")) continue;
      const below = path === "" ? name : `${path}/${name}`;
      if (isDirectory) await look(below);
      else if (FORMS.test(name)) names.push(below);
    }
  };
  await look("");
  if (names.length === 0) {
    throw new RangeError(
      `Cannot take ${folder} as it must hold files with series: it holds none`,
    );
  }
  const jobs = names.sort().map((below) => ({ path: join(folder, below), name: below }))
    .filter(({ name }) => isInShard(name, shard));
  return { jobs, series: jobs.length, bad: [], badLines: [] };
}

/** A job for each metric that a `cloudwatch:` source with `*` stands for. */
export async function cloudWatchJobs(
  source: string,
  options: { readonly shard?: Shard; readonly signal?: AbortSignal } = {},
): Promise<FleetWork> {
  const { shard = ALL, signal } = options;
  const written = parseCloudWatchSource(source);
  const client = await openCloudWatch({ region: written.region, signal });
  try {
    const found = await findMetrics(client, { ...written, region: client.region });
    const jobs = found.map((metric) => ({
      path: cloudWatchSourceText(metric),
      name: metricName(metric),
    })).filter(({ name }) => isInShard(name, shard));
    return { jobs, series: jobs.length, bad: [], badLines: [] };
  } finally {
    client.close();
  }
}

/**
 * Sorts a long table's rows apart, series by series, into a folder.
 *
 * @param path CSV, lines of JSON (either in gzip or UTF-16 too), or Parquet
 * @param options How its rows are read; `key` names the column with the series' names; `spool` is
 * an empty folder
 * @throws {SyntaxError} If it is no such table
 */
export async function tableJobs(
  path: string,
  options: ReadPointsOptions & {
    readonly key: string;
    readonly spool: string;
    readonly shard?: Shard;
    readonly signal?: AbortSignal;
    readonly onRows?: (rows: number) => void;
  },
): Promise<FleetWork> {
  const { spool: folder, shard = ALL, signal, onRows, ...columns } = options;
  const bad = new Map<string, FleetResult>();
  const badLines: string[] = [];
  const onBadLine = ({ series, message }: BadLine): void => {
    if (series === undefined && badLines.length < MOST_LINES) badLines.push(message);
    if (series !== undefined && !bad.has(series)) bad.set(series, badSeries(series, message));
  };
  const named = { ...columns, name: path, onBadLine };
  const batches = await isParquetFile(path)
    ? readParquetPoints(path, named)
    : readPoints((await unpack(fileBytes(path), path)).bytes, named);
  const spool = await Spool.open(folder);
  const mine = new Map<string, boolean>();
  let rows = 0;
  for await (const batch of batches) {
    signal?.throwIfAborted();
    for (const { series, time, value } of batch) {
      let isMine = mine.get(series);
      if (isMine === undefined) mine.set(series, isMine = isInShard(series, shard));
      if (isMine) spool.add(series, time, value);
    }
    onRows?.(rows += batch.length);
  }
  const parts = spool.finish().map((part) => ({
    ...part,
    series: part.series.filter(({ name }) => !bad.has(name)),
  })).filter(({ series }) => series.length > 0);
  return {
    jobs: parts.map((part) => ({ part })),
    series: parts.reduce((sum, { series }) => sum + series.length, 0),
    bad: [...bad.values()].filter(({ series }) => isInShard(series, shard)),
    badLines,
  };
}
