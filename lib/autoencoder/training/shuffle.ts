/**
 * The order in which samples are trained on: one seeded generator, written twice. The kernel has
 * it in WebAssembly (`wasm/assembly/shuffle.as.ts`); this is its twin for the reference trainer,
 * bit for bit the same.
 */
import { streamSeed } from "../../math/mod.ts";

const MULTIPLIER = 0x2545f4914f6cdd1dn;

/** The generator's first state: 64 bits from the seed's stream "shuffle", never 0. */
export function shuffleState(seed: number): bigint {
  return BigInt(streamSeed(seed, "shuffle")) << 32n | BigInt(streamSeed(seed, "shuffle/low"));
}

/** From so many rows on they are dealt into piles before they are shuffled. */
export const DEALT_FROM = 2 ** 21;
/** Rows of a pile, at most, as long as there are enough piles. */
const PILE = 2 ** 16;
/** Piles, at most. */
export const MOST_PILES = 2 ** 10;

/**
 * Shuffles rows in place (Fisher-Yates from the end) with xorshift64* (Vigna, 2016,
 * https://doi.org/10.1145/2845077), and gives the state after the last draw. A draw below `i` is
 * the upper half of the product of `i` and the generator's upper 32 bits (Lemire's multiply-shift,
 * without its rejection: the bias is below `i / 2^32`).
 *
 * From {@linkcode DEALT_FROM} rows on they are first dealt into random piles, which are then
 * shuffled one by one: every order is as likely (Rao, 1961, Sankhya A 23; Sandelius, 1962, J. R.
 * Stat. Soc. B 24), and a pile fits the processor's cache, which Fisher-Yates over all of them
 * misses at every step.
 */
export function shuffleRows(rows: Uint32Array, state: bigint): bigint {
  if (rows.length < DEALT_FROM) return fisherYates(rows, state);
  let bits = 1;
  while (2 ** bits < MOST_PILES && Math.floor(rows.length / 2 ** bits) > PILE) bits++;
  const piles: number[][] = Array.from({ length: 2 ** bits }, () => []);
  for (const row of rows) {
    state = nextState(state);
    piles[Number(drawn(state) >> BigInt(32 - bits))]!.push(row);
  }
  let start = 0;
  for (const pile of piles) {
    const place = rows.subarray(start, start += pile.length);
    place.set(pile);
    state = fisherYates(place, state);
  }
  return state;
}

function fisherYates(rows: Uint32Array, state: bigint): bigint {
  for (let i = rows.length; i > 1; i--) {
    state = nextState(state);
    const j = Number((drawn(state) * BigInt(i)) >> 32n);
    const held = rows[j]!;
    rows[j] = rows[i - 1]!;
    rows[i - 1] = held;
  }
  return state;
}

/** xorshift64's next state. */
function nextState(state: bigint): bigint {
  state ^= state >> 12n;
  state ^= BigInt.asUintN(64, state << 25n);
  return state ^ state >> 27n;
}

/** The upper half of the number that a state gives. */
function drawn(state: bigint): bigint {
  return BigInt.asUintN(64, state * MULTIPLIER) >> 32n;
}
