/**
 * One worker process of `deno task tune`: reads its job from standard input, runs trials until the
 * study has its total, and ends when standard input does, which is when the task stops or dies.
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { openStorage, type RdbStorage, StorageTimeoutError, type Study } from "../../tuner/mod.ts";
import { printError } from "../shared/print.ts";
import { STOP_NAMES } from "../shared/stop_signals.ts";
import { isHopeless } from "./failures.ts";
import { RETIRED, type TuneJob } from "./job.ts";
import { openTuneStudy } from "./study_module.ts";

/** Longest pause in seconds between two looks at trials that run elsewhere. */
const LONGEST_PAUSE = 1;

/**
 * Runs trials, and waits for those of others: should their workers die, this one repeats them. The
 * signal ends it at once; the trial under way is failed and queued again.
 */
async function work(
  job: TuneJob,
  study: Study,
  storage: RdbStorage,
  signal: AbortSignal,
): Promise<void> {
  const { trials, countFailed, first, trialTimeout, heartbeat, grace, retries } = job;
  const pause = 1000 * Math.min(heartbeat, LONGEST_PAUSE);
  let isOver = false;
  while (!isOver) {
    await study.optimize(job.module, {
      nTrials: trials,
      nTrialsAs: "total",
      countFailed,
      misuse: "fail",
      ...(trialTimeout === undefined ? {} : { trialTimeout }),
      callbacks: [() => {
        isOver ||= !countFailed && isHopeless(study.trials, first, trials);
        if (isOver) study.stop();
      }],
      heartbeat: { interval: heartbeat, grace, maxRetries: retries },
      signal,
    });
    if (await storage.countWatchedTrials(study.studyId) === 0) return;
    await delay(pause, undefined, { signal });
  }
}

async function main(): Promise<number> {
  // Ctrl-C reaches the whole process group; the task decides what it means.
  for (const signal of STOP_NAMES) Deno.addSignalListener(signal, () => {});
  const stop = new AbortController();
  const lines = createInterface({ input: process.stdin });
  const job = await new Promise<TuneJob>((resolve, reject) => {
    lines.once("line", (line) => resolve(JSON.parse(line)));
    lines.once("close", () => {
      reject(new Error("Cannot work as standard input ended before a job came"));
      stop.abort(new DOMException("the task stops", "AbortError"));
    });
  });
  // The task has reached the server before; it may be restarting now.
  const { wait: timeout } = job;
  const storage = await openStorage(job.storage, {
    waitAtStart: true,
    ...(timeout === undefined ? {} : { timeout }),
  });
  try {
    await work(job, await openTuneStudy(job, storage), storage, stop.signal);
  } catch (error) {
    if (error instanceof StorageTimeoutError) {
      printError(`A worker retires: ${error.message}`);
      return RETIRED;
    }
    if (!stop.signal.aborted) throw error;
  } finally {
    await storage.close();
  }
  return 0;
}

if (import.meta.main) {
  try {
    Deno.exit(await main());
  } catch (error) {
    printError(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    Deno.exit(1);
  }
}
