/**
 * The clock of a stream: its sampling step, and which rows stood at the same time of day before.
 */
import { medianStep } from "../../../math/mod.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import type { Column, RowMemory } from "./row_memory.ts";
import { DAY } from "../../../time.ts";

/** Days looked back, shortest first. */
const LAG_DAYS = [1, 2, 7] as const;
/** Days of history from which a lag is used: it must have been there for a while to be learned. */
const LAG_FROM_DAYS = [1.2, 2.2, 15] as const;
/** A lag has to leave most of the memory with rows to learn from. */
const LAG_SHARE = 0.25;

/**
 * For each row, the row that stood 1, 2 and 7 days earlier: the latest one not after that time
 * plus half a step, or -1 where there is none. Found by time, so that gaps do not shift the time
 * of day.
 */
export class SeasonLags {
  /** Row numbers 1, 2 and 7 days earlier, one column each. */
  readonly rows: readonly Column<Int32Array>[];
  /** Median time between the rows at the start, in milliseconds; 0 until {@linkcode start}. */
  step = 0;
  readonly #memory: RowMemory;
  readonly #pointers = [-1, -1, -1];

  /** Adds the three columns to `memory`. */
  constructor(memory: RowMemory) {
    this.#memory = memory;
    this.rows = LAG_DAYS.map(() => memory.rowNumbers());
  }

  /** Rows in a day. */
  get rowsPerDay(): number {
    return DAY / this.step;
  }

  /** How many of the lags the history is long enough for, and the memory deep enough. */
  get seasons(): number {
    const { count, capacity } = this.#memory;
    let seasons = 0;
    for (let k = 0; k < LAG_DAYS.length; k++) {
      const fits = LAG_DAYS[k]! * this.rowsPerDay <= LAG_SHARE * capacity;
      if (fits && count >= LAG_FROM_DAYS[k]! * this.rowsPerDay) seasons = k + 1;
    }
    return seasons;
  }

  /** Takes the median step of the rows so far, and looks all of them up. */
  start(): void {
    const { timestamps, first, count } = this.#memory;
    this.step = medianStep(timestamps.rows(first, count));
    this.#lookUp();
  }

  /** Looks `row` up; rows come in order. */
  push(row: number): void {
    const { timestamps, first } = this.#memory;
    const time = timestamps.get(row) + this.step / 2;
    for (let k = 0; k < LAG_DAYS.length; k++) {
      const target = time - LAG_DAYS[k]! * DAY;
      let pointer = Math.max(this.#pointers[k]!, first - 1);
      while (pointer + 1 < row && timestamps.get(pointer + 1) <= target) pointer++;
      this.#pointers[k] = pointer;
      this.rows[k]!.set(row, pointer >= first ? pointer : -1);
    }
  }

  /** Saves or takes back the step; the rest follows from the rows. */
  state(io: StateIo): void {
    this.step = io.number("step", this.step, 0, Number.MAX_SAFE_INTEGER);
    if (io.reading && this.step > 0) this.#lookUp();
  }

  #lookUp(): void {
    this.#pointers.fill(-1);
    for (let row = this.#memory.first; row < this.#memory.count; row++) this.push(row);
  }
}
