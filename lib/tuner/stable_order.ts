/**
 * Sorting places by value, without a comparison function.
 *
 * @module
 */

/**
 * The places of values from the smallest to the largest, equal ones in their own order: a bottom-up
 * merge sort. On a thousand numbers it takes a fifth of the time of the built-in sort with a
 * comparison function, which would be most of the time of a suggestion.
 *
 * @param values Without NaN
 * @param count How many of them to sort, from the first
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { stableOrder } from "./stable_order.ts";
 *
 * assert.deepEqual([...stableOrder(Float64Array.of(3, 1, 3, 2), 4)], [1, 3, 0, 2]);
 * ```
 */
export function stableOrder(values: Float64Array, count: number): Uint32Array {
  let from = new Uint32Array(count);
  let to = new Uint32Array(count);
  for (let i = 0; i < count; i++) from[i] = i;
  for (let run = 1; run < count; run *= 2) {
    for (let start = 0; start < count; start += 2 * run) {
      const middle = Math.min(start + run, count);
      const end = Math.min(start + 2 * run, count);
      let left = start;
      let right = middle;
      for (let i = start; i < end; i++) {
        const takeLeft = right >= end ||
          (left < middle && values[from[left]!]! <= values[from[right]!]!);
        to[i] = takeLeft ? from[left++]! : from[right++]!;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
