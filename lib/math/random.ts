/**
 * Seeded random numbers: the MT19937 stream of NumPy's legacy `RandomState` and of Optuna.
 *
 * Nothing in this project draws a number without an explicit seed. A run has one seed; each
 * consumer takes its own stream by name with {@linkcode streamSeed}, so that adding a draw in one
 * place changes no number in another.
 */
import { requireInteger, requireKind, requireSeed } from "../checks.ts";

const STATE_LENGTH = 624;
const SHIFT = 397;

/**
 * The 32-bit Mersenne Twister, seeded and read as NumPy's `RandomState(seed)` does.
 *
 * Source: Matsumoto and Nishimura (1998), https://doi.org/10.1145/272991.272995; the draws follow
 * NumPy's legacy generator, which never changes.
 *
 * @example The first draws of seed 42, as NumPy prints them
 * ```ts
 * import assert from "node:assert/strict";
 * import { Mt19937 } from "elb-anomaly";
 *
 * const random = new Mt19937(42);
 * assert.equal(random.random(), 0.3745401188473625);
 * assert.equal(random.random(), 0.9507143064099162);
 * ```
 */
export class Mt19937 {
  #state: Uint32Array = new Uint32Array(STATE_LENGTH);
  #position = STATE_LENGTH;
  #spareNormal: number | undefined;

  /**
   * Starts a stream.
   *
   * @param seed Integer in 0 .. 2^32 - 1
   * @throws {RangeError} If `seed` is not such an integer
   */
  constructor(seed: number) {
    requireSeed("start a random stream", seed);
    const state = this.#state;
    state[0] = seed;
    for (let i = 1; i < STATE_LENGTH; i++) {
      const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
      state[i] = Math.imul(1812433253, previous) + i;
    }
  }

  /** The next 32 random bits, an integer in 0 .. 2^32 - 1. */
  uint32(): number {
    if (this.#position === STATE_LENGTH) this.#twist();
    let y = this.#state[this.#position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  /** The next double in [0, 1) with 53 random bits, NumPy's `random_sample()`. */
  random(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /**
   * An integer in 0 .. `max`, both ends possible, by masked rejection (NumPy's legacy `interval`).
   *
   * @param max Largest result, an integer in 0 .. 2^32 - 1
   * @throws {RangeError} If `max` is not such an integer
   */
  integer(max: number): number {
    if (!Number.isInteger(max) || max < 0 || max > 0xffffffff) {
      requireInteger("draw an integer", { max }, { min: 0, max: 0xffffffff });
    }
    if (max === 0) return 0;
    const mask = 0xffffffff >>> Math.clz32(max);
    let value = (this.uint32() & mask) >>> 0;
    while (value > max) value = (this.uint32() & mask) >>> 0;
    return value;
  }

  /** The next standard normal draw, by NumPy's legacy polar method (`randn()`). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.random() - 1;
      const y = 2 * this.random() - 1;
      const squared = x * x + y * y;
      if (squared >= 1 || squared === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(squared)) / squared);
      this.#spareNormal = factor * x;
      return factor * y;
    }
  }

  /** Shuffles `items` in place as NumPy's legacy `shuffle` does (Fisher-Yates from the end). */
  shuffle<T>(items: { length: number; [index: number]: T }): void {
    requireKind("shuffle", { items }, "a list");
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i);
      const held = items[i]!;
      items[i] = items[j]!;
      items[j] = held;
    }
  }

  #twist(): void {
    const state = this.#state;
    const last = STATE_LENGTH - 1;
    const wrap = STATE_LENGTH - SHIFT; // from here on the state is read that is new already
    for (let i = 0; i < wrap; i++) state[i] = state[i + SHIFT]! ^ mix(state[i]!, state[i + 1]!);
    for (let i = wrap; i < last; i++) state[i] = state[i - wrap]! ^ mix(state[i]!, state[i + 1]!);
    state[last] = state[SHIFT - 1]! ^ mix(state[last]!, state[0]!);
    this.#position = 0;
  }
}

function mix(high: number, low: number): number {
  const y = (high & 0x80000000) | (low & 0x7fffffff);
  return (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
}

/**
 * The seed of an independent stream, split from a run's seed by name.
 *
 * The rule: 32-bit FNV-1a over the UTF-8 bytes of `name`, mixed with the seed by MurmurHash3's
 * finaliser. The result is never 0, since tfjs reads a seed of 0 as "no seed".
 *
 * @param seed The run's seed, an integer in 0 .. 2^32 - 1
 * @param name What the stream is for, such as "weights" or "shuffle"
 * @returns A seed in 1 .. 2^32 - 1
 * @throws {RangeError} If `seed` is not such an integer
 *
 * @example Two names, two streams
 * ```ts
 * import assert from "node:assert/strict";
 * import { streamSeed } from "elb-anomaly";
 *
 * assert.notEqual(streamSeed(7, "weights"), streamSeed(7, "shuffle"));
 * assert.equal(streamSeed(7, "weights"), streamSeed(7, "weights"));
 * ```
 */
export function streamSeed(seed: number, name: string): number {
  requireSeed("start a random stream", seed);
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash ^= seed;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return hash === 0 ? 1 : hash;
}
