/**
 * `deno task tune`: optimizes a module's objective in several processes, on one machine or many.
 *
 * @module
 */
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { requireOneOf } from "../checks.ts";
import { openStorage, type RdbStorage } from "../tuner/mod.ts";
import { redactUrl, sqlitePath } from "../tuner/storages/mod.ts";
import { callerFolder } from "./shared/caller.ts";
import {
  checkUsage,
  command,
  toFinite,
  toInteger,
  UsageError,
  type Values,
} from "./shared/command.ts";
import { readSecret, STORAGE_VARIABLE, warnOfPassword } from "./shared/secret.ts";
import { StatusLine } from "./shared/status_line.ts";
import { StopSignals } from "./shared/stop_signals.ts";
import { TunePool } from "./tuning/worker_pool.ts";
import type { TuneJob } from "./tuning/job.ts";
import { progressLine, resultLine, summarize, type TuneSummary } from "./tuning/report.ts";
import { print, printError } from "./shared/print.ts";

const HELP = `Usage: deno task tune MODULE --storage URL --study NAME --trials N [options]

Optimizes the default export of MODULE, (trial) => number or a promise of one, in several processes.
The same command on other machines, or again after a crash, goes on with the same study.
MODULE may also export: const study = { direction, sampler: (seed) => Sampler, pruner }.

  --storage URL       sqlite:///relative.db, sqlite:////absolute.db (one machine), or
                      postgresql://user@host/database (many machines) with the password in
                      PGPASSWORD or ~/.pgpass. A URL that holds the password stands in ELB_STORAGE,
                      without this option, or in the first line of FILE: --storage @FILE; on a command
                      line others can read it in process lists and logs
  --study NAME        the study; created where there is none
  --trials N          the study's total, counting all machines and earlier runs; a trial whose worker
                      died or was stopped is repeated and counts once
  --workers K         processes on this machine (default 1)
  --sampler NAME      tpe, random or forest (default: what MODULE says, else tpe)
  --direction NAME    minimize or maximize (default: what MODULE says, else the study's, else minimize)
  --seed N            integer in 0..4294967295 (default 0); each worker draws a stream of its own
  --heartbeat S       seconds between two signs of life of a running trial (default 10)
  --grace S           seconds of silence after which its worker counts as dead (default 3 heartbeats)
  --retries N         how often such a trial is repeated (default 3)
  --net               let MODULE reach the network, which a study on SQLite otherwise does not
  --json              print one JSON object instead of a sentence
  --help              print this

Workers have the permissions of this task but that to start programs. That is no wall: MODULE runs
beside native code and may write, so it is code to trust. Ctrl-C keeps all finished trials and queues
those under way again; pressed again, it ends the workers at once, and their trials are repeated.
Exit codes: 0 done, 1 no trial or a worker failed, 2 wrong usage, 130 and 143 stopped.`;

/** Milliseconds between two looks at the study. */
const LOOK = 500;

interface TuneOptions extends TuneJob {
  readonly workers: number;
  readonly folder: string;
  readonly json: boolean;
}

const OPTIONS = {
  storage: { type: "string" },
  study: { type: "string" },
  trials: { type: "string" },
  workers: { type: "string", default: "1" },
  sampler: { type: "string" },
  direction: { type: "string" },
  seed: { type: "string", default: "0" },
  heartbeat: { type: "string", default: "10" },
  grace: { type: "string" },
  retries: { type: "string", default: "3" },
  net: { type: "boolean", default: false }, // for the launcher, which gives the permission
  json: { type: "boolean", default: false },
} as const;

function readOptions(values: Values<typeof OPTIONS>, module: string | undefined): TuneOptions {
  if (module === undefined) throw new UsageError("Cannot tune as there must be a MODULE");
  const required = (name: "study" | "trials"): string => {
    const value = values[name];
    if (value === undefined) throw new UsageError(`Cannot tune as --${name} must be given`);
    return value;
  };
  const { sampler, direction } = values;
  requireOneOf("read --sampler", { it: sampler }, ["tpe", "random", "forest", undefined]);
  requireOneOf("read --direction", { it: direction }, ["minimize", "maximize", undefined]);
  const folder = callerFolder();
  const heartbeat = toFinite("--heartbeat", values.heartbeat, { above: 0 });
  const grace = values.grace === undefined
    ? 3 * heartbeat
    : toFinite("--grace", values.grace, { min: heartbeat });
  return {
    module: moduleUrl(module, folder),
    storage: absoluteStorage(storageOf(values.storage), folder),
    study: required("study"),
    trials: toInteger("--trials", required("trials"), { min: 1 }),
    workers: toInteger("--workers", values.workers, { min: 1 }),
    ...(sampler === undefined ? {} : { sampler }),
    ...(direction === undefined ? {} : { direction }),
    seed: toInteger("--seed", values.seed, { min: 0, max: 0xffffffff }),
    heartbeat,
    grace,
    retries: toInteger("--retries", values.retries, { min: 0 }),
    folder,
    json: values.json,
  };
}

