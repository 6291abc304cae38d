/**
 * The one way in which every part of the detector is saved and taken back: it hands each number
 * through, and gets it back as it was or as it stood in the snapshot. So the two can never differ.
 */

import type { Moments } from "../../../math/mod.ts";
import { type OpenedSnapshot, SNAPSHOT_VERSION } from "./bytes.ts";

/** Room for the next number while writing. */
const CHUNK = 1 << 16;
/** What 32 bits count. */
const WORD = 2 ** 32;

/** Numbers on their way into or out of a snapshot. */
export class StateIo {
  /** Whether numbers come out of a snapshot. */
  readonly reading: boolean;
  /** Whether they are of a version before: all but the rows mean something else by now. */
  readonly isOlder: boolean;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #at = 0;

  /** Reads what a snapshot holds, or writes if there is none. */
  constructor({ version = SNAPSHOT_VERSION, body: bytes }: Partial<OpenedSnapshot> = {}) {
    this.isOlder = version < SNAPSHOT_VERSION;
    this.reading = bytes !== undefined;
    this.#bytes = bytes ?? new Uint8Array(CHUNK);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
  }

  /** What was written. */
  get written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at);
  }

  /** A number in a range, NaN only where `low` is NaN. */
  number(name: string, value: number, low = -Infinity, high = Infinity): number {
    const at = this.#room(name, 8);
    if (!this.reading) {
      this.#view.setFloat64(at, value, true);
      return value;
    }
    const read = this.#view.getFloat64(at, true);
    if (!(read >= low && read <= high) && !Number.isNaN(low)) {
      throw new RangeError(
        `Cannot restore the snapshot as ${name} must be in ${low}..${high}: it is ${read}`,
      );
    }
    return read;
  }

  /** A whole number in a range. */
  integer(name: string, value: number, low: number, high: number): number {
    const read = this.number(name, value, low, high);
    if (!Number.isInteger(read)) {
      throw new RangeError(`Cannot restore the snapshot as ${name} must be whole: it is ${read}`);
    }
    return read;
  }

  /** Running moments, in place. */
  moments(name: string, moments: Moments): void {
    moments.count = this.integer(`count of ${name}`, moments.count, 0, Number.MAX_SAFE_INTEGER);
    moments.mean = this.number(`mean of ${name}`, moments.mean);
    moments.squares = this.number(`squares of ${name}`, moments.squares, 0);
  }

  /** A yes or no. */
  flag(name: string, value: boolean): boolean {
    return this.integer(name, Number(value), 0, 1) === 1;
  }

  /** A text of up to 64 KB. */
  text(name: string, value: string): string {
    const bytes = this.reading ? new Uint8Array() : new TextEncoder().encode(value);
    const length = this.integer(`the length of ${name}`, bytes.length, 0, 0xffff);
    const at = this.#room(name, length);
    if (!this.reading) this.#bytes.set(bytes, at);
    return this.reading ? new TextDecoder().decode(this.#bytes.subarray(at, at + length)) : value;
  }

  /** An array's numbers, in place, each as its own type; NaN stays NaN. */
  array(name: string, numbers: Float64Array | Float32Array | Int32Array | Uint8Array): void {
    const own = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    const at = this.#room(name, own.length);
    // bytes of one rank stand together: they are alike, which is what compression lives on
    const size = numbers.BYTES_PER_ELEMENT;
    const { length } = numbers;
    for (let rank = 0; rank < size; rank++) {
      for (let i = 0; i < length; i++) {
        const there = at + rank * length + i;
        if (this.reading) own[i * size + rank] = this.#bytes[there]!;
        else this.#bytes[there] = own[i * size + rank]!;
      }
    }
  }

  /**
   * Whole numbers, most of them small: 0, -1, 1, -2, ... as 0, 1, 2, 3, ... with upper bytes of 0.
   */
  wholes(name: string, numbers: Float64Array): void {
    const low = new Int32Array(numbers.length);
    const high = new Int32Array(numbers.length);
    if (!this.reading) {
      numbers.forEach((number, i) => {
        const code = number < 0 ? -2 * number - 1 : 2 * number;
        low[i] = code % WORD | 0;
        high[i] = Math.floor(code / WORD);
      });
    }
    this.array(name, low);
    this.array(name, high);
    if (!this.reading) return;
    for (let i = 0; i < numbers.length; i++) {
      const code = high[i]! * WORD + (low[i]! >>> 0);
      numbers[i] = code % 2 === 0 ? code / 2 : -(code + 1) / 2;
    }
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.reading && this.#at !== this.#bytes.length) {
      throw new RangeError(
        `Cannot restore the snapshot as it must end after its last number: ${
          this.#bytes.length - this.#at
        } bytes are left`,
      );
    }
  }

  #room(name: string, bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.#bytes.length) {
      if (this.reading) {
        throw new RangeError(
          `Cannot restore the snapshot as it must hold ${name}: it ends ${
            at + bytes - this.#bytes.length
          } bytes before`,
        );
      }
      const more = new Uint8Array(2 * (at + bytes));
      more.set(this.#bytes);
      this.#bytes = more;
      this.#view = new DataView(more.buffer);
    }
    this.#at = at + bytes;
    return at;
  }
}
