/** The newest periods of a series, to see whether their values change after they were taken. */
import type { AnsweredPeriod } from "../data/cloudwatch/mod.ts";

/** So many are kept. */
export const MOST_RECENT = 3;

/** A time and its value, `null` where there is none. */
export type Kept = [time: number, value: number | null];

/** The newest periods that were taken. */
export class RecentPeriods {
  #kept: readonly Kept[];

  /** Begins, or goes on from what `kept` gave. */
  constructor(kept: readonly Kept[] = []) {
    this.#kept = kept;
  }

  /** They as plain JSON, in time order. */
  get kept(): readonly Kept[] {
    return this.#kept;
  }

  /** Takes a period; those after it are forgotten. */
  push({ time, value }: AnsweredPeriod): void {
    const before = this.#kept.filter((each) => each[0] < time);
    this.#kept = [...before.slice(1 - MOST_RECENT), [time, value ?? null]];
  }

  /** Whether a period that comes again is one of them, and has another value from now on. */
  compare({ time, value }: AnsweredPeriod): "unknown" | "same" | "revised" {
    const kept = this.#kept.find((each) => each[0] === time);
    if (kept === undefined) return "unknown";
    if (Object.is(kept[1] ?? NaN, value ?? NaN)) return "same";
    this.#kept = this.#kept.map((each) => each === kept ? [time, value ?? null] : each);
    return "revised";
  }
}
