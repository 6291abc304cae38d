/**
 * `deno task tune`: optimizes a module's objective in several processes, on one machine or many.
 */
import { setTimeout as delay } from "node:timers/promises";
import { excerpt } from "../checks.ts";
import {
  type Direction,
  type FrozenTrial,
  openStorage,
  type RdbStorage,
  StorageTimeoutError,
} from "../tuner/mod.ts";
import { redactUrl } from "../tuner/storages/mod.ts";
import { counted } from "../text.ts";
import { checkUsage, command, UsageError, type Values } from "./shared/command.ts";
import { STORAGE_VARIABLE, warnOfPassword } from "./shared/secret.ts";
import { StatusLine } from "./shared/status_line.ts";
import { StopSignals } from "./shared/stop_signals.ts";
import { TunePool } from "./tuning/worker_pool.ts";
import { type TuneJob, typedModule } from "./tuning/job.ts";
import { FailureReport, failuresOf } from "./tuning/failures.ts";
import { OPTIONS, readOptions, type TuneOptions } from "./tuning/options.ts";
import { failureLines, progressLine, resultLine, summarize } from "./tuning/report.ts";
import { print } from "./shared/print.ts";

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
    `Tuning ${typedModule(job)}: study "${job.study}" in ${redactUrl(job.storage)}, ` +
      `${job.trials} trials in all, ${counted(workers, "worker")} here\n`,
  );
  using stop = new StopSignals();
  stop.signal.addEventListener("abort", () => {
    line.print(`Stopping: finished trials are kept, those under way are queued again\n`);
    pool.stop();
  });
  stop.again.addEventListener("abort", () => pool.kill());
  const ended = new AbortController();
  /** Tells of failures, and on a terminal where the study stands; a locked one, later. */
  const watch = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      const study = await read(options, storage).catch((error) => {
        if (!(error instanceof StorageTimeoutError)) throw error;
        return undefined;
      });
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

if (import.meta.main) {
  await command({ task: "deno task tune", help: HELP, options: OPTIONS, most: 1 }, main);
}

async function main(values: Values<typeof OPTIONS>, [module]: string[]): Promise<number> {
  const options = await checkUsage(() => readOptions(values, module));
  warnOfPassword(values.storage, `in ${STORAGE_VARIABLE} or as --storage @FILE`);
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
