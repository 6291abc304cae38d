/** By how much values of an hour usually spread. */
import type { Pool } from "./pool.ts";
import type { StateIo } from "../snapshot/state_io.ts";

/** Days over which it is learned how well the profile fits. */
const MISS_DAYS = 14;
/** Below this count of a slot, deviations of events are those of a Poisson count's square root. */
const FEW = 5;
/**
 * Below this one they are further down than as far up: of a mean of 6 none is as rare as 14. Limits
 * of 10 to 40 find as much.
 */
const LOPSIDED = 20;
/** The least spread: this share of what is usual, or of the reach where that is less. */
const LEAST = 0.01;
/** Mean distance of a normal variable from its mean, in deviations. */
const MEAN_MISS = 0.8;
/**
 * Whole values that miss what is usual by less than this share of a count's root count nothing ...
 */
const COUNT = 0.5;
/** ... on average, where a slot counts as so many roots at most ... */
const COUNT_CAP = 4;
/** ... over so many slots at least, or those of a day where they are more. */
const COUNT_FROM = 20;
/** Values of more decimals than so many are on no grid. */
const MOST_DECIMALS = 3;
/** A value is on it that is this part of a step from there, as memory keeps some coarsely. */
const OFF_GRID = 1e-4;

/** Learns how well the profile of a series fits, and whether it counts events. */
export class UsualSpread {
  /** Mean absolute miss of the profile. */
  miss = 0;
  /**
   * The same around this time of day; infinite while unknown. A busy noon says nothing of nights.
   */
  missNow = Infinity;
  /** A series further from zero than this is not measured from there. */
  reach = Infinity;
  readonly #perDay: number;
  #decimals = 0; // of all values so far
  #isNegative = false; // whether one was
  #learned = 0; // slots
  #compared = 0; // slots
  #share = 0; // mean miss in those that a count of events would have

  /** Learns from so many slots a day. */
  constructor(perDay: number) {
    this.#perDay = perDay;
  }

  /** Whether all values so far are whole and not negative. */
  get isWhole(): boolean {
    return this.#decimals === 0 && !this.#isNegative;
  }

  /** The step of the grid that all values so far are on: 1, 0.1, 0.01 or 0.001; 0 without one. */
  get grid(): number {
    return this.#decimals > MOST_DECIMALS ? 0 : 10 ** -this.#decimals;
  }

  /** Takes a value. */
  take(value: number): void {
    if (value < 0) this.#isNegative = true;
    while (this.#decimals <= MOST_DECIMALS && !isOnGrid(value, this.#decimals)) this.#decimals++;
  }

  /** Takes a slot that is closed: its mean over so many rows, and what was usual. */
  learn(mean: number, rows: number, usual: number): void {
    const miss = Math.abs(mean - usual);
    const n = ++this.#learned;
    const most = n > 50 ? Math.max(5 * this.miss, 1e-300) : Infinity;
    this.miss += this.#rate(n) * (Math.min(miss, most) - this.miss);
    if (usual <= 0) return;
    const share = Math.min(COUNT_CAP, miss / (MEAN_MISS * Math.sqrt(usual / rows)));
    this.#share += this.#rate(++this.#compared) * (share - this.#share);
  }

  /** What a mean of so many rows is expected to be: the median, of rare events their mean. */
  expected({ median, mean }: Pool, rows = 1): number {
    const isRare = this.isWhole && rows * median < FEW && rows * mean < 2 * FEW;
    return isRare ? mean : median;
  }

  /** Deviation of a mean of so many rows from a pool's median in spreads, of `spread`'s pool. */
  z(value: number, pool: Pool, spread: Pool, rows = 1): number {
    const { median } = pool;
    const counts = this.isWhole && this.#counts;
    if (counts && rows * median < FEW) {
      const expected = Math.max(0, rows * this.expected(pool, rows));
      const root = 2 * (Math.sqrt(rows * value + 3 / 8) - Math.sqrt(expected + 3 / 8));
      return root / Math.max(1, rows * spread.spread / Math.sqrt(expected + 1));
    }
    const fit = (0.3 + 4 / spread.n) * Math.min(this.miss, this.missNow);
    const least = LEAST * Math.min(Math.abs(median), this.reach);
    // of values that are rounded nothing is known within a step, however alike they are
    const counted = counts ? Math.max(median, 1) / rows : this.grid ** 2;
    const distance = counts && rows * median < LOPSIDED
      ? rootDistance(rows * value, rows * median) / rows
      : value - median;
    const square = spread.spread ** 2 + fit ** 2 + least ** 2 + counted;
    return square > 0 ? distance / Math.sqrt(square) : 0;
  }

  /** Saves or takes back what it knows. */
  state(io: StateIo): void {
    this.#decimals = io.integer("decimals of the grid", this.#decimals, 0, MOST_DECIMALS + 1);
    this.#isNegative = io.flag("whether a value was negative", this.#isNegative);
    this.miss = io.number("mean miss", this.miss, 0);
    this.#learned = io.integer("slots learned", this.#learned, 0, Number.MAX_SAFE_INTEGER);
    const most = Number.MAX_SAFE_INTEGER;
    this.#compared = io.integer("slots beside a count's", this.#compared, 0, most);
    this.#share = io.number("miss beside a count's", this.#share, 0, COUNT_CAP);
  }

  /**
   * Whether whole values vary as much as events that are counted; so it is while that is unknown.
   */
  get #counts(): boolean {
    return this.#compared < Math.max(COUNT_FROM, this.#perDay) || this.#share >= COUNT;
  }

  #rate(slots: number): number {
    return Math.max(1 / slots, 1 / (MISS_DAYS * this.#perDay));
  }
}

/** How far a count is from what is usual by their roots, as a count: near that as it is. */
function rootDistance(count: number, usual: number): number {
  const root = Math.sqrt(usual + 3 / 8);
  return 2 * root * (Math.sqrt(count + 3 / 8) - root);
}

/** Whether a value has no more decimals than so many; a count is whole to the bit. */
function isOnGrid(value: number, decimals: number): boolean {
  if (decimals === 0) return Number.isInteger(value);
  const steps = value * 10 ** decimals;
  return Math.abs(steps - Math.round(steps)) <= OFF_GRID * Math.min(1, Math.abs(steps));
}
