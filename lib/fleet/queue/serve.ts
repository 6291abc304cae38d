/**
 * A worker of a queue: takes series, runs the detector over them on all cores, writes the results.
 */
import { setTimeout as delay } from "node:timers/promises";
import { FleetThread } from "../thread.ts";
import { QueueError } from "./database.ts";
import { type JobQueue, LEASE } from "./job_queue.ts";
import {
  type DoneJob,
  failJob,
  finishJobs,
  giveBackJobs,
  isQueueEmpty,
  renewJobs,
  takeJobs,
  type TakenJob,
} from "./job_taker.ts";

/** What became of jobs that were taken together. */
export interface BatchReport {
  /** Series whose results were written, in the order in which they were done. */
  readonly results: readonly DoneJob["result"][];
  /** How many jobs were another worker's by then. */
  readonly lost: number;
  /** How many were given back undone, as the worker was stopped. */
  readonly returned: number;
  readonly seconds: number;
}

/** Options of {@linkcode serveQueue}. */
export interface ServeOptions {
  /** Series worked on at a time. */
  readonly workers: number;
  /** Whether to end when no job waits and none is under way. */
  readonly untilEmpty: boolean;
  /** Ends the work: jobs that are not done are given back. */
  readonly signal: AbortSignal;
  readonly onBatch: (report: BatchReport) => void;
  /** Told what goes wrong and is tried again. */
  readonly onTrouble: (message: string) => void;
}

/** Milliseconds between two looks into an empty queue. */
const IDLE = 1000;
/** Milliseconds that jobs which are taken together are to take. */
const [SHORT_BATCH, LONG_BATCH] = [1000, 4000];
const MOST_JOBS = 32;
/** First and longest pause between two tries, in milliseconds. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [500, 30_000];

/** Works until it is told to stop, or until the queue is empty. */
export async function serveQueue(queue: JobQueue, options: ServeOptions): Promise<void> {
  const held = new Map<string, TakenJob>();
  const beat = setInterval(() => renew(queue, held, options), LEASE * 1000 / 4);
  try {
    const hands = Array.from({ length: options.workers }, () => new Hand(queue, held, options));
    await Promise.all(hands.map((hand) => hand.work()));
  } finally {
    clearInterval(beat);
  }
}

/** Renews the lease of what is held, and forgets what is no longer. */
async function renew(
  queue: JobQueue,
  held: Map<string, TakenJob>,
  { onTrouble }: ServeOptions,
): Promise<void> {
  const jobs = [...held.values()];
  if (jobs.length === 0) return;
  try {
    const renewed = await renewJobs(queue, jobs);
    for (const { id } of jobs) if (!renewed.has(id)) held.delete(id);
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    onTrouble(error.message);
  }
}

/** One of the worker's hands: takes some jobs, does them, and then the next. */
class Hand {
  readonly #queue: JobQueue;
  readonly #held: Map<string, TakenJob>;
  readonly #options: ServeOptions;
  readonly #stopped: Promise<undefined>;
  #thread = new FleetThread();
  #size = 1;

  constructor(queue: JobQueue, held: Map<string, TakenJob>, options: ServeOptions) {
    this.#queue = queue;
    this.#held = held;
    this.#options = options;
    const { signal } = options;
    this.#stopped = new Promise((resolve) => {
      if (signal.aborted) resolve(undefined);
      signal.addEventListener("abort", () => resolve(undefined));
    });
  }

  async work(): Promise<void> {
    const { signal, untilEmpty } = this.#options;
    try {
      while (!signal.aborted) {
        const jobs = await this.#patiently(() => takeJobs(this.#queue, this.#size)) ?? [];
        if (jobs.length > 0) await this.#batch(jobs);
        else if (untilEmpty && await this.#patiently(() => isQueueEmpty(this.#queue))) return;
        else await delay(IDLE, undefined, { signal }).catch(() => {}); // stopped: the loop ends
      }
    } finally {
      this.#thread.end();
    }
  }

  async #batch(jobs: readonly TakenJob[]): Promise<void> {
    const { signal, onBatch, onTrouble } = this.#options;
    for (const job of jobs) this.#held.set(job.id, job);
    const begin = performance.now();
    const done: DoneJob[] = [];
    let failed = 0;
    for (const job of jobs) {
      if (signal.aborted) break;
      if (!this.#held.has(job.id)) continue; // it is another's now
      try {
        const { packed, snapshot, detector } = job;
        const asked = { job: { packed, snapshot }, detector, read: {} };
        const results = await Promise.race([this.#thread.work(asked), this.#stopped]);
        if (results !== undefined) done.push({ job, result: results[0]! });
      } catch (error) {
        failed++;
        await this.#fail(job, error as Error);
      }
    }
    const written = await this.#finish(done);
    const rest = jobs.filter(({ id }) => this.#held.has(id) && !written.has(id));
    for (const { id } of jobs) this.#held.delete(id);
    const returned = signal.aborted ? rest.length : 0;
    await giveBackJobs(this.#queue, signal.aborted ? rest : []).catch((error: Error) =>
      onTrouble(`${error.message}; ${rest.length} jobs are free in ${LEASE} s`)
    );
    const milliseconds = performance.now() - begin;
    onBatch({
      results: done.filter(({ job }) => written.has(job.id)).map(({ result }) => result),
      lost: jobs.length - written.size - failed - returned,
      returned,
      seconds: milliseconds / 1000,
    });
    if (milliseconds < SHORT_BATCH) this.#size = Math.min(2 * this.#size, MOST_JOBS);
    if (milliseconds > LONG_BATCH) this.#size = Math.max(this.#size >> 1, 1);
  }

  /** Writes what is done; once stopped, tried once. */
  async #finish(done: readonly DoneJob[]): Promise<Set<string>> {
    const write = () => finishJobs(this.#queue, done);
    return await this.#patiently(write) ?? new Set();
  }

  /** Gives a job up for a while. Where its Worker broke, a new one takes its place. */
  async #fail(job: TakenJob, { message }: Error): Promise<void> {
    this.#thread.end();
    this.#thread = new FleetThread();
    this.#options.onTrouble(`A series failed, and is tried again: ${message}`);
    await this.#patiently(() => failJob(this.#queue, job, message));
    this.#held.delete(job.id);
  }

  /** Tries until the database takes it, or the worker is stopped. */
  async #patiently<T>(ask: () => Promise<T>): Promise<T | undefined> {
    const { signal, onTrouble } = this.#options;
    for (let pause = FIRST_PAUSE;; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof QueueError) || !error.isTemporary) throw error;
        onTrouble(error.message);
        if (signal.aborted) return undefined;
        await delay(pause, undefined, { signal }).catch(() => {}); // stopped: tried once more
      }
    }
  }
}
