/**
 * The last rows of a stream, in buffers of fixed size.
 *
 * @module
 */

/** A column that lives as long as its rows: plain numbers, or row numbers in 32 bits. */
export type Column = Float64Array | Int32Array;

/**
 * Rows 0, 1, 2, ... of a stream, of which the last `capacity` are kept.
 *
 * Each column is an array of twice the capacity in which row `i` stands at `i - base`; when it is
 * full, its later half moves to the front. So a window of rows is always one contiguous stretch,
 * a row costs O(1) on average, and memory never grows.
 */
export class RowMemory {
  /** Rows kept. */
  readonly capacity: number;
  /** Epoch milliseconds of each row. */
  readonly times: Float64Array;
  /** Value of each row. */
  readonly values: Float64Array;
  /** Row number that stands at position 0 of every column. */
  base = 0;
  /** Rows pushed so far. */
  count = 0;
  #columns: Column[] = [];

  /** Makes an empty memory of `capacity` rows. */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.times = this.numbers();
    this.values = this.numbers();
  }

  /** The oldest row that is kept. */
  get first(): number {
    return Math.max(0, this.count - this.capacity);
  }

  /** Adds a column of numbers, all 0. */
  numbers(): Float64Array {
    const column = new Float64Array(2 * this.capacity);
    this.#columns.push(column);
    return column;
  }

  /** Adds a column of row numbers, all 0. */
  rowNumbers(): Int32Array {
    const column = new Int32Array(2 * this.capacity);
    this.#columns.push(column);
    return column;
  }

  /** Forgets all rows; the next one pushed is row `row`. */
  restart(row: number): void {
    this.base = this.count = row;
  }

  /** Takes the next row and returns its number. */
  push(time: number, value: number): number {
    if (this.count - this.base === 2 * this.capacity) {
      for (const column of this.#columns) column.copyWithin(0, this.capacity);
      this.base += this.capacity;
    }
    const position = this.count - this.base;
    this.times[position] = time;
    this.values[position] = value;
    return this.count++;
  }
}
