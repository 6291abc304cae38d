import assert from "node:assert/strict";
import fc from "fast-check";
import { mean, standardDeviation } from "simple-statistics";
import { Moments } from "../../lib/math/moments.ts";

Deno.test("Moments has no deviation before the first number, and none after one", () => {
  assert.equal(new Moments().deviation, NaN);
  const { count, mean, squares, deviation } = Moments.of([7]);
  assert.deepEqual([count, mean, squares, deviation], [1, 7, 0, 0]);
  assert.equal(Moments.of([2, 4, 4, 4, 5, 5, 7, 9]).deviation, 2);
});

Deno.test("Moments agrees with two passes, far from zero too", () => {
  const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(numbers, fc.constantFrom(0, 1e6), (values, shift) => {
      const shifted = values.map((value) => value + shift);
      const moments = Moments.of(shifted);
      assert.ok(Math.abs(moments.mean - mean(shifted)) <= 1e-12 * (1 + shift));
      assert.ok(Math.abs(moments.deviation - standardDeviation(shifted)) <= 1e-9 * (1 + shift));
    }),
    { seed: 1 },
  );
});
