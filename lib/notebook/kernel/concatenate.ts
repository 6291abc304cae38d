/**
 * Puts pieces of bytes together.
 *
 * @module
 */

/**
 * All parts, one after the other.
 *
 * @param parts Any number, in order
 */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
