/**
 * A series as few bytes, to be kept elsewhere until somebody works on it.
 *
 * Timestamps are stored by how the bits of each differ from those of the one before, which for even
 * steps is always the same number; then bytes of like weight stand together, and zlib, which also
 * notices damage, has little left to do: 7 KB instead of 64 for two weeks of counts at 5 minutes.
 * Every bit comes back.
 */
import { Buffer } from "node:buffer";
import { deflateSync, inflateSync } from "node:zlib";
import type { TimeSeries } from "../data/mod.ts";

/** A series with its name. */
export interface NamedSeries extends TimeSeries {
  readonly name: string;
  /** What was changed or left out, and what its values make doubtful. */
  readonly notes?: readonly string[];
}

/** Bytes of a number. */
const WIDTH = 8;

/** A series as bytes. The same series gives the same bytes. */
export function packSeries(series: NamedSeries): Uint8Array<ArrayBuffer> {
  const { name, timestamps, values, notes = [] } = series;
  const head = [name, timestamps.length, notes];
  const header = new TextEncoder().encode(`${JSON.stringify(head)}\n`);
  const times = bitsOf(timestamps);
  for (let i = times.length - 1; i > 0; i--) times[i]! -= times[i - 1]!;
  const parts = [header, byWeight(new Uint8Array(times.buffer)), byWeight(bytesOf(values))];
  return new Uint8Array(deflateSync(Buffer.concat(parts)));
}

/**
 * The series that bytes hold.
 *
 * @throws {RangeError} If they are damaged
 */
export function unpackSeries(packed: Uint8Array): NamedSeries {
  try {
    const bytes = new Uint8Array(inflateSync(packed));
    const begin = bytes.indexOf(10) + 1;
    const [name, rows, notes] = JSON.parse(new TextDecoder().decode(bytes.subarray(0, begin)));
    const column = (k: number) =>
      byNumber(bytes.subarray(begin + k * rows * WIDTH, begin + (k + 1) * rows * WIDTH));
    const times = new BigInt64Array(column(0).buffer);
    for (let i = 1; i < times.length; i++) times[i]! += times[i - 1]!;
    const values = new Float64Array(column(1).buffer);
    return { name, timestamps: new Float64Array(times.buffer), values, notes };
  } catch (cause) {
    throw new RangeError("Cannot unpack a series as its bytes must be whole: they are damaged", {
      cause,
    });
  }
}

function bytesOf(numbers: Float64Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float64Array.from(numbers).buffer);
}

function bitsOf(numbers: Float64Array): BigInt64Array<ArrayBuffer> {
  return new BigInt64Array(bytesOf(numbers).buffer);
}

/** All numbers' first bytes, then their second ones, and so on. */
function byWeight(bytes: Uint8Array): Uint8Array {
  const n = bytes.length / WIDTH;
  return Uint8Array.from(bytes, (_, i) => bytes[i % n * WIDTH + Math.floor(i / n)]!);
}

/** What {@linkcode byWeight} was given. */
function byNumber(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const n = bytes.length / WIDTH;
  return Uint8Array.from(bytes, (_, i) => bytes[i % WIDTH * n + Math.floor(i / WIDTH)]!);
}
