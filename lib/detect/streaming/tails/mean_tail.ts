/**
 * The tail score of lasting trouble: errors that are large on average.
 *
 * @module
 */
import { normalTail } from "../../../math/mod.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import type { TailScore } from "./tail_score.ts";

/** Reference errors needed before anything is said. */
const LEAST = 10;
/** Least standard deviation: channels scale their series to about -1 .. 1. */
const LEAST_SD = 0.001;

/**
 * z = (mean of the last `length` errors - mu) / sd, read as a normal tail; mu and sd are plain mean
 * and standard deviation of up to `reference` errors that end `length` rows ago. The deviation is
 * that of single errors, so a mean has to stand out much further than its own spread.
 */
export class MeanTail implements TailScore {
  readonly #length: number;
  readonly #reference: number;
  readonly #leastSd: () => number;
  #from = 0;
  #recent = 0; // sum of the last `length` errors
  #sum = 0; // of the reference
  #squares = 0;

  /** Averages `length` errors against up to `reference` earlier ones, of at least such a spread. */
  constructor(length: number, reference: number, leastSd: () => number = () => LEAST_SD) {
    this.#length = length;
    this.#reference = reference;
    this.#leastSd = leastSd;
  }

  rebuild(errors: Float64Array, memory: RowMemory, from: number): void {
    const { base, count } = memory;
    this.#from = from;
    this.#recent = this.#sum = this.#squares = 0;
    const split = count - this.#length;
    for (let row = Math.max(from, split); row < count; row++) this.#recent += errors[row - base]!;
    for (let row = Math.max(from, split - this.#reference); row < split; row++) {
      const error = errors[row - base]!;
      this.#sum += error;
      this.#squares += error * error;
    }
  }

  push(errors: Float64Array, memory: RowMemory): number {
    const { base, count } = memory;
    const row = count - 1;
    this.#recent += errors[row - base]!;
    const passed = row - this.#length; // leaves the mean, joins the reference
    if (passed >= this.#from) {
      const error = errors[passed - base]!;
      this.#recent -= error;
      this.#sum += error;
      this.#squares += error * error;
    }
    const gone = passed - this.#reference;
    if (gone >= this.#from) {
      const error = errors[gone - base]!;
      this.#sum -= error;
      this.#squares -= error * error;
    }
    const n = Math.min(passed + 1 - this.#from, this.#reference);
    if (n < LEAST) return 0;
    const mean = this.#sum / n;
    const sd = Math.sqrt(Math.max(0, this.#squares / n - mean * mean));
    return normalTail((this.#recent / this.#length - mean) / Math.max(sd, this.#leastSd()));
  }

  save(): number[] {
    return [this.#from, this.#recent, this.#sum, this.#squares];
  }

  load(state: readonly number[]): void {
    const [from, recent, sum, squares] = state as [number, number, number, number];
    this.#from = from;
    this.#recent = recent;
    this.#sum = sum;
    this.#squares = squares;
  }
}
