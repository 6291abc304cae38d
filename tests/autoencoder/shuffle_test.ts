import assert from "node:assert/strict";
import fc from "fast-check";
import { instantiateKernel } from "../../lib/autoencoder/kernel_module.ts";
import { shuffleRows, shuffleState } from "../../lib/autoencoder/shuffle.ts";

/** The kernel's shuffle of 0 .. count - 1, and its state afterwards. */
function kernelShuffle(count: number, state: bigint): { rows: Uint32Array; state: bigint } {
  const kernel = instantiateKernel();
  const at = Math.ceil(kernel.heapBase() / 64) * 64;
  const states = new BigUint64Array(kernel.memory.buffer, at, 1);
  const rows = new Uint32Array(kernel.memory.buffer, at + 64, count);
  states[0] = state;
  rows.set(Uint32Array.from({ length: count }, (_, i) => i));
  kernel.shuffleRows(at + 64, count, at);
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
