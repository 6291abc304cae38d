/** The tail score of a deviation to either side. */
import { normalTail } from "../../../math/mod.ts";
import type { StateIo } from "../snapshot/state_io.ts";

/**
 * Values from which the moments are robust, and from which the tail beyond the 2 % point is
 * learned.
 */
const ROBUST_FROM = 100;
const TAIL_FROM = 200;
/** Share of values beyond the point where the exponential tail begins. */
const BEYOND = 0.02;
/** That point and the mean excess over it, of a normal distribution, in deviations. */
const NORMAL_POINT = 2.05;
const NORMAL_EXCESS = 0.37;
/** What the deviations to one side alone say is a second look, and so half as rare (Bonferroni). */
const SECOND_LOOK = Math.log10(2);

/** What a deviation is measured by. */
export interface DeviationTailOptions {
  /** Remembers about so many values. */
  readonly memory: number;
  /** Is silent for the first so many, or as long as it has no tail. */
  readonly from: number;
  /** Least standard deviation. */
  readonly leastSd: number;
  /** An excess counts as at most so many mean excesses: a mean that moves slowly repeats each. */
  readonly mostExcess: number;
  /**
   * What stays beyond the point for more than so many values, and for no more than so many, is an
   * incident: from its values in between nothing is learned, or the third like it would be usual.
   */
  readonly incident?: { readonly from: number; readonly to: number };
}

/** What is known of deviations to either side, or to one. */
interface Side {
  /** How many. */
  n: number;
  /** Mean square. */
  variance: number;
  /** Where the exponential tail begins. */
  point: number;
  /** Mean excess over it. */
  excess: number;
}

/**
 * -log10 P(|y - mean| at least as large): normal in the body, exponential beyond the 2 % point,
 * with the mean excess as its scale; or the same of the deviations to its side alone, if that says
 * more: a series of bursts hardly ever falls. In the body nothing is rarer than that point, where a
 * spread has forgotten what the point has not. Everything moves with the memory.
 */
export class DeviationTail {
  readonly #options: DeviationTailOptions;
  #n = 0;
  #mean = 0;
  readonly #either = side();
  readonly #sides: readonly [below: Side, above: Side] = [side(), side()];
  #beyond = 0; // values beyond the point, without a break

  /** Knows nothing yet. */
  constructor(options: DeviationTailOptions) {
    this.#options = options;
  }

  /** Takes a value and returns its tail score among those before. */
  push(y: number): number {
    const { memory, incident } = this.#options;
    const n = ++this.#n;
    const deviation = y - this.#mean;
    const x = Math.abs(deviation);
    const [either, own] = [this.#either, this.#sides[deviation < 0 ? 0 : 1]];
    if (n === TAIL_FROM) { for (const each of [either, ...this.#sides]) this.#begin(each); }
    const tail = n > this.#from
      ? Math.max(this.#tail(x, either), this.#tail(x, own) - SECOND_LOOK)
      : 0;
    this.#beyond = n > TAIL_FROM && x > either.point ? this.#beyond + 1 : 0;
    if (incident && this.#beyond > incident.from && this.#beyond <= incident.to) return tail;
    this.#mean += Math.max(1 / n, 1 / memory) * Math.sign(deviation) * this.#cut(x, either);
    this.#learn(either, x, 1);
    // a side has half of the values; a mean of exactly 0, as of silent nights, is to neither side
    if (y !== 0) this.#learn(own, x, 2);
    return tail;
  }

  /** Saves or takes back what it knows. */
  state(io: StateIo): void {
    this.#n = io.integer("deviations", this.#n, 0, Number.MAX_SAFE_INTEGER);
    this.#mean = io.number("mean deviation", this.#mean);
    for (const each of [this.#either, ...this.#sides]) {
      each.n = io.integer("deviations to a side", each.n, 0, Number.MAX_SAFE_INTEGER);
      each.variance = io.number("variance of deviations", each.variance, 0);
      each.point = io.number("2 % point of deviations", each.point);
      each.excess = io.number("excess of deviations", each.excess, 0);
    }
    this.#beyond = io.integer("deviations beyond it", this.#beyond, 0, Number.MAX_SAFE_INTEGER);
  }

  get #from(): number {
    return Math.max(this.#options.from, TAIL_FROM);
  }

  #cut(x: number, each: Side): number {
    return this.#n > ROBUST_FROM ? Math.min(4 * this.#sd(each), x) : x;
  }

  #sd({ variance }: Side): number {
    return Math.sqrt(Math.max(variance, this.#options.leastSd ** 2));
  }

  #begin(each: Side): void {
    each.point = NORMAL_POINT * this.#sd(each);
    each.excess = NORMAL_EXCESS * this.#sd(each);
  }

  #learn(each: Side, x: number, weight: number): void {
    const { memory, mostExcess } = this.#options;
    const [sd, cut] = [this.#sd(each), this.#cut(x, each)];
    const rate = Math.max(1 / ++each.n, weight / memory);
    each.variance += rate * (cut * cut - each.variance);
    if (this.#n <= TAIL_FROM) return;
    if (x > each.point) {
      const excess = Math.min(x - each.point, mostExcess * each.excess);
      // a normal tail's weighs as much as the values before it says anything
      const weighs = BEYOND * Math.min(memory, this.#n + this.#from) / weight;
      each.excess += (excess - each.excess) / weighs;
    }
    each.point += Math.max(rate, weight * 0.0002) * 4 * sd * (Number(x > each.point) - BEYOND);
  }

  #tail(x: number, each: Side): number {
    const sd = this.#sd(each);
    const normal = normalTail(x / sd);
    const from = Math.max(each.point, sd);
    if (x <= from) return Math.min(normal, -Math.log10(BEYOND));
    const scale = Math.max(each.excess, 0.3 * sd);
    return Math.min(normal, (x - from) / scale * Math.LOG10E - Math.log10(BEYOND));
  }
}

function side(): Side {
  return { n: 0, variance: 1, point: 0, excess: 0 };
}