function storageOf(given: string | undefined): string {
  const url = readSecret("--storage", given, STORAGE_VARIABLE);
  if (url !== undefined) return url;
  throw new UsageError(`Cannot tune as --storage or ${STORAGE_VARIABLE} must be given`);
}

function moduleUrl(module: string, folder: string): string {
  if (/^[a-z]{2,}:/.test(module)) return module;
  const path = resolve(folder, module);
  try {
    Deno.statSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new RangeError(`Cannot tune as MODULE must be a file that exists: there is no ${path}`);
  }
  return pathToFileURL(path).href;
}

/** SQLite paths are relative to the caller's folder; a database in memory has no second process. */
function absoluteStorage(url: string, folder: string): string {
  if (!url.startsWith("sqlite")) return url;
  const path = sqlitePath(url);
  if (path === ":memory:") {
    throw new RangeError(`Cannot tune as --storage must be shared by processes: it is ${url}`);
  }
  return `sqlite:///${resolve(folder, path)}`;
}

async function tune(options: TuneOptions, storage: RdbStorage): Promise<number> {
  const { workers, folder, json, ...job } = options;
  const line = new StatusLine();
  const pool = new TunePool({
    workers,
    folder,
    job,
    onOutput: (text) => line.print(text),
    onKilled: (place, signal, isReplaced) =>
      line.print(
        `Worker ${place} was killed by ${signal}; ${
          isReplaced ? "another takes its place" : "too many were while no trial ended"
        }\n`,
      ),
    countEnded: async () => (await look(options, storage))?.ended ?? 0,
  });
  line.print(
    `Tuning ${job.module}: study "${job.study}" in ${redactUrl(job.storage)}, ` +
      `${job.trials} trials in all, ${workers} ${workers === 1 ? "worker" : "workers"} here\n`,
  );
  using stop = new StopSignals();
  stop.signal.addEventListener("abort", () => {
    line.print(`Stopping: finished trials are kept, those under way are queued again\n`);
    pool.stop();
  });
  stop.again.addEventListener("abort", () => pool.kill());
  const ended = new AbortController();
  try {
    const [well] = await Promise.all([
      pool.run().finally(() => ended.abort()),
      watch(options, storage, line, ended.signal),
    ]);
    line.clear();
    const summary = await look(options, storage);
    if (summary !== undefined) {
      print(
        json
          ? JSON.stringify({ study: job.study, storage: redactUrl(job.storage), ...summary })
          : resultLine(job.study, summary),
      );
    }
    if (stop.signal.aborted) return stop.code;
    return well && summary?.best != null ? 0 : 1;
  } finally {
    ended.abort();
    await pool.stop();
  }
}

/** Shows where the study stands, on a terminal. */
async function watch(
  options: TuneOptions,
  storage: RdbStorage,
  line: StatusLine,
  signal: AbortSignal,
): Promise<void> {
  if (!line.isShown) return;
  while (!signal.aborted) {
    const summary = await look(options, storage);
    if (summary !== undefined) line.show(progressLine(summary, options.trials));
    await delay(LOOK, undefined, { signal }).catch(() => {}); // aborted: the loop ends
  }
}

async function look(options: TuneOptions, storage: RdbStorage): Promise<TuneSummary | undefined> {
  const study = await storage.findStudy(options.study);
  if (study === undefined) return undefined;
  return summarize(await storage.readTrials(study.studyId), study.directions[0]!);
}

if (import.meta.main) {
  await command({ task: "deno task tune", help: HELP, options: OPTIONS, most: 1 }, main);
}

async function main(values: Values<typeof OPTIONS>, [module]: string[]): Promise<number> {
  const options = await checkUsage(() => readOptions(values, module));
  const warning = warnOfPassword(values.storage, `in ${STORAGE_VARIABLE} or as --storage @FILE`);
  if (warning !== undefined) printError(warning);
  const storage = await openStorage(options.storage);
  try {
    return await tune(options, storage);
  } finally {
    await storage.close();
  }
}
