/** Why trials of `deno task tune` fail, and when a run of failures is enough. */
import { printable } from "../../checks.ts";
import type { FrozenTrial } from "../../tuner/mod.ts";
import type { StatusLine } from "../shared/status_line.ts";

/** Where failed trials do not count, so many in a row end a run: its objective is broken. */
const MOST_IN_A_ROW = 20;

/** So many different reasons are told as they happen. */
const MOST_TOLD = 5;

/** A reason, with how many trials failed for it. */
export interface Reason {
  readonly reason: string;
  readonly count: number;
}

/** The trials that failed for good: by their objective, or as their worker died too often. */
export function failuresOf(trials: readonly FrozenTrial[]): FrozenTrial[] {
  const repeated = repeatedNumbers(trials);
  return trials.filter(({ state, number }) => state === "FAIL" && !repeated.has(number));
}

/** The numbers of the trials that were queued again. */
export function repeatedNumbers(trials: readonly FrozenTrial[]): Set<unknown> {
  return new Set(
    trials.flatMap(({ systemAttrs: { retry_history: history } }) =>
      Array.isArray(history) ? history.slice(-1) : []
    ),
  );
}

/** Why a trial failed. */
export function reasonOf({ userAttrs }: FrozenTrial): string {
  return typeof userAttrs.fail_reason === "string" ? userAttrs.fail_reason : "its worker died";
}

/** Each reason once, the latest first. */
export function countReasons(failures: readonly FrozenTrial[]): Reason[] {
  const counts = new Map<string, number>();
  for (const trial of failures.toReversed()) {
    const reason = reasonOf(trial);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => ({ reason, count }));
}

/**
 * Whether a run should give up: as many trials as it was asked for, or 20, failed one after the
 * other, those before its `first` not counted: they were another objective's.
 */
export function isHopeless(
  trials: readonly FrozenTrial[],
  first: number,
  asked: number,
): boolean {
  const repeated = repeatedNumbers(trials);
  const ended = trials
    .filter(({ number, complete }) => number >= first && complete !== null && !repeated.has(number))
    .sort((a, b) => a.complete!.getTime() - b.complete!.getTime());
  const last = ended.slice(-Math.min(asked, MOST_IN_A_ROW));
  return last.length === Math.min(asked, MOST_IN_A_ROW) &&
    last.every(({ state }) => state === "FAIL");
}

/** Tells of failures as they happen: each reason the first time in full. */
export class FailureReport {
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
