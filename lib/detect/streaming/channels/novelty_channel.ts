/**
 * The channel that asks whether anything like the last rows has been there before.
 *
 * @module
 */
import { MeanTail } from "../tails/mean_tail.ts";
import { numbersToText, textToNumbers } from "../number_text.ts";
import type { RowMemory } from "../memory/row_memory.ts";

/** Rows that are compared with earlier ones. */
const WINDOW = 12;
/** How many rows back look-alikes are sought: a week of 5-minute data. */
const LAGS = 2016;
/** Distances from this row on are what is usual. */
const FROM = 150;
/** Every distance is summed anew once in so many rows, so that rounding cannot pile up. */
const RENEWAL = 512;
/** Least spread of the distances, relative to the largest one so far. */
const LEAST_SPREAD = 0.001;

/** The channel in a snapshot; numbers as text. */
export interface NoveltyState {
  /** Squared distances by lag. */
  readonly squares: string;
  /** Distances of the rows in memory. */
  readonly distances: string;
  /** Tail score's numbers, then the largest distance. */
  readonly tail: string;
}

/**
 * Root mean square distance of the last 12 rows to their nearest look-alike in the 2,016 rows
 * before, against the same distances earlier, read as a normal tail.
 *
 * A burst that has come before is near its predecessor, whenever it comes; predictors, which have
 * to guess the moment, are surprised each time. The sum for each lag moves on with one addition
 * and one subtraction a row (the recurrence of matrix profiles: Yeh et al., 2016,
 * https://doi.org/10.1109/ICDM.2016.0179, without their normalisation).
 */
export class NoveltyChannel {
  /** Value at the end of the nearest look-alike: the channel's expected value. */
  expected: number = NaN;
  readonly #memory: RowMemory;
  readonly #tail: MeanTail;
  readonly #distances: Float64Array;
  readonly #squares: Float64Array; // [lag] sum over the window of squared differences
  #largest = 0;

  /** Watches `memory`; what is usual comes from up to `reference` rows. */
  constructor(memory: RowMemory, reference: number) {
    this.#memory = memory;
    this.#tail = new MeanTail(1, reference, () => LEAST_SPREAD * this.#largest);
    this.#distances = memory.numbers();
    this.#squares = new Float64Array(Math.min(LAGS, memory.capacity >> 1) + 1);
  }

  /** Takes the newest row of the memory and returns its tail score. */
  push(): number {
    const { values, base, count } = this.#memory;
    const row = count - 1;
    const at = row - base;
    const lag = this.#nearest(row);
    const distance = lag > 0 ? Math.sqrt(Math.max(0, this.#squares[lag]!) / WINDOW) : 0;
    this.#distances[at] = distance;
    this.expected = lag > 0 ? values[at - lag]! : NaN;
    if (row === FROM - 1) this.#tail.rebuild(this.#distances, this.#memory, FROM);
    if (row < FROM) return 0;
    this.#largest = Math.max(this.#largest, distance);
    const score = this.#tail.push(this.#distances, this.#memory);
    return this.#largest > 0 ? score : 0;
  }

  /** The channel's state, JSON-able. */
  save(): NoveltyState {
    const { base, first, count } = this.#memory;
    return {
      squares: numbersToText(this.#squares),
      distances: numbersToText(this.#distances.subarray(first - base, count - base)),
      tail: numbersToText([...this.#tail.save(), this.#largest]),
    };
  }

  /** Takes back what {@linkcode save} gave, beside the same rows. */
  load(state: NoveltyState): void {
    const { base, first } = this.#memory;
    this.#squares.set(textToNumbers(state.squares));
    this.#distances.set(textToNumbers(state.distances), first - base);
    const numbers = [...textToNumbers(state.tail)];
    this.#largest = numbers.pop()!;
    this.#tail.load(numbers);
  }

  /** Moves the sums of all lags on to `row`; the lag of the nearest look-alike, 0 if there is none. */
  #nearest(row: number): number {
    const { values, base } = this.#memory;
    const squares = this.#squares;
    const newest = row - base; // position of the row that joins the windows
    const oldest = newest - WINDOW; // position of the row that leaves them
    const whole = Math.min(squares.length - 1, row - WINDOW); // lags with a row that leaves
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
    for (let lag = Math.max(1, whole + 1); lag <= Math.min(squares.length - 1, row); lag++) {
      const joins = joining - values[newest - lag]!;
      squares[lag] = squares[lag]! + joins * joins;
    }
    this.#renew(row, whole);
    return nearest;
  }

  #renew(row: number, whole: number): void {
    const { values, base } = this.#memory;
    const newest = row - base;
    for (let lag = row % RENEWAL; lag <= whole; lag += RENEWAL) {
      let sum = 0;
      for (let at = newest - WINDOW + 1; at <= newest; at++) {
        const miss = values[at]! - values[at - lag]!;
        sum += miss * miss;
      }
      this.#squares[lag] = sum;
    }
  }
}
