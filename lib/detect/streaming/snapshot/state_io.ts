/**
 * The one way in which every part of the detector is saved and taken back: it hands each number
 * through, and gets it back as it was or as it stood in the snapshot. So the two can never differ.
 */

import { decodeTimes, encodeTimes } from "./time_code.ts";
import { medianStep, type Moments } from "../../../math/mod.ts";
import { type OpenedSnapshot, SNAPSHOT_VERSION } from "./bytes.ts";

/** Room for the next number while writing. */
const CHUNK = 1 << 16;
/** Values of so many decimals are whole numbers of the last one. */
const MOST_DECIMALS = 6;

const MOST = Number.MAX_SAFE_INTEGER;

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

  /** Epoch milliseconds in order: as what they are late by, beside a clock that follows them. */
  timestamps(name: string, timestamps: Float64Array): void {
    const code = this.reading ? undefined : encodeTimes(timestamps, medianStep(timestamps));
    const isWhole = this.flag(`whether ${name} are whole`, code !== undefined);
    if (!isWhole) this.array(name, timestamps);
    else if (this.version < 7) this.#changes(name, timestamps, 2);
    else if (timestamps.length > 0) {
      timestamps[0] = this.integer(name, timestamps[0]!, -MOST, MOST);
      const rows = timestamps.length - 1;
      const { gaps, late } = code ?? { gaps: new Int32Array(rows), late: new Int32Array(rows) };
      const step = this.integer(`step of ${name}`, code?.step ?? 0, 0, MOST);
      this.array(name, gaps);
      this.#signed(name, late);
      if (this.reading) decodeTimes(timestamps, { step, gaps, late });
    }
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

  /** Values: those of few decimals as differences. */
  values(name: string, values: Float64Array): void {
    let decimals = this.reading ? 0 : decimalsOf(values);
    if (this.version < 7) decimals = Number(this.flag(`whether ${name} are whole`, false)) - 1;
    else decimals = this.integer(`decimals of ${name}`, decimals, -1, MOST_DECIMALS);
    if (decimals < 0) this.array(name, values);
    else {
      const scale = 10 ** decimals;
      const whole = values.map((value) => Math.round(value * scale));
      this.#changes(name, whole, 1);
      if (this.reading) whole.forEach((number, i) => values[i] = number / scale);
    }
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

  /** Whole numbers as 32-bit differences, or differences of differences, after the first two. */
  #changes(name: string, numbers: Float64Array, order: 1 | 2): void {
    const before = (i: number): number =>
      order === 1 ? numbers[i - 1] ?? 0 : 2 * numbers[i - 1]! - numbers[i - 2]!;
    const start = order === 1 ? 0 : 2; // from here on the first two are differences too
    const short = new Int32Array(Math.max(0, numbers.length - 2));
    for (let i = 0; i < Math.min(2, numbers.length); i++) {
      const least = i >= start ? before(i) : 0;
      numbers[i] = least + this.integer(name, numbers[i]! - least, -MOST, MOST);
    }
    if (!this.reading) short.forEach((_, i) => short[i] = numbers[i + 2]! - before(i + 2));
    this.#signed(name, short);
    if (this.reading) short.forEach((change, i) => numbers[i + 2] = change + before(i + 2));
  }

  /** Small numbers of either sign: 0, -1, 1, -2, ... as 0, 1, 2, 3, ..., whose upper bytes are 0. */
  #signed(name: string, numbers: Int32Array): void {
    if (this.version < 7) return this.array(name, numbers);
    const codes = numbers.map((number) => number << 1 ^ number >> 31);
    this.array(name, codes);
    if (this.reading) codes.forEach((code, i) => numbers[i] = code >>> 1 ^ -(code & 1));
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

/** The fewest decimals with which values are told to the bit, by 32-bit differences; -1 if there are none. */
function decimalsOf(values: Float64Array): number {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const scale = 10 ** decimals;
    let before = NaN;
    const isTold = values.every((value, i) => {
      const whole = Math.round(value * scale);
      const change = whole - before;
      before = whole;
      return whole / scale === value && Number.isSafeInteger(whole) && !Object.is(value, -0) &&
        (i < 2 ? i === 0 || Number.isSafeInteger(change) : change === (change | 0));
    });
    if (isTold) return decimals;
  }
  return -1;
}
