/** The tail score of a deviation to either side. */
import { normalTail } from "../../../math/mod.ts";
import type { StateIo } from "../snapshot/state_io.ts";

/** Values from which the moments are robust and the tail beyond the 2 % point is learned. */
const ROBUST_FROM = 100;
const TAIL_FROM = 200;
/** Share of values beyond the point where the exponential tail begins. */
const BEYOND = 0.02;
/** That point and the mean excess over it, of a normal distribution, in deviations. */
const NORMAL_POINT = 2.05;
const NORMAL_EXCESS = 0.37;

/** What a deviation is measured by. */
export interface DeviationTailOptions {
  /** Remembers about so many values. */
  readonly memory: number;
  /** Is silent for the first so many. */
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

/**
 * -log10 P(|y - mean| at least as large): normal in the body, exponential beyond the 2 % point,
 * with the mean excess as its scale. Everything moves with the memory.
 */
export class DeviationTail {
  readonly #options: DeviationTailOptions;
  #n = 0;
  #mean = 0;
  #variance = 1;
  #point = 0;
  #excess = 0;
  #beyond = 0; // values beyond the point, without a break

  /** Knows nothing yet. */
  constructor(options: DeviationTailOptions) {
    this.#options = options;
  }

  /** Takes a value and returns its tail score among those before. */
  push(y: number): number {
    const { memory, from, leastSd, mostExcess, incident } = this.#options;
    const n = ++this.#n;
    const sd = Math.sqrt(Math.max(this.#variance, leastSd ** 2));
    const deviation = y - this.#mean;
    const x = Math.abs(deviation);
    if (n === TAIL_FROM) {
      this.#point = NORMAL_POINT * sd;
      this.#excess = NORMAL_EXCESS * sd;
    }
    const tail = n > from ? this.#tail(x, sd) : 0;
    this.#beyond = n > TAIL_FROM && x > this.#point ? this.#beyond + 1 : 0;
    if (incident && this.#beyond > incident.from && this.#beyond <= incident.to) return tail;
    const rate = Math.max(1 / n, 1 / memory);
    const cut = n > ROBUST_FROM ? Math.max(-4 * sd, Math.min(4 * sd, deviation)) : deviation;
    this.#mean += rate * cut;
    this.#variance += rate * (cut * cut - this.#variance);
    if (n > TAIL_FROM) {
      if (x > this.#point) {
        const excess = Math.min(x - this.#point, mostExcess * this.#excess);
        // a normal tail's weighs as much as the values before it says anything
        this.#excess += (excess - this.#excess) / (BEYOND * Math.min(memory, n + from));
      }
      this.#point += Math.max(rate, 0.0002) * 4 * sd * (Number(x > this.#point) - BEYOND);
    }
    return tail;
  }

  /** Saves or takes back what it knows. */
  state(io: StateIo): void {
    this.#n = io.integer("deviations", this.#n, 0, Number.MAX_SAFE_INTEGER);
    this.#mean = io.number("mean deviation", this.#mean);
    this.#variance = io.number("variance of deviations", this.#variance, 0);
    this.#point = io.number("2 % point of deviations", this.#point);
    this.#excess = io.number("excess of deviations", this.#excess, 0);
    this.#beyond = io.integer("deviations beyond it", this.#beyond, 0, Number.MAX_SAFE_INTEGER);
  }

  #tail(x: number, sd: number): number {
    const normal = normalTail(x / sd);
    const point = Math.max(this.#point, sd);
    const excess = Math.max(this.#excess, 0.3 * sd);
    if (x <= point) return normal;
    return Math.min(normal, (x - point) / excess * Math.LOG10E - Math.log10(BEYOND));
  }
}
