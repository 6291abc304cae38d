/** Rows as they come, in arrays that grow. */

/** Time, value and line of each row. */
export class RowBuffer {
  length = 0;
  #timestamps = new Float64Array(4096);
  #values = new Float64Array(4096);
  #lines = new Float64Array(4096);

  push(time: number, value: number, line: number): void {
    if (this.length === this.#values.length) {
      this.#timestamps = doubled(this.#timestamps);
      this.#values = doubled(this.#values);
      this.#lines = doubled(this.#lines);
    }
    this.#timestamps[this.length] = time;
    this.#values[this.length] = value;
    this.#lines[this.length] = line;
    this.length++;
  }

  /** Copies of the times and the values. */
  columns(): { timestamps: Float64Array; values: Float64Array } {
    return {
      timestamps: this.#timestamps.slice(0, this.length),
      values: this.#values.slice(0, this.length),
    };
  }

  /** The line of a row. */
  line(row: number): number {
    return this.#lines[row]!;
  }
}

/** An array's elements in one with twice the room. */
export function doubled<Numbers extends Float64Array<ArrayBuffer> | Uint16Array<ArrayBuffer>>(
  array: Numbers,
): Numbers {
  const larger = new (array.constructor as new (length: number) => Numbers)(array.length * 2);
  larger.set(array);
  return larger;
}
