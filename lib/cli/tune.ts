/**
 * `deno task tune`: optimizes a module's objective in several processes, on one machine or many.
 *
 * @module
 */
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { excerpt, printable, requireOneOf } from "../checks.ts";
import { type Direction, type FrozenTrial, openStorage, type RdbStorage } from "../tuner/mod.ts";
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
import { failuresOf, reasonOf } from "./tuning/failures.ts";
import { failureLines, progressLine, resultLine, summarize } from "./tuning/report.ts";
import { SAMPLERS } from "./tuning/study_module.ts";
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
                      died or was stopped is repeated and counts once. Failed ones do not count; a run
                      ends when N of them, at most 20, failed one after the other
  --count WHAT        trials that count: good (complete and pruned ones; default) or all
  --workers K         processes on this machine (default 1)
  --sampler NAME      tpe, random, forest, gp or qmc (default: what MODULE says, else tpe)
  --direction NAME    minimize or maximize (default: what MODULE says, else the study's, else minimize)
  --seed N            integer in 0..4294967295 (default 0); each worker draws a stream of its own
  --heartbeat S       seconds between two signs of life of a running trial (default 10)
  --grace S           seconds of silence after which its worker counts as dead (default 3 heartbeats)
  --retries N         how often such a trial is repeated (default 3)
  --trial-timeout S   seconds after which a trial is ended and fails (default: none)
  --wait S            seconds a worker waits for a locked or restarting database before it gives its
                      trial back and retires (default 30 on SQLite, 60 on PostgreSQL)
  --net               let MODULE reach the network, which a study on SQLite otherwise does not
  --json              print one JSON object instead of a sentence
  --help              print this

Workers have the permissions of this task but that to start programs. That is no wall: MODULE runs
beside native code and may write, so it is code to trust. Ctrl-C keeps all finished trials and queues
those under way again; pressed again, it ends the workers at once, and their trials are repeated.
Exit codes: 0 done, 1 no trial or a worker failed, 2 wrong usage, 130 and 143 stopped.`;

/** Milliseconds between two looks at the study. */
const LOOK = 500;

/** So many different reasons are told as they happen. */
const MOST_TOLD = 5;

interface TuneOptions extends Omit<TuneJob, "first"> {
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
  count: { type: "string", default: "good" },
  "trial-timeout": { type: "string" },
  wait: { type: "string" },
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
  requireOneOf("read --sampler", { it: sampler }, [...Object.keys(SAMPLERS), undefined]);
  requireOneOf("read --direction", { it: direction }, ["minimize", "maximize", undefined]);
  requireOneOf("read --count", { it: values.count }, ["good", "all"]);
  const folder = callerFolder();
  const optional = <Name extends string>(name: Name, text: string | undefined, option: string) =>
    text === undefined
      ? {}
      : { [name]: toFinite(option, text, { above: 0, max: 1e6 }) } as Record<Name, number>;
  const heartbeat = toFinite("--heartbeat", values.heartbeat, { above: 0 });
  const grace = values.grace === undefined
    ? 3 * heartbeat
    : toFinite("--grace", values.grace, { min: heartbeat });
  return {
    module: moduleUrl(module, folder),
    storage: absoluteStorage(storageOf(values.storage), folder),
    study: required("study"),
    trials: toInteger("--trials", required("trials"), { min: 1 }),
    countFailed: values.count === "all",
    ...optional("trialTimeout", values["trial-timeout"], "--trial-timeout"),
    ...optional("wait", values.wait, "--wait"),
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
  const { workers, folder, json, ...rest } = options;
  const known = await requireOneObjective(options, storage);
  const job: TuneJob = { ...rest, first: known.length };
  const failures = new FailureReport(failuresOf(known).length);
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
    countEnded: async () =>
      (await read(options, storage))?.trials.filter(({ complete }) => complete !== null).length ??
        0,
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
  /** Tells of failures, and on a terminal where the study stands. */
  const watch = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const study = await read(options, storage);
      if (study !== undefined) {
        failures.tell(study.trials, line);
        const summary = summarize(study.trials, study.direction);
        if (line.isShown) line.show(progressLine(summary, options.trials));
      }
      await delay(LOOK, undefined, { signal }).catch(() => {}); // aborted: the loop ends
    }
  };
  try {
    const [well] = await Promise.all([
      pool.run().finally(() => ended.abort()),
      watch(ended.signal),
    ]);
    const trials = await read(options, storage);
    failures.tell(trials?.trials ?? [], line);
    line.clear();
    const summary = trials && summarize(trials.trials, trials.direction);
    if (summary !== undefined) {
      line.print(failureLines(summary, job.countFailed));
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

async function read(
  options: Pick<TuneOptions, "study">,
  storage: RdbStorage,
): Promise<{ trials: FrozenTrial[]; direction: Direction } | undefined> {
  const study = await storage.findStudy(options.study);
  if (study === undefined) return undefined;
  return { trials: await storage.readTrials(study.studyId), direction: study.directions[0]! };
}

/** The study's trials so far. @throws {RangeError} If it has several objectives */
async function requireOneObjective(
  options: TuneOptions,
  storage: RdbStorage,
): Promise<FrozenTrial[]> {
  const study = await storage.findStudy(options.study);
  if (study === undefined) return [];
  if (study.directions.length !== 1) {
    throw new RangeError(
      `Cannot tune study ${
        excerpt(study.name)
      } as it must have one objective: it has ${study.directions.length}`,
    );
  }
  return await storage.readTrials(study.studyId);
}

/** Tells of failures as they happen: each reason the first time in full. */
class FailureReport {
  readonly #told = new Set<string>();
  #seen: number;

  /** Takes how many there were before. */
  constructor(seen: number) {
    this.#seen = seen;
  }

  tell(trials: readonly FrozenTrial[], line: StatusLine): void {
    const failures = failuresOf(trials);
    for (const trial of failures.slice(this.#seen)) {
      const reason = reasonOf(trial);
      if (this.#told.has(reason) || this.#told.size >= MOST_TOLD) continue;
      this.#told.add(reason);
      line.print(`Trial ${trial.number} failed: ${printable(reason)}\n`);
    }
    this.#seen = Math.max(this.#seen, failures.length);
  }
}

if (import.meta.main) {
  await command({ task: "deno task tune", help: HELP, options: OPTIONS, most: 1 }, main);
}

async function main(values: Values<typeof OPTIONS>, [module]: string[]): Promise<number> {
  const options = await checkUsage(() => readOptions(values, module));
  const warning = warnOfPassword(values.storage, `in ${STORAGE_VARIABLE} or as --storage @FILE`);
  if (warning !== undefined) printError(warning);
  const patience = options.wait === undefined ? {} : { timeout: options.wait };
  const storage = await openStorage(options.storage, patience).catch((error) => {
    throw error instanceof SyntaxError ? new UsageError(error.message) : error;
  });
  try {
    return await tune(options, storage);
  } finally {
    await storage.close();
  }
}
