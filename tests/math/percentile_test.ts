import assert from "node:assert/strict";
import { medianStep, percentile } from "../../lib/math/percentile.ts";

Deno.test("percentile() is NumPy's linear rule, in any order, with ends that are values", () => {
  const values = [16, 3, 20, 7, 8, 8, 10, 13, 15, 6];
  assert.deepEqual([0, 25, 50, 75, 100].map((p) => percentile(values, p)), [3, 7.25, 9, 14.5, 20]);
  assert.deepEqual(values[0], 16);
  assert.equal(percentile([0.1, 0.1 + 2 ** -56], 100), 0.1 + 2 ** -56);
});

Deno.test("percentile() of nothing, and between opposite infinities, is NaN", () => {
  assert.equal(percentile([], 50), NaN);
  assert.equal(percentile([-Infinity, Infinity], 50), NaN);
});

Deno.test("medianStep() is a step that occurs, the upper one of two, and 0 without steps", () => {
  assert.equal(medianStep([]), 0);
  assert.equal(medianStep([5]), 0);
  assert.equal(medianStep([5, 12]), 7);
  assert.equal(medianStep(Float64Array.of(0, 1, 4)), 3);
  assert.equal(medianStep([0, 300, 600, 3600, 3900]), 300);
});
