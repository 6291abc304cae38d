/** Workers that take one job after another. */

type Reply<Result> = { result: Result } | { error: Error };

/** A Worker as its owner sees it; it is asked one thing at a time. */
export class JobThread<Job, Result> {
  readonly #worker: Worker;

  /** Starts a Worker, whose module calls {@linkcode answerJobs}. */
  constructor(url: URL) {
    this.#worker = new Worker(url, { type: "module" });
  }

  /** The result of a job; what it fails with is thrown. */
  async work(job: Job): Promise<Result> {
    const reply = await new Promise<Reply<Result>>((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<Reply<Result>>) => resolve(data);
      this.#worker.onerror = (event) => {
        event.preventDefault(); // else it ends this program too
        reject(new Error(`Cannot go on as a Worker failed: ${event.message}`));
      };
      this.#worker.postMessage(job);
    });
    if ("error" in reply) throw reply.error;
    return reply.result;
  }

  /** Ends the Worker; what it was asked is never answered. */
  end(): void {
    this.#worker.terminate();
  }
}

/** How {@linkcode runJobs} works. */
interface RunJobsOptions {
  /** How many Workers, at most. */
  readonly workers: number;
  /** Ends the work; what it was aborted with is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** Lets Workers that `start` gives take one job after another, in the jobs' order. */
export async function runJobs<Item, Thread extends { end(): void }>(
  items: readonly Item[],
  start: () => Thread,
  run: (item: Item, thread: Thread) => Promise<void>,
  { workers, signal }: RunJobsOptions,
): Promise<void> {
  const queue = items.values();
  const started: Thread[] = [];
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal!.reason);
  const work = async (): Promise<void> => {
    const thread = start();
    started.push(thread);
    for (const item of queue) await run(item, thread);
  };
  signal?.throwIfAborted();
  signal?.addEventListener("abort", abort);
  try {
    const crew = Array.from({ length: Math.min(workers, items.length) }, work);
    await Promise.race([Promise.all(crew), aborted.promise]);
  } finally {
    signal?.removeEventListener("abort", abort);
    for (const thread of started) thread.end();
  }
}

/** In a Worker: answers each job with what `work` gives or throws. */
export function answerJobs<Job, Result>(work: (job: Job) => Promise<Result>): void {
  const scope = globalThis as unknown as {
    onmessage: ((event: MessageEvent<Job>) => void) | null;
    postMessage(reply: Reply<Result>): void;
  };
  scope.onmessage = async ({ data }) => {
    try {
      scope.postMessage({ result: await work(data) });
    } catch (error) {
      scope.postMessage({ error: error as Error });
    }
  };
}
