/** Parameters that were tried already. */
import { encodeJson } from "../storages/python_json.ts";
import type { CategoricalChoice } from "../distributions/distribution.ts";
import type { LiveTrial } from "../trial/live_trial.ts";
import type { FrozenTrial } from "../storages/storage.ts";

/** What to do with them; see `OptimizeOptions.duplicates`. */
export type DuplicateRule = "allow" | "skip" | "reuse";

/** How often new parameters are asked for before the space counts as used up. */
const MOST_REDRAWS = 1000;

/** Thrown through the objective when its trial has the parameters of an earlier one. */
class DuplicateFound extends Error {
  readonly earlier: FrozenTrial;

  constructor(earlier: FrozenTrial) {
    super(`the parameters are those of trial ${earlier.number}`);
    this.earlier = earlier;
  }
}

/**
 * Watches the suggestions of an optimisation. A trial is a duplicate when its parameters so far are
 * all the parameters of an earlier one: an objective with the same values takes the same way and
 * would ask for no more. Earlier means COMPLETE, for "skip" also PRUNED and RUNNING.
 */
export class DuplicateGuard {
  readonly #rule: "skip" | "reuse";
  readonly #tried = new Map<string, FrozenTrial>();
  readonly #redraws = new Map<number, number>();
  readonly #seen = new Set<number>();

  /** Starts with nothing seen. */
  constructor(rule: "skip" | "reuse") {
    this.#rule = rule;
  }

  /** Called after each suggestion; throws if the trial is a duplicate. */
  check(trial: LiveTrial, trials: readonly FrozenTrial[]): void {
    const running: FrozenTrial[] = [];
    for (const other of trials) {
      if (other.number === trial.number || this.#seen.has(other.number)) continue;
      if (other.state === "RUNNING") running.push(other);
      if (other.complete === null) continue;
      this.#seen.add(other.number);
      if (other.state === "COMPLETE" || (other.state === "PRUNED" && this.#rule === "skip")) {
        const key = keyOf(other.params);
        if (!this.#tried.has(key)) this.#tried.set(key, other);
      }
    }
    const key = keyOf(trial.params);
    const earlier = this.#tried.get(key) ??
      (this.#rule === "skip" ? running.find((other) => keyOf(other.params) === key) : undefined);
    if (earlier !== undefined) throw new DuplicateFound(earlier);
  }

  /** What follows from an error that came out of the objective; `undefined` if it is not ours. */
  settle(
    trial: LiveTrial,
    error: unknown,
  ): "redrawn" | "exhausted" | { result: number } | undefined {
    if (!(error instanceof DuplicateFound)) return undefined;
    const { earlier } = error;
    if (this.#rule === "reuse") {
      trial.setUserAttr("duplicate_of", earlier.number);
      return { result: earlier.values![0]! };
    }
    const times = (this.#redraws.get(trial.number) ?? 0) + 1;
    this.#redraws.set(trial.number, times);
    return times <= MOST_REDRAWS && trial.redraw(times) ? "redrawn" : "exhausted";
  }
}

function keyOf(params: Readonly<Record<string, CategoricalChoice>>): string {
  return encodeJson(Object.entries(params).sort(([a], [b]) => a < b ? -1 : 1));
}
