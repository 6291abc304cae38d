/**
 * The one way in which every part of the detector is saved and taken back: it hands each number
 * through, and gets it back as it was or as it stood in the snapshot. So the two can never differ.
 */

import { type OpenedSnapshot, SNAPSHOT_VERSION } from "./bytes.ts";
import type { Moments } from "../../../math/mod.ts";

/** Room for the next number while writing. */
const CHUNK = 1 << 16;

/** Numbers on their way into or out of a snapshot. */
export class StateIo {
  /** Whether numbers come out of a snapshot. */
  readonly reading: boolean;
  /** The version that wrote them. */
  readonly version: number;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #at = 0;

  /** Reads what a snapshot holds, or writes if there is none. */
  constructor({ version, body: bytes }: Partial<OpenedSnapshot> = {}) {
    this.version = version ?? SNAPSHOT_VERSION;
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

  /** Epoch milliseconds in order, as differences of differences. */
  timestamps(name: string, timestamps: Float64Array): void {
    const changes = new Float64Array(timestamps.length);
    if (!this.reading) {
      timestamps.forEach((time, i) =>
        changes[i] = i < 2 ? time : time - 2 * timestamps[i - 1]! + timestamps[i - 2]!
      );
    }
    this.#lossless(
      name,
      timestamps,
      changes,
      (i) => i < 2 ? changes[i]! : changes[i]! + 2 * timestamps[i - 1]! - timestamps[i - 2]!,
    );
    if (!this.reading) return;
    for (let i = 0; i < timestamps.length; i++) {
      if (!Number.isFinite(timestamps[i]) || (i > 0 && timestamps[i]! <= timestamps[i - 1]!)) {
        throw new RangeError(
          `Cannot restore the snapshot as ${name} must be finite and rise: number ${i} is ${
            timestamps[i]
          }`,
        );
      }
    }
  }

  /** Values: whole ones as differences. */
  values(name: string, values: Float64Array): void {
    const changes = new Float64Array(values.length);
    if (!this.reading) {
      values.forEach((value, i) => changes[i] = i < 1 ? value : value - values[i - 1]!);
    }
    this.#lossless(
      name,
      values,
      changes,
      (i) => i < 1 ? changes[i]! : changes[i]! + values[i - 1]!,
    );
    if (!this.reading) return;
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new RangeError(
        `Cannot restore the snapshot as ${name} must be finite: number ${bad} is ${values[bad]}`,
      );
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

  /** Writes changes as 32-bit numbers where that loses nothing, else the numbers themselves. */
  #lossless(
    name: string,
    numbers: Float64Array,
    changes: Float64Array,
    back: (i: number) => number,
  ): void {
    const whole = this.flag(
      `whether ${name} are whole`,
      !this.reading &&
        changes.every((change, i) =>
          Number.isSafeInteger(numbers[i]) && !Object.is(numbers[i], -0) &&
          (i < 2 ? Number.isSafeInteger(change) : change === (change | 0))
        ),
    );
    if (!whole) {
      this.array(name, numbers);
      return;
    }
    for (let i = 0; i < Math.min(2, numbers.length); i++) {
      changes[i] = this.integer(
        name,
        changes[i]!,
        -Number.MAX_SAFE_INTEGER,
        Number.MAX_SAFE_INTEGER,
      );
    }
    const short = Int32Array.from(changes.subarray(2));
    this.array(name, short);
    if (!this.reading) return;
    changes.set(short, Math.min(2, changes.length));
    for (let i = 0; i < numbers.length; i++) numbers[i] = back(i);
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
