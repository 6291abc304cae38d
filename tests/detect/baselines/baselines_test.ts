import assert from "node:assert/strict";
import fc from "fast-check";
import golden from "../../fixtures/detect/baselines.json" with { type: "json" };
import { normalCdf } from "../../../lib/math/normal.ts";
import { pcaErrors } from "../../../lib/detect/baselines/pca.ts";
import { growingQuietRows, quietAlarms } from "../../../lib/detect/baselines/quiet_time.ts";
import { windowedGaussianScores } from "../../../lib/detect/baselines/windowed_gaussian.ts";
import { Mt19937 } from "../../../lib/math/random.ts";

/** The series of the fixture. */
function series(): Float64Array {
  const random = new Mt19937(5);
  const values = Float64Array.from(
    { length: 7000 },
    (_, i) => 10 * random.random() + 5 * Math.sin(i / 40),
  );
  for (const row of [900, 3000, 6950]) values[row]! += 40;
  return values;
}

Deno.test("2 normalCdf(-x sqrt 2) equals SciPy's erfc(x) to 12 digits, tails included", () => {
  for (const [x, expected] of golden.erfc as [number, number][]) {
    const erfc = 2 * normalCdf(-x * Math.SQRT2);
    assert.ok(Math.abs(erfc / expected - 1) <= 1e-12, `erfc(${x}) = ${erfc}`);
  }
  assert.equal(normalCdf(-60), 0);
  assert.equal(normalCdf(60), 1);
});

Deno.test("windowedGaussianScores() equals NAB's detector, its moving window included", () => {
  const scores = windowedGaussianScores(series());
  for (const [k, row] of golden.rows.entries()) {
    const expected = golden.windowedGaussian[k]!;
    assert.ok(Math.abs(scores[row]! - expected) <= 1e-12, `row ${row}: ${scores[row]}`);
  }
});

Deno.test("windowedGaussianScores() takes a constant past as a tiny deviation", () => {
  const scores = windowedGaussianScores([5, 5, 5, 5.1]);
  assert.deepEqual([...scores], [0, 0.5, 0.5, 1]);
});

Deno.test("pcaErrors() equals scikit-learn's PCA on training windows", () => {
  const errors = pcaErrors(series(), { trainRows: 600 });
  for (const [k, row] of golden.rows.entries()) {
    const expected = golden.pcaErrors[k]!;
    assert.ok(Math.abs(errors[row]! - expected) <= 1e-9, `row ${row}: ${errors[row]}`);
  }
});

Deno.test("pcaErrors() of a constant series is 0, of a later jump is not", () => {
  const values = new Float64Array(100).fill(3);
  assert.deepEqual(pcaErrors(values, { trainRows: 40 }), new Float64Array(100));
  values[80] = 4;
  const errors = pcaErrors(values, { trainRows: 40 });
  assert.equal(errors[79], 0);
  assert.ok(errors[80]! > 0);
});

Deno.test("baselines use rows up to the scored one only", () => {
  const values = series().subarray(0, 1500);
  const changed = values.slice();
  changed.fill(1e6, 1000);
  for (
    const score of [
      windowedGaussianScores,
      (rows: Float64Array) => pcaErrors(rows, { trainRows: 600 }),
    ]
  ) {
    assert.deepEqual(score(changed).subarray(0, 1000), score(values).subarray(0, 1000));
  }
});

Deno.test("quietAlarms() leaves at least the quiet time between alarms and starts at the first", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 })),
      fc.integer({ min: 1, max: 9 }),
      (scores, quiet) => {
        const alarms = quietAlarms(scores, 6, () => quiet).flatMap((flag, i) => flag ? [i] : []);
        for (let k = 1; k < alarms.length; k++) assert.ok(alarms[k]! - alarms[k - 1]! >= quiet);
        assert.equal(alarms[0] ?? -1, scores.findIndex((score) => score > 6));
      },
    ),
    { seed: 32 },
  );
});

Deno.test("baselines refuse bad input by name, rule and value", () => {
  assert.throws(() => windowedGaussianScores([]), /at least one value/);
  assert.throws(() => windowedGaussianScores([1, NaN]), /values\[1\] is NaN/);
  const values = new Float64Array(50);
  assert.throws(() => pcaErrors(values, { trainRows: 24 }), /above windowLength.* in \(24, 50\]/);
  assert.throws(() => pcaErrors(values, { trainRows: 51 }), /at most the rows.* in \(24, 50\]/);
  assert.throws(
    () => pcaErrors(values, { trainRows: 40, windowLength: 1 }),
    /integer of 2 or more/,
  );
  assert.throws(() => pcaErrors(values, { trainRows: 40, variance: 1 }), /\(0, 1\)/);
  assert.throws(() => pcaErrors([1, Infinity], { trainRows: 2, windowLength: 2 }), /is Infinity/);
});

Deno.test("growingQuietRows() takes the step of the first 150 rows", () => {
  const quietAt = (minutes: number[]) => {
    let time = 0;
    return growingQuietRows(Float64Array.from(minutes, (step) => time += step * 60_000))(99_999);
  };
  // two days of rows: 576 five minutes apart, 192 a quarter of an hour apart
  const steps = (early: number, all: number) =>
    Array.from({ length: all }, (_, i) => i < early ? 5 : 15);
  assert.equal(quietAt(steps(76, 400)), 576);
  assert.equal(quietAt(steps(75, 400)), 192);
  assert.equal(quietAt(steps(150, 9000)), 576);
});

Deno.test("growingQuietRows() keeps quiet for longer late in a series", () => {
  const quietRows = growingQuietRows(Float64Array.from({ length: 200 }, (_, i) => i * 300_000));
  assert.ok(quietRows(20_000) > quietRows(100));
});
