/**
 * What a study and the Workers that run its objective say to each other.
 *
 * A suggestion must be answered at once, so the Worker waits for it on shared memory: a reply cell
 * with a flag, a number (the value in internal form) and a text (an error's name and message). All
 * else goes by messages.
 */
import type { CategoricalChoice, NumericOptions } from "../distributions/distribution.ts";
import type { Json } from "../storages/storage.ts";

/** What a Worker is started with. */
export interface WorkerStart {
  /** The module whose default export is the objective. */
  url: string;
  /** Memory for answers to suggestions. */
  reply: SharedArrayBuffer;
}

/** A trial for the Worker to evaluate. */
export interface RunMessage {
  /** Which message this is. */
  kind: "run";
  /** Number within the study. */
  number: number;
  /** Id within the storage. */
  trialId: number;
  /** Parameters that are set already. */
  params: Record<string, CategoricalChoice>;
}

/** The answer to a report (nothing) or to a question of pruning. */
export type AnswerMessage =
  | { kind: "answer"; id: number; prune?: boolean }
  | { kind: "refusal"; id: number; error: PlainError };

/** A suggestion as asked for. */
export type Asked =
  | { type: "int" | "float"; low: number; high: number; options?: NumericOptions }
  | { type: "categorical"; choices: readonly CategoricalChoice[] };

/** All that a Worker says. */
export type WorkerMessage =
  | { kind: "suggest"; name: string; asked: Asked }
  | { kind: "report"; id: number; value: number; step: number }
  | { kind: "shouldPrune"; id: number }
  | { kind: "userAttr"; key: string; value: Json }
  | { kind: "value"; value: unknown }
  | { kind: "error"; error: PlainError; isMisuse?: boolean };

/** An error as it crosses. */
export interface PlainError {
  /** Its class. */
  name: string;
  /** Its text. */
  message: string;
  /** Where it was thrown. */
  stack?: string;
}

const FLAG = 0;
const LENGTH = 1;
const NUMBER_OFFSET = 8;
const TEXT_OFFSET = 16;
const TEXT_SPACE = 8192;

/** Memory for one answer. */
export function newReply(): SharedArrayBuffer {
  return new SharedArrayBuffer(TEXT_OFFSET + TEXT_SPACE);
}

/** Writes the answer to a suggestion and wakes the Worker. */
export function writeReply(reply: SharedArrayBuffer, answer: number | PlainError): void {
  const cells = new Int32Array(reply, 0, 2);
  if (typeof answer === "number") {
    new Float64Array(reply, NUMBER_OFFSET, 1)[0] = answer;
    cells[LENGTH] = 0;
  } else {
    const room = new Uint8Array(TEXT_SPACE);
    const text = JSON.stringify({ name: answer.name, message: answer.message.slice(0, 1000) });
    const { written } = new TextEncoder().encodeInto(text, room);
    new Uint8Array(reply, TEXT_OFFSET).set(room);
    cells[LENGTH] = written;
  }
  Atomics.store(cells, FLAG, 1);
  Atomics.notify(cells, FLAG);
}

/** Waits for the answer to a suggestion; for the Worker only. */
export function waitForReply(reply: SharedArrayBuffer): number | PlainError {
  const cells = new Int32Array(reply, 0, 2);
  // a wake-up may be the one for an answer that was taken before it came
  while (Atomics.load(cells, FLAG) === 0) Atomics.wait(cells, FLAG, 0);
  Atomics.store(cells, FLAG, 0);
  const length = cells[LENGTH]!;
  if (length === 0) return new Float64Array(reply, NUMBER_OFFSET, 1)[0]!;
  const bytes = new Uint8Array(reply, TEXT_OFFSET, length).slice();
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Any thrown value as it crosses. */
export function plainError(error: unknown): PlainError {
  if (error instanceof Error) {
    const { name, message, stack } = error;
    return stack === undefined ? { name, message } : { name, message, stack };
  }
  return { name: "Error", message: String(error) };
}

/** The error again, on the other side. */
export function revivedError({ name, message, stack }: PlainError): Error {
  const Kind = { TypeError, RangeError, SyntaxError }[name] ?? Error;
  const error = new Kind(message);
  if (stack !== undefined) error.stack = stack;
  if (error.name !== name) Object.defineProperty(error, "name", { value: name });
  return error;
}
