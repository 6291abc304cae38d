import assert from "node:assert/strict";
import fc from "fast-check";
import golden from "../fixtures/detect/threshold.json" with { type: "json" };
import {
  contaminationThreshold,
  detect,
  madThreshold,
  percentileThreshold,
  sigmaThreshold,
} from "../../lib/detect/threshold.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const errorsArbitrary = fc.array(finite, { minLength: 1, maxLength: 60 });

function assertClose(actual: number, expected: number): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-12 * Math.max(Math.abs(expected), 1e-300),
    `${actual} against ${expected}`,
  );
}

for (const { name, errors, percentiles, sigma3, mad3_5 } of golden.cases) {
  Deno.test(`percentileThreshold() equals NumPy to the bit: ${name}`, () => {
    assert.deepEqual(golden.percents.map((p) => percentileThreshold(errors, p)), percentiles);
  });
  Deno.test(`sigmaThreshold() and madThreshold() equal NumPy and SciPy: ${name}`, () => {
    assertClose(sigmaThreshold(errors, 3), sigma3);
    assertClose(madThreshold(errors, 3.5), mad3_5);
  });
}

Deno.test("percentileThreshold() leaves its input as it was", () => {
  const errors = Object.freeze([3, 1, 2]);
  assert.equal(percentileThreshold(errors, 50), 2);
});

Deno.test("percentileThreshold() rises with p, ignores order and stays inside the errors", () => {
  fc.assert(
    fc.property(
      errorsArbitrary,
      fc.double({ noNaN: true, min: 0, max: 100 }),
      fc.double({ noNaN: true, min: 0, max: 100 }),
      (errors, a, b) => {
        const low = percentileThreshold(errors, Math.min(a, b));
        const high = percentileThreshold(errors, Math.max(a, b));
        assert.ok(low <= high + 1e-9);
        assert.equal(percentileThreshold([...errors].reverse(), a), percentileThreshold(errors, a));
        assert.ok(low >= Math.min(...errors) && high <= Math.max(...errors));
      },
    ),
    { seed: 1 },
  );
});

Deno.test("contaminationThreshold() leaves at most ceil((n - 1) c) errors above it", () => {
  fc.assert(
    fc.property(
      errorsArbitrary,
      fc.double({ noNaN: true, min: 0.001, max: 0.5 }),
      (errors, contamination) => {
        const flags = detect(errors, contaminationThreshold(errors, contamination));
        const above = flags.filter(Boolean).length;
        assert.ok(above <= Math.ceil((errors.length - 1) * contamination) + 1);
      },
    ),
    { seed: 2 },
  );
});

Deno.test("detect() flags strictly above, and nothing at infinity", () => {
  assert.deepEqual(detect(Float64Array.of(1, 2, 2.0000001), 2), [false, false, true]);
  assert.deepEqual(detect([1, 2], Infinity), [false, false]);
  assert.deepEqual(detect([], 1), []);
});

Deno.test("sigmaThreshold() and madThreshold() of equal errors flag none of them", () => {
  const errors = new Float64Array(50).fill(0.3);
  for (const threshold of [sigmaThreshold(errors), madThreshold(errors)]) {
    assert.ok(Math.abs(threshold - 0.3) < 1e-12);
  }
  assert.ok(!detect(errors, madThreshold(errors)).includes(true));
});

Deno.test("threshold rules refuse bad input by name, rule and value", () => {
  assert.throws(() => percentileThreshold([], 80), {
    name: "RangeError",
    message: "Cannot set a threshold as errors must hold at least one value: current length is 0",
  });
  assert.throws(() => percentileThreshold([1, NaN], 80), /errors\[1\] is NaN/);
  assert.throws(() => percentileThreshold([1, Infinity], 80), /errors\[1\] is Infinity/);
  for (const p of [-1, 100.5, NaN]) {
    assert.throws(
      () => percentileThreshold([1], p),
      new RegExp(`in \\[0, 100\\]: current value is ${p}`),
    );
  }
  for (const share of [0, 0.6, 5, NaN]) {
    assert.throws(() => contaminationThreshold([1], share), /\(0, 0\.5\]/);
  }
  assert.throws(() => sigmaThreshold([1], -1), /k must be a finite number of 0 or more/);
  assert.throws(() => madThreshold([1], Infinity), /k must be a finite number of 0 or more/);
  assert.throws(() => detect([1], NaN), /threshold must be a number/);
  assert.throws(() => detect([1, NaN], 1), /errors\[1\] is NaN/);
});
