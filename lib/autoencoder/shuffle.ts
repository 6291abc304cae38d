/**
 * The order in which samples are trained on: one seeded generator, written twice. The kernel has
 * it in WebAssembly (`kernel/shuffle.as.ts`); this is its twin for the reference trainer, bit for
 * bit the same.
 *
 * @module
 */
import { streamSeed } from "../random.ts";

const MULTIPLIER = 0x2545f4914f6cdd1dn;

/**
 * The generator's first state: 64 bits from the seed's stream "shuffle", never 0.
 *
 * @param seed The run's seed, an integer in 0 .. 2^32 - 1
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shuffleState } from "./shuffle.ts";
 *
 * assert.notEqual(shuffleState(1), shuffleState(2));
 * ```
 */
export function shuffleState(seed: number): bigint {
  return BigInt(streamSeed(seed, "shuffle")) << 32n | BigInt(streamSeed(seed, "shuffle/low"));
}

/**
 * Shuffles rows in place (Fisher-Yates from the end) with xorshift64* (Vigna, 2016,
 * https://doi.org/10.1145/2845077). A draw below `i` is the upper half of the product of `i` and
 * the generator's upper 32 bits (Lemire's multiply-shift, without its rejection: the bias is below
 * `i / 2^32`).
 *
 * @param rows Row numbers, shuffled in place
 * @param state 64 bits, not all 0
 * @returns The state after the last draw
 *
 * @example The same rows in another order
 * ```ts
 * import assert from "node:assert/strict";
 * import { shuffleRows, shuffleState } from "./shuffle.ts";
 *
 * const rows = Uint32Array.of(0, 1, 2, 3, 4);
 * shuffleRows(rows, shuffleState(7));
 * assert.deepEqual(rows.toSorted(), Uint32Array.of(0, 1, 2, 3, 4));
 * ```
 */
export function shuffleRows(rows: Uint32Array, state: bigint): bigint {
  for (let i = rows.length; i > 1; i--) {
    state ^= state >> 12n;
    state ^= BigInt.asUintN(64, state << 25n);
    state ^= state >> 27n;
    const upper = BigInt.asUintN(64, state * MULTIPLIER) >> 32n;
    const j = Number((upper * BigInt(i)) >> 32n);
    const held = rows[j]!;
    rows[j] = rows[i - 1]!;
    rows[i - 1] = held;
  }
  return state;
}
