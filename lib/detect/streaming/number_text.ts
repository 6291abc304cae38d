/**
 * Numbers as text, bit for bit, for snapshots.
 *
 * @module
 */
import { builtin } from "../../builtin.ts";

/** The bytes of doubles (little-endian) in base64. */
export function numbersToText(numbers: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let i = 0; i < numbers.length; i++) view.setFloat64(8 * i, numbers[i]!, true);
  return builtin("node:buffer").Buffer.from(view.buffer).toString("base64");
}

/**
 * The doubles of {@linkcode numbersToText}.
 *
 * @throws {RangeError} If the text is no whole number of doubles
 */
export function textToNumbers(text: string): Float64Array {
  const bytes = builtin("node:buffer").Buffer.from(text, "base64");
  if (bytes.length % 8 !== 0) {
    throw new RangeError(
      `Cannot read numbers as their text must hold whole doubles: it holds ${bytes.length} bytes`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}
