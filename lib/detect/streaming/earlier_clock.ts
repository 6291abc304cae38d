/** Points that come late as the clock of those before them was ahead. */
import { longestGap } from "./check_point.ts";
import type { RowMemory } from "./memory/row_memory.ts";
import type { StateIo } from "./snapshot/state_io.ts";

/** So many late points in a row, each later than the one before, may overrule rows ... */
const LEAST = 5;
/** ... of which there are fewer, and so many at most: more are the series. */
const MOST_ROWS = 100;

/** Follows late points until they say that the stream goes on from them. */
export class EarlierClock {
  #points = 0; // in a row
  #first = NaN;
  #newest = NaN;

  /** A point came that is not late. */
  end(): void {
    this.#points = 0;
  }

  /**
   * Takes the time of a late point, and says whether the stream goes on there: the points of this
   * clock are more than the rows after them, which are all further ahead than a stream may stand
   * still. A batch that comes late is not: it fills no such gap.
   */
  overrules(time: number, { first, count, timestamps }: RowMemory): boolean {
    if (!(this.#points > 0 && time > this.#newest)) {
      this.#points = 0;
      this.#first = time;
    }
    this.#newest = time;
    const points = ++this.#points;
    if (points < LEAST) return false;
    const longest = longestGap((time - this.#first) / (points - 1));
    const most = Math.min(points - 1, MOST_ROWS);
    let row = count - 1;
    while (row >= first && timestamps.get(row) - time > longest && count - row <= most) row--;
    return row < first || timestamps.get(row) < time;
  }

  /** Saves or takes back the points so far. */
  state(io: StateIo): void {
    this.#points = io.integer("late points in a row", this.#points, 0, Number.MAX_SAFE_INTEGER);
    this.#first = io.number("first late point in a row", this.#first, NaN);
    this.#newest = io.number("newest late point", this.#newest, NaN);
  }
}
