/**
 * The Worker's side of a study: evaluates one trial after the other with a module's default export.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";
import type { CategoricalChoice, NumericOptions } from "../distributions/distribution.ts";
import type { Json } from "../storages/storage.ts";
import type { Trial } from "../trial/trial.ts";
import {
  type AnswerMessage,
  type Asked,
  plainError,
  revivedError,
  type RunMessage,
  waitForReply,
  type WorkerMessage,
  type WorkerStart,
} from "./worker_messages.ts";

const { url, reply } = workerData as WorkerStart;
const waiting = new Map<number, PromiseWithResolvers<boolean | undefined>>();
let lastId = 0;

parentPort!.on("message", (message: RunMessage | AnswerMessage) => {
  if (message.kind === "run") {
    run(new WorkerTrial(message));
    return;
  }
  const answer = waiting.get(message.id)!;
  waiting.delete(message.id);
  if (message.kind === "answer") answer.resolve(message.prune);
  else answer.reject(revivedError(message.error));
});

async function run(trial: Trial): Promise<void> {
  try {
    const { default: objective } = await import(url);
    if (typeof objective !== "function") {
      throw new TypeError(`Cannot run ${url} as its default export must be a function`);
    }
    say({ kind: "value", value: await objective(trial) });
  } catch (error) {
    say({ kind: "error", error: plainError(error) });
  }
}

function say(message: WorkerMessage): void {
  parentPort!.postMessage(message);
}

function ask(make: (id: number) => WorkerMessage): Promise<boolean | undefined> {
  const id = ++lastId;
  const answer = Promise.withResolvers<boolean | undefined>();
  waiting.set(id, answer);
  say(make(id));
  return answer.promise;
}

class WorkerTrial implements Trial {
  readonly number: number;
  readonly trialId: number;
  readonly params: Record<string, CategoricalChoice>;
  readonly signal = new AbortController().signal;

  constructor(start: RunMessage) {
    this.number = start.number;
    this.trialId = start.trialId;
    this.params = start.params;
  }

  suggestInt(name: string, low: number, high: number, options: NumericOptions = {}): number {
    return this.#suggest(name, { type: "int", low, high, options });
  }

  suggestFloat(name: string, low: number, high: number, options: NumericOptions = {}): number {
    return this.#suggest(name, { type: "float", low, high, options });
  }

  suggestCategorical<const Choice extends CategoricalChoice>(
    name: string,
    choices: readonly Choice[],
  ): Choice {
    const choice = choices[this.#suggest(name, { type: "categorical", choices })]!;
    this.params[name] = choice;
    return choice;
  }

  async report(value: number, step: number): Promise<void> {
    await ask((id) => ({ kind: "report", id, value, step }));
  }

  async shouldPrune(): Promise<boolean> {
    return (await ask((id) => ({ kind: "shouldPrune", id })))!;
  }

  setUserAttr(key: string, value: Json): void {
    say({ kind: "userAttr", key, value });
  }

  #suggest(name: string, asked: Asked): number {
    say({ kind: "suggest", name, asked });
    const answer = waitForReply(reply);
    if (typeof answer !== "number") throw revivedError(answer);
    this.params[name] = answer;
    return answer;
  }
}
