/** What a set of days had at one time of day. */
import type { SlotRing } from "./slot_ring.ts";

/** Values a pool should have before neighbouring slots need not help. */
const ENOUGH = 8;
/** Neighbours on each side that may help, where slots are a quarter of an hour or shorter. */
const NEIGHBOURS = 2;
const FINE = 96;
/** The spread is read from here to the other end: one bad day in ten does not widen it. */
const TAIL = 0.15;
/** Distance of those two quantiles of a normal distribution, in deviations. */
const TAIL_WIDTH = 2.0728;
/** Values that are sorted by insertion. */
const FEW = 40;

/** Which days a pool takes. */
export interface PoolDays {
  /** Whether the day so many days ago belongs; all do unless told. */
  readonly belongs?: (age: number) => boolean;
  /** Every how many days one is looked at, 1 unless told. */
  readonly every?: number;
  /** Oldest day looked at. */
  readonly oldest: number;
  /** Days taken at most. */
  readonly most?: number;
  /**
   * Only values above it are taken. Their spread is that below the median and their mean is the
   * median, if that is less.
   */
  readonly above?: number;
}

/** Median, range and spread of the same time on some days. */
export class Pool {
  /** Values found. */
  n = 0;
  /** Their median. */
  median = NaN;
  /** Their mean. */
  mean = NaN;
  /** Their 5 % quantile. */
  low = NaN;
  /** Their 95 % quantile. */
  high = NaN;
  /** Their spread as a standard deviation, wider for few values. */
  spread = NaN;
  readonly #values = new Float64Array(5 * 56);

  /** Gathers the values of the ring's open slot on the days before. */
  gather(ring: SlotRing, days: PoolDays): void {
    const { belongs, every = 1, oldest, most = Infinity, above } = days;
    const values = this.#values;
    const widest = ring.perDay >= FINE ? NEIGHBOURS : 0;
    // before the first day there is nothing: a neighbour past midnight is of the day after
    const last = Math.min(oldest, ring.day - ring.firstDay + 1);
    let n = 0;
    for (let width = 0;; width++) {
      n = 0;
      for (let age = every, taken = 0; age <= last && taken < most; age += every) {
        if (belongs !== undefined && !belongs(age)) continue;
        taken++;
        const from = n;
        n = ring.around(age, width, values, n);
        if (above !== undefined) n = keepAbove(above, values, from, n);
      }
      if (n >= ENOUGH || width >= widest) break;
    }
    this.n = n;
    if (n === 0) {
      this.median =
        this.mean =
        this.low =
        this.high =
        this.spread =
          NaN;
      return;
    }
    sort(values, n);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[i]!;
    this.mean = sum / n;
    this.median = quantile(values, n, 0.5);
    this.low = quantile(values, n, 0.05);
    this.high = quantile(values, n, 0.95);
    const below = this.median - quantile(values, n, TAIL);
    let width = quantile(values, n, 1 - TAIL) - quantile(values, n, TAIL);
    if (above !== undefined) { // surges neither excuse a fall nor make one
      width = Math.min(width, 2 * below);
      this.mean = Math.min(this.mean, this.median);
    }
    this.spread = width / TAIL_WIDTH * (1 + 2 / n);
  }
}

/** Keeps of the values from `at` to `n` those above a least one, and says where they end. */
function keepAbove(least: number, values: Float64Array, at: number, n: number): number {
  for (let i = at; i < n; i++) if (values[i]! > least) values[at++] = values[i]!;
  return at;
}

/** Sorts the first `n` values: few ones by insertion, for which `sort` takes its time to begin. */
function sort(values: Float64Array, n: number): void {
  if (n > FEW) {
    values.subarray(0, n).sort();
    return;
  }
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    let at = i;
    for (; at > 0 && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
  }
}

function quantile(sorted: Float64Array, n: number, share: number): number {
  const position = share * (n - 1);
  const below = Math.floor(position);
  const part = position - below;
  return part > 0 ? sorted[below]! + part * (sorted[below + 1]! - sorted[below]!) : sorted[below]!;
}
