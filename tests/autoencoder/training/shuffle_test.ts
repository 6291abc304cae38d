import assert from "node:assert/strict";
import fc from "fast-check";
import { instantiateKernel } from "../../../lib/autoencoder/wasm/module.ts";
import {
  DEALT_FROM,
  MOST_PILES,
  shuffleRows,
  shuffleState,
} from "../../../lib/autoencoder/training/shuffle.ts";

/** The kernel's shuffle of 0 .. count - 1, and its state afterwards. */
function kernelShuffle(count: number, state: bigint): { rows: Uint32Array; state: bigint } {
  const kernel = instantiateKernel();
  const at = Math.ceil(kernel.heapBase() / 64) * 64;
  const spare = at + 64 + Math.ceil(count / 16) * 64;
  kernel.memory.grow(Math.ceil(8 * (count + MOST_PILES) / 65536));
  const states = new BigUint64Array(kernel.memory.buffer, at, 1);
  const rows = new Uint32Array(kernel.memory.buffer, at + 64, count);
  states[0] = state;
  rows.set(Uint32Array.from({ length: count }, (_, i) => i));
  kernel.shuffleRows(at + 64, count, at, spare);
  return { rows: rows.slice(), state: states[0]! };
}

Deno.test("shuffleRows() and the kernel's shuffle are one, bit for bit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3000 }),
      fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
      (count, state) => {
        const rows = Uint32Array.from({ length: count }, (_, i) => i);
        const after = shuffleRows(rows, state);
        assert.deepEqual({ rows, state: after }, kernelShuffle(count, state));
        assert.deepEqual(rows.toSorted(), Uint32Array.from({ length: count }, (_, i) => i));
      },
    ),
    { seed: 42, numRuns: 50 },
  );
});

Deno.test("shuffleRows() and the kernel deal many rows into the same piles", () => {
  const count = DEALT_FROM + 12_345;
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  const state = shuffleRows(rows, shuffleState(7));
  const kernel = kernelShuffle(count, shuffleState(7));
  assert.equal(kernel.state, state);
  assert.ok(kernel.rows.every((row, i) => row === rows[i]));
  rows.sort();
  assert.ok(rows.every((row, i) => row === i));
});

Deno.test("shuffleRows() puts many rows everywhere about equally often, in no order", () => {
  const { rows } = kernelShuffle(DEALT_FROM, shuffleState(1));
  const parts = 32, size = DEALT_FROM / parts;
  const counts = new Float64Array(parts * parts);
  rows.forEach((row, place) =>
    counts[parts * Math.floor(place / size) + Math.floor(row / size)]!++
  );
  const expected = size / parts;
  const chi = counts.reduce((sum, n) => sum + (n - expected) ** 2, 0) / expected;
  // 31 x 31 degrees of freedom: 1,103 is exceeded, and 827 not reached, once in 1,000 seeds
  assert.ok(chi > 827 && chi < 1103, `chi-squared ${chi}`);
  // neighbours stay in order, and stay neighbours, as often as chance has it: within 4 deviations
  let ordered = 0, adjacent = 0;
  for (let i = 1; i < rows.length; i++) {
    if (rows[i]! > rows[i - 1]!) ordered++;
    if (Math.abs(rows[i]! - rows[i - 1]!) === 1) adjacent++;
  }
  assert.ok(Math.abs(ordered - rows.length / 2) < 4 * Math.sqrt(rows.length / 12), `${ordered}`);
  assert.ok(adjacent <= 9, `${adjacent}`); // 2 expected
});

Deno.test("shuffleRows() advances its state as xorshift64 does", () => {
  // from 1: 1 ^ (1 << 25), which the right shifts leave as it is
  assert.equal(shuffleRows(Uint32Array.of(0, 1), 1n), 0x2000001n);
});

Deno.test("shuffleRows() puts every row everywhere about equally often", () => {
  const counts = Array.from({ length: 6 }, () => new Float64Array(6));
  let state = shuffleState(1);
  const runs = 6000;
  for (let run = 0; run < runs; run++) {
    const rows = Uint32Array.of(0, 1, 2, 3, 4, 5);
    state = shuffleRows(rows, state);
    rows.forEach((row, place) => counts[place]![row]!++);
  }
  // chi-squared over 36 cells with 25 degrees of freedom: 52.6 is exceeded once in 1,000 seeds
  const expected = runs / 6;
  const chi = counts.flatMap((c) => [...c]).reduce((sum, n) => sum + (n - expected) ** 2, 0) /
    expected;
  assert.ok(chi < 52.6, `chi-squared ${chi}`);
});

Deno.test("shuffleState() is never 0 and differs by seed", () => {
  const states = new Set(Array.from({ length: 1000 }, (_, seed) => shuffleState(seed)));
  assert.equal(states.size, 1000);
  assert.ok(!states.has(0n));
});
