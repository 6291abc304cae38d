/** The channel that asks whether anything like the last rows has been there before. */
import { type Channel, channelShare } from "./channel.ts";
import { MeanTail } from "../tails/mean_tail.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import type { StateIo } from "../snapshot/state_io.ts";

/** Rows that are compared with earlier ones. */
const WINDOW = 12;
/** How many rows back look-alikes are sought: a week of 5-minute data. */
const LAGS = 2016;
/** Distances from this row on are what is usual. */
const FROM = 150;
/** Every distance is summed anew once in so many rows, so that rounding cannot pile up. */
const RENEWAL = 512;
/**
 * Least spread of the distances, relative to the largest one so far; and that of one row of the
 * window which is a unit off: where hardly anything is counted, nearly all of them are 0, and the
 * first that is not would be further out than any burst.
 */
const LEAST_SPREAD = 0.001;
/** See {@linkcode channelShare}. */
const LEVEL = 6;

/**
 * Root mean square distance of the last 12 rows to their nearest look-alike in the 2,016 rows
 * before, against the same distances earlier, read as a normal tail.
 *
 * A burst that has come before is near its predecessor, whenever it comes; predictors, which have
 * to guess the moment, are surprised each time. The sum for each lag moves on with one addition
 * and one subtraction a row (the recurrence of matrix profiles: Yeh et al., 2016,
 * https://doi.org/10.1109/ICDM.2016.0179, without their normalisation).
 */
export class NoveltyChannel implements Channel {
  readonly name = "novelty";
  readonly yields = "to a usual hour";
  tail = 0;
  /** Value at the end of the nearest look-alike. */
  expected: number = NaN;
  readonly #memory: RowMemory;
  readonly #scores: MeanTail;
  readonly #squares: Float64Array; // [lag] sum over the window of squared differences
  #largest = 0;

  /** Watches `memory`, whose values differ by `unit` at least; up to `reference` rows are usual. */
  constructor(memory: RowMemory, reference: number, unit: () => number) {
    this.#memory = memory;
    const least = () => Math.max(LEAST_SPREAD * this.#largest, unit() / Math.sqrt(WINDOW));
    this.#scores = new MeanTail(1, reference, least);
    this.#squares = new Float64Array(Math.min(LAGS, memory.capacity >> 1) + 1);
  }

  get miss(): number {
    return this.#memory.values.get(this.#memory.count - 1) - this.expected;
  }

  share(raised = 1): number {
    return channelShare(this.tail, LEVEL, raised);
  }

  push(): void {
    const row = this.#memory.count - 1;
    const lag = this.#nearest(row);
    const distance = lag > 0 ? Math.sqrt(Math.max(0, this.#squares[lag]!) / WINDOW) : 0;
    this.expected = lag > 0 ? this.#memory.values.get(row - lag) : NaN;
    this.tail = 0;
    if (row < FROM) return;
    this.#largest = Math.max(this.#largest, distance);
    const score = this.#scores.push(distance);
    if (this.#largest > 0) this.tail = score;
  }

  state(io: StateIo): void {
    if (!this.#follows) io.array("look-alikes", this.#squares);
    else if (io.reading) {
      const { count } = this.#memory;
      for (let row = count - RENEWAL; row < count; row++) this.#nearest(row);
    }
    this.#largest = io.number("largest distance", this.#largest, 0);
    this.#scores.state(io);
  }

  /**
   * Whether all sums follow to the bit from the rows in memory: each was made anew in the last
   * ones.
   */
  get #follows(): boolean {
    const { count, first } = this.#memory;
    return count - RENEWAL - (this.#squares.length - 1) - WINDOW >= first;
  }

  /**
   * Moves the sums of all lags on to `row`; the lag of the nearest look-alike, 0 if there is none.
   */
  #nearest(row: number): number {
    const squares = this.#squares;
    const whole = Math.min(squares.length - 1, row - WINDOW); // lags with a row that leaves
    const known = Math.min(squares.length - 1, row);
    const from = Math.max(0, row - known - WINDOW);
    const values = this.#memory.values.rows(from, row + 1);
    const newest = row - from; // position of the row that joins the windows
    const oldest = newest - WINDOW; // position of the row that leaves them
    const joining = values[newest]!;
    const leaving = whole > 0 ? values[oldest]! : 0;
    let best = Infinity;
    let nearest = 0;
    for (let lag = 1; lag <= whole; lag++) {
      const joins = joining - values[newest - lag]!;
      const leaves = leaving - values[oldest - lag]!;
      const sum = squares[lag]! + joins * joins - leaves * leaves;
      squares[lag] = sum;
      if (sum < best && lag >= WINDOW) {
        best = sum;
        nearest = lag;
      }
    }
    for (let lag = Math.max(1, whole + 1); lag <= known; lag++) {
      const joins = joining - values[newest - lag]!;
      squares[lag]! += joins * joins;
    }
    for (let lag = row % RENEWAL; lag <= whole; lag += RENEWAL) {
      let sum = 0;
      for (let at = newest - WINDOW + 1; at <= newest; at++) {
        const miss = values[at]! - values[at - lag]!;
        sum += miss * miss;
      }
      squares[lag] = sum;
    }
    return nearest;
  }
}
