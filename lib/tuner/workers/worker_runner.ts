/** Objectives in Workers, each with a JavaScript engine of its own. */
import type { Worker } from "node:worker_threads";
import { node } from "../../node.ts";
import {
  categoricalDistribution,
  floatDistribution,
  intDistribution,
  toInternal,
} from "../distributions/distribution.ts";
import type { LiveTrial } from "../trial/live_trial.ts";
import type { ObjectiveRunner } from "./objective_runner.ts";
import {
  type AnswerMessage,
  type Asked,
  newReply,
  type PlainError,
  plainError,
  revivedError,
  type RunMessage,
  type WorkerMessage,
  type WorkerStart,
  writeReply,
} from "./worker_messages.ts";

/** One Worker and the trial it evaluates. */
interface Slot {
  worker: Worker;
  reply: SharedArrayBuffer;
  job: Job | undefined;
  dead: boolean;
}

interface Job {
  trial: LiveTrial;
  /** What was last thrown here: by a suggestion, a report, a question of pruning. */
  thrown: { error: unknown } | undefined;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * Runs a module's default export in Workers, one trial a Worker at a time; a Worker serves many
 * trials. Samplers, pruners and storages stay in this thread, the Workers ask it. A Worker that
 * dies (uncaught error, `Deno.exit`) fails its trial only, the next trial gets a new one.
 */
export class WorkerRunner implements ObjectiveRunner {
  readonly #url: string;
  readonly #slots: Slot[] = [];

  /**
   * Takes the module.
   *
   * @param url Absolute, such as `import.meta.resolve("./objective.ts")`
   * @throws {TypeError} If `url` is no absolute URL
   */
  constructor(url: URL | string) {
    if (!URL.canParse(url)) {
      throw new TypeError(
        `Cannot optimize as the objective must be a function or an absolute module URL: current value is ${url}`,
      );
    }
    this.#url = new URL(url).href;
  }

  /** See {@linkcode ObjectiveRunner}. */
  run(trial: LiveTrial): Promise<unknown> {
    const slot = this.#slots.find(({ job, dead }) => job === undefined && !dead) ?? this.#open();
    return new Promise((resolve, reject) => {
      slot.job = { trial, thrown: undefined, resolve, reject };
      const { number, trialId, params } = trial;
      slot.worker.postMessage({ kind: "run", number, trialId, params } satisfies RunMessage);
    });
  }

  /** See {@linkcode ObjectiveRunner}. */
  abandon(trial: LiveTrial): void {
    const place = this.#slots.findIndex(({ job }) => job?.trial === trial);
    if (place >= 0) end(this.#slots.splice(place, 1)[0]!, "the trial has ended");
  }

  /** See {@linkcode ObjectiveRunner}. */
  close(): void {
    for (const slot of this.#slots.splice(0)) end(slot, "the optimization has ended");
  }

  #open(): Slot {
    const reply = newReply();
    const { Worker } = node.worker_threads;
    const worker = new Worker(new URL("./objective_worker.ts", import.meta.url), {
      workerData: { url: this.#url, reply } satisfies WorkerStart,
    });
    const slot: Slot = { worker, reply, job: undefined, dead: false };
    const die = (cause: unknown) => {
      slot.dead = true;
      const place = this.#slots.indexOf(slot);
      if (place >= 0) this.#slots.splice(place, 1);
      settle(slot)?.reject(cause);
    };
    worker.on("message", (message: WorkerMessage) => receive(slot, message));
    worker.on("error", (cause) => {
      die(new Error(`the Worker died: ${plainError(cause).message}`, { cause }));
    });
    worker.on("exit", (code) => die(new Error(`the Worker died with exit code ${code}`)));
    this.#slots.push(slot);
    return slot;
  }
}

/** Ends a Worker, also one that waits for a suggestion. */
function end(slot: Slot, message: string): void {
  slot.dead = true;
  slot.job = undefined; // whoever ends it knows why
  writeReply(slot.reply, { name: "AbortError", message });
  slot.worker.terminate();
}

/** Takes the job off its slot. */
function settle(slot: Slot): Job | undefined {
  const { job } = slot;
  slot.job = undefined;
  return job;
}

function receive(slot: Slot, message: WorkerMessage): void {
  const { job } = slot;
  if (job === undefined) return; // a word of an objective whose trial has ended
  switch (message.kind) {
    case "suggest":
      return writeReply(slot.reply, suggest(job, message.name, message.asked));
    case "report":
      return answer(slot, job, message.id, () => job.trial.report(message.value, message.step));
    case "shouldPrune":
      return answer(slot, job, message.id, () => job.trial.shouldPrune());
    case "userAttr":
      return job.trial.setUserAttr(message.key, message.value);
    case "value":
      return settle(slot)!.resolve(message.value);
    case "error":
      return settle(slot)!.reject(
        message.isMisuse
          ? job.trial.asMisuse(revivedError(message.error))
          : original(job, message.error),
      );
  }
}

/** The error that was thrown here, where it came back through the objective. */
function original({ thrown }: Job, error: PlainError): unknown {
  return thrown !== undefined && plainError(thrown.error).message === error.message
    ? thrown.error
    : revivedError(error);
}

function suggest(
  job: Job,
  name: string,
  asked: Asked,
): number | PlainError {
  try {
    if (asked.type === "categorical") {
      const { choices } = asked;
      const distribution = categoricalDistribution(choices);
      return toInternal(distribution, job.trial.suggest(name, () => distribution));
    }
    const { low, high, options } = asked;
    const make = asked.type === "int" ? intDistribution : floatDistribution;
    return job.trial.suggest(name, () => make(low, high, options)) as number;
  } catch (error) {
    job.thrown = { error };
    return plainError(error);
  }
}

function answer(slot: Slot, job: Job, id: number, work: () => Promise<boolean | void>): void {
  const reply = (message: AnswerMessage) => {
    if (!slot.dead) slot.worker.postMessage(message);
  };
  work().then(
    (prune) => reply({ kind: "answer", id, ...(typeof prune === "boolean" ? { prune } : {}) }),
    (error) => {
      job.thrown = { error };
      reply({ kind: "refusal", id, error: plainError(error) });
    },
  );
}
