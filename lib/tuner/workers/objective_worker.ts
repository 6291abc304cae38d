/**
 * The Worker's side of a study: evaluates one trial after the other with a module's default export.
 */
import { parentPort, workerData } from "node:worker_threads";
import { excerpt } from "../../checks.ts";
import type { CategoricalChoice, NumericOptions } from "../distributions/distribution.ts";
import type { Json } from "../storages/storage.ts";
import { asJson, requireName } from "../storages/attributes.ts";
import { AwaitedAnswers } from "../trial/awaited_answers.ts";
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

async function run(trial: WorkerTrial): Promise<void> {
  try {
    const { default: objective } = await import(url);
    if (typeof objective !== "function") {
      throw new TypeError(`Cannot run ${url} as its default export must be a function`);
    }
    const ended = await settled(() => objective(trial));
    const misuse = trial.unawaited();
    if (misuse !== undefined) say({ kind: "error", error: plainError(misuse), isMisuse: true });
    else if ("error" in ended) say({ kind: "error", error: plainError(ended.error) });
    else say({ kind: "value", value: ended.value });
  } catch (error) {
    say({ kind: "error", error: plainError(error) });
  }
}

async function settled(work: () => unknown): Promise<{ value: unknown } | { error: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
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
  readonly #answers = new AwaitedAnswers();

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
    this.#note(name, choice);
    return choice;
  }

  async report(value: number, step: number): Promise<void> {
    await ask((id) => ({ kind: "report", id, value, step }));
  }

  shouldPrune(): Promise<boolean> {
    const answer = ask((id) => ({ kind: "shouldPrune", id })) as Promise<boolean>;
    return this.#answers.watch(answer);
  }

  setUserAttr(key: string, value: Json): void {
    requireName(`set an attribute of trial ${this.number}`, key);
    const kept = asJson(`set attribute ${excerpt(key)} of trial ${this.number}`, value);
    say({ kind: "userAttr", key, value: kept });
  }

  /** The error of an objective that did not wait for an answer, if it is one. */
  unawaited(): unknown {
    try {
      this.#answers.requireAwaited(this.number);
    } catch (error) {
      return error;
    }
  }

  #suggest(name: string, asked: Asked): number {
    say({ kind: "suggest", name, asked });
    const answer = waitForReply(reply);
    if (typeof answer !== "number") throw revivedError(answer);
    this.#note(name, answer);
    return answer;
  }

  /** Any name may be one of an object's own, `__proto__` too. */
  #note(name: string, value: CategoricalChoice): void {
    Object.defineProperty(this.params, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}
