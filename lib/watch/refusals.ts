/** The points of a series that were refused, and why the first one was. */
import { formatTimestamp } from "../data/mod.ts";

/** A point that was refused. */
export interface Refusal {
  /** Name of its series. */
  readonly name: string;
  /** Its time, epoch milliseconds. */
  readonly time: number;
  /** Says the rule. */
  readonly message: string;
}

/** So many points of a clock that is ahead are known again. */
const MOST = 1000;

/** Counts refused points: one of a clock that is ahead once, as often as it is read. */
export class Refusals {
  /** So many were refused. */
  count = 0;
  /** The first of them. */
  first: Refusal | undefined;
  readonly #name: string;
  readonly #ahead = new Set<number>();

  /** None of the series of that name yet. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Counts one that the detector refused. */
  add(time: number, message: string): void {
    this.count++;
    this.first ??= { name: this.#name, time, message };
  }

  /** Counts one that is ahead of now, in a series that is not. */
  addAhead(time: number, now: number): void {
    if (this.#ahead.has(time)) return;
    if (this.#ahead.size === MOST) this.#ahead.clear();
    this.#ahead.add(time);
    const rule = `its time must be at most a day after now (${formatTimestamp(now)} UTC)`;
    this.add(time, `Cannot take the point as ${rule}`);
  }
}
