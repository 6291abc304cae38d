/** What the next value should be, if the series keeps its course. */
import type { StateIo } from "../snapshot/state_io.ts";

/** Values that the forecast is made from: the newest, and how far those before it are from it. */
const ROWS = 12;
const TERMS = ROWS - 1;
/** Share of what was learned that is kept from row to row: about 2,000 rows count. */
const KEPT = 0.9995;
/** Ridge on the coefficients, relative to the mean square of the terms. */
const RIDGE = 1e-6;

/**
 * A linear forecast of the next value from the last 12, by least squares over all rows before with
 * those long ago forgotten. Terms are differences from the newest value: a change for good is a
 * miss in one row. Follows a trend, and any few rhythms, better than nets of a few units do.
 */
export class LinearForecast {
  readonly #last = new Float64Array(ROWS); // newest first
  readonly #terms = new Float64Array(TERMS);
  readonly #weights = new Float64Array(TERMS);
  // sums of products of terms, lower half by rows, and of terms and moves
  readonly #products = new Float64Array(TERMS * TERMS);
  readonly #moves = new Float64Array(TERMS);
  readonly #factor = new Float64Array(TERMS * TERMS); // Cholesky's, of the products
  #rows = 0;

  /** Takes a value; by how much the forecast missed it, NaN before there is one. */
  push(value: number): number {
    const last = this.#last;
    let miss = NaN;
    if (this.#rows >= ROWS) {
      const [newest, terms, weights] = [last[0]!, this.#terms, this.#weights];
      let expected = newest;
      for (let k = 0; k < TERMS; k++) {
        terms[k] = last[k + 1]! - newest;
        expected += weights[k]! * terms[k]!;
      }
      miss = value - expected;
      this.#learn(value - newest);
    }
    last.copyWithin(1, 0);
    last[0] = value;
    this.#rows++;
    return miss;
  }

  /** Saves or takes back what it knows. */
  state(io: StateIo): void {
    this.#rows = io.integer("rows of the course", this.#rows, 0, Number.MAX_SAFE_INTEGER);
    io.array("values of the course", this.#last);
    io.array("weights of the course", this.#weights);
    io.array("products of the course", this.#products);
    io.array("moves of the course", this.#moves);
  }

  #learn(move: number): void {
    const [terms, products, moves] = [this.#terms, this.#products, this.#moves];
    let squares = 0;
    for (let i = 0; i < TERMS; i++) {
      const term = terms[i]!;
      for (let j = 0; j <= i; j++) {
        const at = i * TERMS + j;
        products[at] = KEPT * products[at]! + term * terms[j]!;
      }
      moves[i] = KEPT * moves[i]! + term * move;
      squares += products[i * TERMS + i]!;
    }
    this.#solve(RIDGE * squares / TERMS + 1e-300);
  }

  /** Weights = (products + ridge)^-1 moves, by Cholesky's factor. */
  #solve(ridge: number): void {
    const [factor, products, weights] = [this.#factor, this.#products, this.#weights];
    for (let i = 0; i < TERMS; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = products[i * TERMS + j]! + (i === j ? ridge : 0);
        for (let k = 0; k < j; k++) sum -= factor[i * TERMS + k]! * factor[j * TERMS + k]!;
        factor[i * TERMS + j] = i === j
          ? Math.sqrt(Math.max(sum, ridge))
          : sum / factor[j * TERMS + j]!;
      }
      let left = this.#moves[i]!;
      for (let k = 0; k < i; k++) left -= factor[i * TERMS + k]! * weights[k]!;
      weights[i] = left / factor[i * TERMS + i]!;
    }
    for (let i = TERMS - 1; i >= 0; i--) {
      let left = weights[i]!;
      for (let k = i + 1; k < TERMS; k++) left -= factor[k * TERMS + i]! * weights[k]!;
      weights[i] = left / factor[i * TERMS + i]!;
    }
  }
}
