import assert from "node:assert/strict";
import { originalErrors } from "../../../lib/detect/baselines/original.ts";
import { zscores } from "../../../lib/preprocessing/mod.ts";
import { detect, percentileThreshold } from "../../../lib/detect/threshold.ts";
import { Mt19937 } from "../../../lib/math/random.ts";

/** 500 noisy values and one that the cleaning step leaves out. */
function series(): Float64Array {
  const random = new Mt19937(9);
  return Float64Array.from({ length: 501 }, (_, i) => i === 250 ? 900 : 60 + 10 * random.normal());
}

Deno.test("originalErrors() sets its threshold at the 80th percentile of the rows it kept", async () => {
  const { errors, threshold } = await originalErrors(series(), { seed: 4 });
  assert.equal(errors.length, 501);
  const kept = errors.filter((_, i) => i !== 250);
  assert.equal(threshold, percentileThreshold(kept, 80));
  assert.equal(detect(kept, threshold).filter(Boolean).length, 100);
  assert.ok(errors[250]! > threshold, "a row that was left out is scored, and far off");
});

Deno.test("originalErrors() leaves out rows of three standard deviations and more, and no others", async () => {
  const random = new Mt19937(3);
  const values = Float64Array.from({ length: 500 }, () => random.normal());
  values.set([-4.6, 4.2, 4, 3.7, 3.5, 3.4, 3.3], 100);
  const z = zscores(values);
  const sizes = z.map(Math.abs);
  for (const from of [2, 3, 3.5, 4]) {
    assert.ok(sizes.some((size) => size > from && size < from + 1));
  }
  const { errors, threshold } = await originalErrors(values, { seed: 4, epochs: 2 });
  const keptBelow = (most: number) => errors.filter((_, i) => sizes[i]! < most);
  assert.equal(threshold, percentileThreshold(keptBelow(3), 80));
  for (const other of [2, 4, 5]) {
    assert.notEqual(threshold, percentileThreshold(keptBelow(other), 80));
  }
});

Deno.test("originalErrors() repeats itself by seed, and leaves its input as it was", async () => {
  const values = series();
  const first = await originalErrors(values, { seed: 4, epochs: 2 });
  assert.deepEqual(values, series());
  assert.deepEqual(await originalErrors(values, { seed: 4, epochs: 2 }), first);
  const other = await originalErrors(values, { seed: 5, epochs: 2 });
  assert.notEqual(other.threshold, first.threshold);
});

Deno.test("originalErrors() of a constant series flags nothing", async () => {
  const { errors, threshold } = await originalErrors(new Float64Array(60).fill(7), { seed: 1 });
  assert.ok(!detect(errors, threshold).includes(true));
});

Deno.test("originalErrors() refuses what the steps refuse", async () => {
  await assert.rejects(originalErrors([], { seed: 1 }));
  await assert.rejects(originalErrors([1, NaN, 2], { seed: 1 }), RangeError);
  await assert.rejects(originalErrors([1, 2, 3], { seed: -1 }), RangeError);
  await assert.rejects(originalErrors([1, 2, 3], { seed: 1, epochs: 0 }), RangeError);
});
