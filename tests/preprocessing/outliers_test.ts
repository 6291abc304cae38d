import assert from "node:assert/strict";
import fc from "fast-check";
import { removeOutliers, zscores } from "../../lib/preprocessing/outliers.ts";
import { readSeries } from "../../lib/data/mod.ts";
import { createFrame, frameTimestamps, frameValues } from "../../lib/data/frame/frame.ts";
import golden from "../fixtures/data/golden.json" with { type: "json" };
import { realElb, testWithRealElb } from "../data/real_elb.ts";

const series = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), {
  minLength: 1,
  maxLength: 60,
});

Deno.test("zscores() gives the numbers of scipy.stats.zscore", () => {
  for (const { values, zscores: expected } of golden.zscore) {
    const z = zscores(Object.freeze(values));
    assert.equal(z.length, expected.length);
    // Values far from 0 lose digits when the mean is taken off, in SciPy as here: their own size
    // over their spread times the precision of a double.
    const size = Math.max(...values.map(Math.abs));
    const spread = Math.abs((values[0]! - values[1]!) / (expected[0]! - expected[1]!));
    const tolerance = 1e-12 + 4 * (size / spread) * Number.EPSILON;
    expected.forEach((value, i) => {
      assert.ok(Math.abs(z[i]! - value) <= tolerance * Math.max(1, Math.abs(value)), `${i}`);
    });
  }
});

Deno.test("zscores() maps a constant series to zeros, whatever its rounding", () => {
  for (const constant of [0, 7, 0.1, 1e300, -1e-300]) {
    assert.deepEqual(zscores([constant, constant, constant]), new Float64Array(3));
  }
  assert.deepEqual(zscores([5]), Float64Array.of(0));
  assert.deepEqual(zscores([]), new Float64Array(0));
});

Deno.test("zscores() have mean 0 and population sd 1, and ignore shift and scale", () => {
  fc.assert(
    fc.property(series, fc.double({ min: 0.5, max: 100, noNaN: true }), (values, factor) => {
      fc.pre(Math.max(...values) - Math.min(...values) > 1e-3);
      const z = zscores(values);
      const sum = z.reduce((total, value) => total + value, 0);
      const squares = z.reduce((total, value) => total + value * value, 0);
      assert.ok(Math.abs(sum / z.length) < 1e-6);
      assert.ok(Math.abs(squares / z.length - 1) < 1e-6);
      const moved = zscores(values.map((value) => factor * value + 1));
      moved.forEach((value, i) => assert.ok(Math.abs(value - z[i]!) < 1e-5));
    }),
    { seed: 3 },
  );
});

Deno.test("zscores() names the first value that is not finite, and a spread beyond a double", () => {
  assert.throws(() => zscores([1, NaN, Infinity]), {
    name: "RangeError",
    message: "Cannot compute z-scores as values must be finite numbers: values[1] is NaN",
  });
  assert.throws(() => zscores([1.7e308, -1.7e308]), /standard deviation must be a double above 0/);
  assert.throws(() => zscores([1e-320, 0]), /standard deviation must be a double above 0/);
});

Deno.test("removeOutliers() puts each row in one part, in order, cut strictly below the threshold", () => {
  fc.assert(
    fc.property(series, fc.double({ min: 0.1, max: 4, noNaN: true }), (values, zThreshold) => {
      fc.pre(values.every((v) => v === values[0]) || Math.max(...values) - Math.min(...values) > 1);
      const frame = createFrame(values.map((_, i) => i), values);
      const { kept, removed } = removeOutliers(frame, { zThreshold });
      assert.equal(kept.height + removed.height, frame.height);
      const z = zscores(values);
      const rows = values.map((_, i) => i);
      const isKept = (i: number) => Math.abs(z[i]!) < zThreshold;
      assert.deepEqual(Array.from(frameTimestamps(kept)), rows.filter(isKept));
      assert.deepEqual(Array.from(frameTimestamps(removed)), rows.filter((i) => !isKept(i)));
      assert.deepEqual(frameValues(frame), Float64Array.from(values));
    }),
    { seed: 4, numRuns: 50 },
  );
});

Deno.test("removeOutliers() removes a row at exactly the threshold and can judge by any column", () => {
  const frame = createFrame([0, 1, 2, 3, 4, 5, 6, 7], [2, 4, 4, 4, 5, 5, 7, 9]).rename({
    value: "requests",
  });
  const { kept, removed } = removeOutliers(frame, { column: "requests", zThreshold: 2 });
  assert.deepEqual(frameValues(removed, "requests"), Float64Array.of(9));
  assert.equal(kept.height, 7);
});

Deno.test("removeOutliers() refuses thresholds that are not above 0 and columns that are missing", () => {
  const frame = createFrame([0, 1], [1, 2]);
  for (const zThreshold of [0, -3, NaN]) {
    assert.throws(() => removeOutliers(frame, { zThreshold }), {
      name: "RangeError",
      message:
        `Cannot remove outliers as zThreshold must be a number above 0: current value is ${zThreshold}`,
    });
  }
  assert.throws(() => removeOutliers(frame, { column: "x" }), TypeError);
});

testWithRealElb("removeOutliers() keeps 3,969 of the real file's 4,032 rows", async () => {
  const { frame } = await readSeries(realElb);
  const { kept, removed } = removeOutliers(frame);
  assert.equal(frame.height, 4032);
  assert.equal(removed.height, 63);
  assert.equal(kept.height, 3969);
  assert.ok(Math.max(...frameValues(kept)) < Math.min(...frameValues(removed)));
});
