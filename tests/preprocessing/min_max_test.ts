import assert from "node:assert/strict";
import fc from "fast-check";
import { fitMinMax } from "../../lib/preprocessing/min_max.ts";
import golden from "../fixtures/data/golden.json" with { type: "json" };

const numbers = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
const series = fc.array(numbers, { minLength: 1, maxLength: 60 });

function assertClose(actual: Float64Array, expected: number[], scale: number): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) => {
    const difference = Math.abs(actual[i]! - value);
    assert.ok(difference <= 1e-12 * Math.max(scale, Math.abs(value)), `${actual[i]} ${value}`);
  });
}

Deno.test("fitMinMax() transforms and inverts as scikit-learn's MinMaxScaler", () => {
  for (const { values, featureRange, others, transformed, inverse } of golden.minMax) {
    const [low, high] = featureRange as [number, number];
    const scaler = fitMinMax(Object.freeze(values), { featureRange: [low, high] });
    assertClose(scaler.transform(Object.freeze(others)), transformed, 1);
    assertClose(scaler.inverse(others), inverse, Math.max(...values.map(Math.abs)));
  }
});

Deno.test("fitMinMax() is frozen, tells its range and can be rebuilt from it", () => {
  const scaler = fitMinMax([3, 1, 2], { featureRange: [-1, 1] });
  assert.equal(scaler.min, 1);
  assert.equal(scaler.max, 3);
  assert.deepEqual(scaler.featureRange, [-1, 1]);
  assert.ok(Object.isFrozen(scaler) && Object.isFrozen(scaler.featureRange));
  const { min, max, featureRange } = JSON.parse(JSON.stringify(scaler));
  const rebuilt = fitMinMax([min, max], { featureRange });
  assert.deepEqual(rebuilt.transform([1, 1.7, 9]), scaler.transform([1, 1.7, 9]));
});

Deno.test("fitMinMax() maps the smallest value to the low end and the largest to the high end", () => {
  fc.assert(
    fc.property(series, (values) => {
      fc.pre(Math.max(...values) > Math.min(...values));
      const scaled = fitMinMax(values).transform(values);
      assert.equal(Math.min(...scaled), 0);
      assert.equal(Math.max(...scaled), 1);
    }),
    { seed: 5 },
  );
});

Deno.test("inverse(transform(x)) gives x back to 1e-9 of the range", () => {
  fc.assert(
    fc.property(
      series,
      series,
      numbers,
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      (values, others, low, width) => {
        const range = Math.max(...values) - Math.min(...values);
        fc.pre(range > 1e-3);
        // Digits are lost where the ends of the feature range are far larger than its width.
        fc.pre(Math.abs(low) <= 1e3 * width);
        const scaler = fitMinMax(values, { featureRange: [low, low + width] });
        const back = scaler.inverse(scaler.transform(others));
        others.forEach((value, i) => {
          assert.ok(Math.abs(back[i]! - value) <= 1e-9 * Math.max(range, Math.abs(value)));
        });
      },
    ),
    { seed: 6 },
  );
});

Deno.test("positive rescaling leaves the output of fitMinMax() unchanged", () => {
  fc.assert(
    fc.property(series, fc.double({ min: 0.01, max: 100, noNaN: true }), (values, factor) => {
      fc.pre(Math.max(...values) - Math.min(...values) > 1e-3);
      const rescaled = values.map((value) => value * factor);
      const [first, second] = [fitMinMax(values), fitMinMax(rescaled)];
      const expected = first.transform(values);
      second.transform(rescaled).forEach((value, i) => {
        assert.ok(Math.abs(value - expected[i]!) < 1e-6);
      });
    }),
    { seed: 7 },
  );
});

Deno.test("fitMinMax() maps a constant series to the low end and back", () => {
  for (const constant of [0, 5, 1e300, -1e-300]) {
    const scaler = fitMinMax([constant, constant], { featureRange: [0.25, 0.75] });
    assert.deepEqual(scaler.transform([constant]), Float64Array.of(0.25));
    assert.deepEqual(scaler.inverse([0.25]), Float64Array.of(constant));
  }
});

Deno.test("fitMinMax() refuses no values, values that are not finite and ranges that do not rise", () => {
  assert.throws(() => fitMinMax([]), /at least one value/);
  assert.throws(() => fitMinMax([1, 2, NaN]), {
    name: "RangeError",
    message: "Cannot fit a scaler as values must be finite numbers: values[2] is NaN",
  });
  assert.throws(() => fitMinMax([1.7e308, -1.7e308]), /ranges must fit a double/);
  for (const featureRange of [[1, 0], [1, 1], [0, NaN], [-Infinity, 0]] as const) {
    assert.throws(() => fitMinMax([1, 2], { featureRange }), /featureRange must be two finite/);
  }
});
