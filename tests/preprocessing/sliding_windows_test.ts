import assert from "node:assert/strict";
import fc from "fast-check";
import { slidingWindows, windowErrorsToPoints } from "../../lib/preprocessing/sliding_windows.ts";

const numbers = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
const series = fc.array(numbers, { minLength: 1, maxLength: 40 });
const small = fc.integer({ min: 1, max: 12 });

Deno.test("slidingWindows() holds the points of each window, row by row", () => {
  fc.assert(
    fc.property(series, small, small, (values, length, stride) => {
      fc.pre(length <= values.length);
      const windows = slidingWindows(Object.freeze(values), length, { stride });
      const count = windows.length / length;
      assert.equal(count, Math.floor((values.length - length) / stride) + 1);
      for (let w = 0; w < count; w++) {
        assert.deepEqual(
          Array.from(windows.subarray(w * length, (w + 1) * length)),
          values.slice(w * stride, w * stride + length),
        );
      }
    }),
    { seed: 8 },
  );
});

Deno.test("slidingWindows() and windowErrorsToPoints() go one point on unless told", () => {
  assert.deepEqual(slidingWindows([1, 2, 3], 2), Float64Array.of(1, 2, 2, 3));
  assert.deepEqual(windowErrorsToPoints([1, 3], 2), Float64Array.of(1, 2, 3));
});

Deno.test("slidingWindows() with stride = length rejoins to a prefix of the series", () => {
  fc.assert(
    fc.property(series, small, (values, length) => {
      fc.pre(length <= values.length);
      const windows = slidingWindows(values, length, { stride: length });
      assert.deepEqual(Array.from(windows), values.slice(0, windows.length));
      assert.ok(values.length - windows.length < length);
    }),
    { seed: 9 },
  );
});

Deno.test("slidingWindows() takes typed arrays and leaves them alone", () => {
  const values = Float64Array.of(1, 2, 3, 4);
  const windows = slidingWindows(values, 2, { stride: 2 });
  windows.fill(0);
  assert.deepEqual(values, Float64Array.of(1, 2, 3, 4));
  assert.deepEqual(slidingWindows(Float32Array.of(1, 2), 2), Float64Array.of(1, 2));
});

Deno.test("slidingWindows() names a length or a stride that is out of range", () => {
  assert.throws(() => slidingWindows([1, 2], 3), {
    name: "RangeError",
    message:
      "Cannot cut windows as length must be at most the number of values, 2: current value is 3",
  });
  for (const bad of [0, -1, 1.5, NaN]) {
    assert.throws(() => slidingWindows([1, 2], bad), /length must be an integer of 1 or more/);
    assert.throws(() => slidingWindows([1, 2], 1, { stride: bad }), {
      message:
        `Cannot cut windows as stride must be an integer of 1 or more: current value is ${bad}`,
    });
  }
});

Deno.test("windowErrorsToPoints() reduces the errors of all windows that hold a point", () => {
  const reducers = {
    mean: (errors: number[]) => errors.reduce((sum, error) => sum + error, 0) / errors.length,
    max: (errors: number[]) => Math.max(...errors),
    min: (errors: number[]) => Math.min(...errors),
  };
  fc.assert(
    fc.property(
      series,
      small,
      small,
      fc.constantFrom("mean", "max", "min"),
      (errors, length, stride, reduce) => {
        fc.pre(stride <= length);
        const points = windowErrorsToPoints(Object.freeze(errors), length, { stride, reduce });
        assert.equal(points.length, (errors.length - 1) * stride + length);
        points.forEach((point, i) => {
          const holding = errors.filter((_, w) => w * stride <= i && i < w * stride + length);
          const expected = reducers[reduce](holding);
          const scale = Math.max(1, ...holding.map(Math.abs));
          assert.ok(Math.abs(point - expected) <= 1e-12 * scale * holding.length);
        });
      },
    ),
    { seed: 10 },
  );
});

Deno.test("windowErrorsToPoints() with length 1 gives the errors back", () => {
  for (const reduce of ["mean", "max", "min"] as const) {
    assert.deepEqual(windowErrorsToPoints([3, 1, 2], 1, { reduce }), Float64Array.of(3, 1, 2));
  }
  assert.deepEqual(windowErrorsToPoints([], 5), new Float64Array(0));
});

Deno.test("windowErrorsToPoints() refuses strides that leave points out, and errors that are not finite", () => {
  assert.throws(() => windowErrorsToPoints([1, 2], 3, { stride: 4 }), {
    name: "RangeError",
    message:
      "Cannot spread window errors as stride must be at most length, 3, so that each point is in a window: current value is 4",
  });
  assert.throws(() => windowErrorsToPoints([1, NaN], 3), /errors\[1\] is NaN/);
  assert.throws(() => windowErrorsToPoints([1], 0), /length must be an integer of 1 or more/);
  assert.throws(
    () => windowErrorsToPoints([1], 1, { reduce: "median" as "mean" }),
    /reduce must be "mean", "max" or "min": current value is "median"/,
  );
});
