/** The channel that speaks when a series moves less than it should: flat lines, lost variation. */
import { Moments, normalTail } from "../../../math/mod.ts";
import { type Channel, channelShare } from "./channel.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import type { StateIo } from "../snapshot/state_io.ts";

/** Rows whose moves are compared. */
const WINDOW = 12;
/** Rows before which it says nothing. */
const FROM = 200;
/** See {@linkcode channelShare}: this channel may ring alone. */
const LEVEL = 2.4;
const CAP = 4;
/** Least spread of x. */
const LEAST_SD = 0.4;
/** A decade of how rarely it was as quiet before is worth so much at most. */
const RANK = 3;
/** Bins of x in which that is counted: eighths from -64 on. */
const BINS = { count: 1024, from: -64, perUnit: 8 };

/**
 * Log of the mean square of the last 12 moves (first differences) against its own past.
 *
 * x = -0.5 ln(mean square of the last 12 moves + 1e-6 x mean square of all moves so far); the
 * score is the normal tail of x against mean and spread of all x up to 12 rows ago, and no more
 * than how rarely x was as large before. Counts at zero are no quieter than a Poisson count is:
 * an hour without errors is worth what it should have brought.
 */
export class QuietChannel implements Channel {
  readonly name = "quiet";
  readonly yields = "to a usual hour";
  readonly yieldsToCourse = false; // a series that stands still keeps it
  tail = 0;
  /** Usual size of a move (root mean square). */
  expected = 0;
  readonly #memory: RowMemory;
  readonly #zeroSum: () => number;
  readonly #recent: Float64Array = new Float64Array(WINDOW); // the last x, by row modulo 12
  readonly #bins = new Float64Array(BINS.count);
  #squares = 0; // of all moves
  #seen = 0; // x taken so far
  readonly #past = new Moments(); // of x: all but the last 12
  #size = 0; // of the last moves

  /** Watches `memory`; `zeroSum` says what should have come since the series fell to zero, or -1. */
  constructor(memory: RowMemory, zeroSum: () => number) {
    this.#memory = memory;
    this.#zeroSum = zeroSum;
  }

  /** Size of the last 12 moves minus the usual one. */
  get miss(): number {
    return this.#size - this.expected;
  }

  share(raised = 1): number {
    const zeroSum = this.#zeroSum();
    const most = zeroSum < 0 ? Infinity : zeroSum / Math.LN10; // -log10 of e^-zeroSum
    return channelShare(Math.min(this.tail, most), LEVEL, raised, CAP);
  }

  push(): void {
    const { values, count } = this.#memory;
    const row = count - 1;
    this.tail = 0;
    if (row === 0) return;
    const move = values.get(row) - values.get(row - 1);
    this.#squares += move * move;
    if (row < WINDOW) return; // 12 moves need 13 rows
    let recent = 0;
    for (let i = row - WINDOW + 1; i <= row; i++) {
      recent += (values.get(i) - values.get(i - 1)) ** 2;
    }
    recent /= WINDOW;
    const all = this.#squares / row;
    if (all === 0) return;
    const x = -0.5 * Math.log(recent + 1e-6 * all);
    const { count: taken, mean, deviation } = this.#past;
    if (taken >= 10) {
      this.expected = Math.exp(-mean);
      this.#size = Math.sqrt(recent);
      const tail = normalTail((x - mean) / Math.max(deviation, LEAST_SD));
      if (row >= FROM) this.tail = this.#rank(x, tail);
    }
    const slot = this.#seen++ % WINDOW;
    if (this.#seen > WINDOW) { // x of 12 rows ago joins the past
      const old = this.#recent[slot]!;
      this.#bins[bin(old)]!++;
      this.#past.add(old);
    }
    this.#recent[slot] = x;
  }

  state(io: StateIo): void {
    this.#squares = io.number("squared moves", this.#squares, 0);
    this.#seen = io.integer("quiet rows", this.#seen, 0, Number.MAX_SAFE_INTEGER);
    io.moments("quiet rows", this.#past);
    io.array("the last quiet", this.#recent);
    io.array("quiet so far", this.#bins);
  }

  /** `tail`, but no more than 3 decades of rank for each decade of rows that were not as quiet. */
  #rank(x: number, tail: number): number {
    if (tail <= 0) return tail;
    let asQuiet = 0;
    for (let b = bin(x - 0.05); b < BINS.count; b++) asQuiet += this.#bins[b]!;
    return Math.min(tail, RANK * Math.log10((this.#past.count + 1) / (asQuiet + 1)));
  }
}

function bin(x: number): number {
  return Math.max(0, Math.min(BINS.count - 1, Math.floor((x - BINS.from) * BINS.perUnit)));
}
