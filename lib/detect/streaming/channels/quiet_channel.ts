/**
 * The channel that speaks when a series moves less than it should: flat lines, lost variation.
 *
 * @module
 */
import { Moments, normalTail } from "../../../math/mod.ts";
import type { RowMemory } from "../memory/row_memory.ts";

/** Rows whose moves are compared. */
const WINDOW = 12;

/**
 * Log of the mean square of the last 12 moves (first differences) against its own past.
 *
 * x = -0.5 ln(mean square of the last 12 moves + 1e-6 x mean square of all moves so far); the
 * score is the normal tail of x against mean and spread of all x up to 12 rows ago.
 */
export class QuietChannel {
  #memory: RowMemory;
  #recent: Float64Array = new Float64Array(WINDOW); // the last x, by row modulo 12
  #squares = 0; // of all moves
  #seen = 0; // x taken so far
  #past = new Moments(); // of x: all but the last 12
  /** Usual size of a move (root mean square), the channel's expected value. */
  usual = 0;
  /** Size of the last moves. */
  size = 0;

  /** Watches `memory`. */
  constructor(memory: RowMemory) {
    this.#memory = memory;
  }

  /** Takes the newest row of the memory; the tail score, 0 before `from` rows. */
  push(from: number): number {
    const { values, base, count } = this.#memory;
    const row = count - 1;
    if (row === 0) return 0;
    const move = values[row - base]! - values[row - 1 - base]!;
    this.#squares += move * move;
    if (row < WINDOW) return 0; // 12 moves need 13 rows
    let recent = 0;
    for (let i = row - WINDOW + 1; i <= row; i++) {
      const difference = values[i - base]! - values[i - 1 - base]!;
      recent += difference * difference;
    }
    recent /= WINDOW;
    const all = this.#squares / row;
    if (all === 0) return 0;
    const x = -0.5 * Math.log(recent + 1e-6 * all);
    let score = 0;
    const { count: taken, mean, deviation } = this.#past;
    if (taken >= 10) {
      this.usual = Math.exp(-mean);
      this.size = Math.sqrt(recent);
      if (row >= from) score = normalTail((x - mean) / Math.max(deviation, 0.4));
    }
    const slot = this.#seen++ % WINDOW;
    if (this.#seen > WINDOW) this.#past.add(this.#recent[slot]!); // x of 12 rows ago
    this.#recent[slot] = x;
    return score;
  }

  /** The running state as numbers. */
  save(): number[] {
    const { count, mean, squares } = this.#past;
    return [this.#squares, this.#seen, count, mean, squares, ...this.#recent];
  }

  /** Takes back what {@linkcode save} gave. */
  load(state: readonly number[]): void {
    const [moves, seen, count, mean, squares] = state as [number, number, number, number, number];
    this.#squares = moves;
    this.#seen = seen;
    Object.assign(this.#past, { count, mean, squares });
    this.#recent.set(state.slice(5));
  }
}
