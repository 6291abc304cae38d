/** When a point's time is of a clock that is ahead. */
import { DAY } from "../time.ts";

/** A source's newest point may be so far ahead of now, as that of another time zone is. */
const AHEAD = DAY;

/** Whether a time is further ahead of now than that of a right clock can be. */
export function isAhead(time: number, now: number): boolean {
  return time > now + AHEAD;
}

/** So many are known again. */
const MOST = 1000;

/** Times of a clock that is ahead, as often as they are read. */
export class AheadTimes {
  readonly #seen = new Set<number>();

  /** Whether a time was not read before. */
  isNew(time: number): boolean {
    if (this.#seen.has(time)) return false;
    if (this.#seen.size === MOST) this.#seen.clear();
    this.#seen.add(time);
    return true;
  }
}
