/**
 * Values in error messages.
 *
 * @module
 */

/**
 * A text as it stands in an error message: quoted, and cut after 60 characters.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { excerpt } from "./excerpt.ts";
 *
 * assert.equal(excerpt("n/a"), '"n/a"');
 * ```
 */
export function excerpt(text: string): string {
  return text.length > 60 ? `${JSON.stringify(text.slice(0, 60))}...` : JSON.stringify(text);
}
