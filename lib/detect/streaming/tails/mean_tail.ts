/** The tail score of lasting trouble: errors that are large on average. */
import { normalTail } from "../../../math/mod.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import { LEAST_ERRORS, LEAST_SD, type TailScore } from "./tail_score.ts";

/** The reference is forgotten in blocks: a snapshot holds sums, not thousands of errors. */
const BLOCKS = 24;

/**
 * z = (mean of the last `length` errors - mu) / sd, read as a normal tail; mu and sd are plain mean
 * and standard deviation of up to `reference` errors that end `length` rows ago. The deviation is
 * that of single errors, so a mean has to stand out much further than its own spread.
 */
export class MeanTail implements TailScore {
  readonly #blockRows: number;
  readonly #leastSd: () => number;
  readonly #recent: Float64Array; // the last errors, a ring
  readonly #sums = new Float64Array(2 * BLOCKS); // sum and sum of squares of each block
  #pushed = 0;
  #past = 0; // errors that left #recent
  #sum = 0; // of all blocks
  #squares = 0;

  /** Averages `length` errors against up to `reference` earlier ones, of at least such a spread. */
  constructor(length: number, reference: number, leastSd: () => number = () => LEAST_SD) {
    this.#blockRows = Math.ceil(reference / BLOCKS);
    this.#leastSd = leastSd;
    this.#recent = new Float64Array(length);
  }

  rebuild(errors: Float64Array): void {
    this.#recent.fill(0);
    this.#sums.fill(0);
    this.#pushed =
      this.#past =
      this.#sum =
      this.#squares =
        0;
    for (const error of errors) this.#take(error);
  }

  push(error: number): number {
    this.#take(error);
    const { length } = this.#recent;
    const filled = Math.floor(this.#past / this.#blockRows);
    const n = filled < BLOCKS
      ? this.#past
      : (BLOCKS - 1) * this.#blockRows + 1 + (this.#past - 1) % this.#blockRows;
    if (n < LEAST_ERRORS) return 0;
    let recent = 0;
    for (let i = 0; i < length; i++) recent += this.#recent[i]!;
    const mean = this.#sum / n;
    const sd = Math.sqrt(Math.max(0, this.#squares / n - mean * mean));
    return normalTail((recent / length - mean) / Math.max(sd, this.#leastSd()));
  }

  state(io: StateIo): void {
    this.#pushed = io.integer("errors", this.#pushed, 0, Number.MAX_SAFE_INTEGER);
    this.#past = io.integer("reference errors", this.#past, 0, this.#pushed);
    io.array("the last errors", this.#recent);
    io.array("sums of errors", this.#sums);
    this.#sum = io.number("sum of errors", this.#sum);
    this.#squares = io.number("sum of squared errors", this.#squares);
  }

  #take(error: number): void {
    const { length } = this.#recent;
    const slot = this.#pushed % length;
    if (this.#pushed++ >= length) this.#refer(this.#recent[slot]!);
    this.#recent[slot] = error;
  }

  /** Takes an error into the reference; at the end of a block the oldest one goes. */
  #refer(error: number): void {
    const block = 2 * (Math.floor(this.#past / this.#blockRows) % BLOCKS);
    if (this.#past % this.#blockRows === 0) { // sums are made anew, so that rounding cannot pile up
      this.#sums[block] = this.#sums[block + 1] = 0;
      this.#sum = this.#squares = 0;
      for (let i = 0; i < 2 * BLOCKS; i += 2) {
        this.#sum += this.#sums[i]!;
        this.#squares += this.#sums[i + 1]!;
      }
    }
    this.#past++;
    this.#sums[block]! += error;
    this.#sums[block + 1]! += error * error;
    this.#sum += error;
    this.#squares += error * error;
  }
}
