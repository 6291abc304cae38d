/** The last rows of a stream, in buffers of fixed size. */
import { Rounding } from "./rounding.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import { timestampsState } from "../snapshot/time_code.ts";
import { valuesState } from "../snapshot/value_code.ts";

/** One number for each row in memory, found by the row's number. */
export class Column<T extends Float64Array | Int32Array | Uint8Array = Float64Array> {
  readonly #memory: RowMemory;
  readonly #numbers: T;

  /** Made by {@linkcode RowMemory}. */
  constructor(memory: RowMemory, numbers: T) {
    this.#memory = memory;
    this.#numbers = numbers;
  }

  /** The number of a row in memory. */
  get(row: number): number {
    return this.#numbers[row - this.#memory.base]!;
  }

  /** Sets the number of a row in memory. */
  set(row: number, number: number): void {
    this.#numbers[row - this.#memory.base] = number;
  }

  /** The rows from `from` up to `to`, not included: a view that the next row may move. */
  rows(from: number, to: number): T {
    const { base } = this.#memory;
    return this.#numbers.subarray(from - base, to - base) as T;
  }
}

/**
 * Rows 0, 1, 2, ... of a stream, of which the last `capacity` are kept.
 *
 * Each column is an array of twice the capacity; when it is full, its later half moves to the
 * front. So a window of rows is always one contiguous stretch, a row costs O(1) on average, and
 * memory never grows.
 */
export class RowMemory {
  /** Rows kept. */
  readonly capacity: number;
  /** Epoch milliseconds of each row. */
  readonly timestamps: Column;
  /** Value of each row, rounded far below what it moves by from row to row. */
  readonly values: Column;
  /** Rows pushed so far. */
  count = 0;
  /** Row number that stands first in every column's array: for {@linkcode Column} only. */
  base = 0;
  readonly #rounding = new Rounding();
  #arrays: (Float64Array | Int32Array | Uint8Array)[] = [];

  /** Makes an empty memory of `capacity` rows. */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.timestamps = this.numbers();
    this.values = this.numbers();
  }

  /** The oldest row that is kept. */
  get first(): number {
    return Math.max(0, this.count - this.capacity);
  }

  /** Adds a column of numbers, all 0. */
  numbers(): Column {
    return this.#add(new Float64Array(2 * this.capacity));
  }

  /** Adds a column of row numbers, all 0. */
  rowNumbers(): Column<Int32Array> {
    return this.#add(new Int32Array(2 * this.capacity));
  }

  /** Adds a column of small whole numbers, all 0. */
  flags(): Column<Uint8Array> {
    return this.#add(new Uint8Array(2 * this.capacity));
  }

  /** Takes the next row and returns its number. */
  push(time: number, value: number): number {
    if (this.count - this.base === 2 * this.capacity) {
      for (const array of this.#arrays) array.copyWithin(0, this.capacity);
      this.base += this.capacity;
    }
    const row = this.count++;
    this.timestamps.set(row, time);
    this.values.set(row, this.#rounding.round(value));
    return row;
  }

  /** Chooses by the rows in memory in how many digits values are kept. */
  chooseDigits(): void {
    this.#rounding.choose(this.values.rows(this.first, this.count));
  }

  /** Saves or takes back the rows in memory. */
  state(io: StateIo): void {
    const count = io.integer("rows", this.count, 0, Number.MAX_SAFE_INTEGER);
    const kept = Math.min(count, this.capacity);
    if (io.reading) this.base = count - kept;
    this.count = count;
    timestampsState(io, "timestamps", this.timestamps.rows(count - kept, count));
    this.#rounding.state(io);
    valuesState(io, "values", this.values.rows(count - kept, count), this.#rounding.decimals);
  }

  #add<T extends Float64Array | Int32Array | Uint8Array>(array: T): Column<T> {
    this.#arrays.push(array);
    return new Column(this, array);
  }
}
