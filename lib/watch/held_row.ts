/** The newest row of a source that may still grow. */
import type { Kept } from "./recent_periods.ts";
import type { PolledPeriod } from "./polled_source.ts";

/**
 * Holds a row until it is found again as it was, and its step is over; one with a later row after
 * it is not held.
 */
export class HeldRow {
  #row: Kept | undefined;

  /** Begins, or goes on from what `kept` gave. */
  constructor(kept: Kept | null = null) {
    this.#row = kept ?? undefined;
  }

  /** It as plain JSON. */
  get kept(): Kept | null {
    return this.#row ?? null;
  }

  /** Whether a row is held as it may grow, anew or still; `isOver` says that its step is over. */
  hold(
    { time, value = NaN, mayGrow = false }: PolledPeriod,
    isOver: boolean,
  ): "anew" | "still" | undefined {
    const isSame = this.#row?.[0] === time && Object.is(this.#row[1] ?? NaN, value);
    this.#row = mayGrow && !(isSame && isOver) ? [time, value] : undefined; // NaN is kept as null
    return this.#row && (isSame ? "still" : "anew");
  }
}
