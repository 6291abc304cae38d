/**
 * Zero or unknown: what a period means for which CloudWatch has no point.
 *
 * A load balancer without requests does not report a count of 0, it reports nothing; so do one that
 * was deleted and one whose metrics are late. The rule decides from the data alone, in time order,
 * so that it says the same whenever and however often it is asked.
 */
import type { CloudWatchMissing } from "./metric.ts";

/** A period that CloudWatch has answered for. */
export interface AnsweredPeriod {
  /** Start of the period, epoch milliseconds. */
  readonly time: number;
  /** The point, if there is one. */
  readonly value?: number;
  /** Whether something else shows that the balancer was there in this period. */
  readonly isAlive?: boolean;
}

/** A period that is decided. */
export interface DecidedPeriod {
  /** Start of the period, epoch milliseconds. */
  readonly time: number;
  /** Its value; `undefined` where it is unknown. */
  readonly value?: number;
  /** Whether the value is a zero that was not sent. */
  readonly isFilled?: boolean;
  /** There when the source counts as silent from this period on, and when that is over. */
  readonly silence?: { readonly state: "begins" | "ends"; readonly since: number };
}

/** What is kept between two calls, plain JSON. */
export interface MissingState {
  /** Periods in a row without a sign of life so far. */
  readonly pending: readonly number[];
  /** Start of the silence, if the source counts as silent. */
  readonly silentSince?: number;
  /** Whether a point or a sign of life has been seen. */
  readonly hasBegun: boolean;
}

/** Options of {@linkcode MissingRule}. */
export interface MissingRuleOptions {
  /** `zero` and `gap` decide at once; `auto` gives zero where something shows life. */
  readonly missing: CloudWatchMissing;
  /** Whether the metric is a count: other metrics are unknown where they are not sent. */
  readonly isCount: boolean;
  /** Periods in a row without a sign of life after which the source counts as silent. */
  readonly silentAfter: number;
}

/**
 * Decides period after period.
 *
 * With `auto` a period of a count without a point is zero if a sign of life is there in the same
 * period, or if a later point comes before the silence has lasted `silentAfter` periods. Until then
 * it waits; after that the whole silence is unknown. Nothing is decided before the first sign of
 * life.
 */
export class MissingRule {
  readonly #options: MissingRuleOptions;
  #pending: number[];
  #silentSince: number | undefined;
  #hasBegun: boolean;

  /** Begins, or goes on from a state. */
  constructor(options: MissingRuleOptions, state?: MissingState) {
    this.#options = options;
    this.#pending = [...state?.pending ?? []];
    this.#silentSince = state?.silentSince;
    this.#hasBegun = state?.hasBegun ?? false;
  }

  /** What {@linkcode MissingRule} goes on from. */
  get state(): MissingState {
    return {
      pending: this.#pending,
      hasBegun: this.#hasBegun,
      ...(this.#silentSince === undefined ? {} : { silentSince: this.#silentSince }),
    };
  }

  /**
   * Takes the next period.
   *
   * @param period In time order, none left out
   * @returns The periods that are decided by it, in time order
   */
  push(period: AnsweredPeriod): DecidedPeriod[] {
    const { time, value, isAlive = false } = period;
    const { missing, isCount, silentAfter } = this.#options;
    const takesZero = missing === "zero" || (missing === "auto" && isCount);
    if (value === undefined && !isAlive && missing !== "zero") {
      return this.#miss(time, takesZero, silentAfter);
    }
    this.#hasBegun = true;
    const waited = this.#flush(takesZero);
    const own: DecidedPeriod = value !== undefined
      ? { time, value }
      : takesZero
      ? { time, value: 0, isFilled: true }
      : { time };
    const since = this.#silentSince;
    this.#silentSince = undefined;
    return [...waited, since === undefined ? own : { ...own, silence: { state: "ends", since } }];
  }

  #miss(time: number, takesZero: boolean, silentAfter: number): DecidedPeriod[] {
    if (!this.#hasBegun) return [];
    if (this.#silentSince !== undefined) return [{ time }];
    this.#pending.push(time);
    if (this.#pending.length < silentAfter) return takesZero ? [] : [{ time }];
    const since = this.#silentSince = this.#pending[0]!;
    const unknown: DecidedPeriod[] = takesZero
      ? this.#pending.map((time) => ({ time }))
      : [{ time }];
    this.#pending = [];
    return unknown.with(-1, { time, silence: { state: "begins", since } });
  }

  /** What waited for a sign of life; unknown periods did not wait. */
  #flush(takesZero: boolean): DecidedPeriod[] {
    const waited = takesZero ? this.#pending : [];
    this.#pending = [];
    return waited.map((time) => ({ time, value: 0, isFilled: true }));
  }
}
