import assert from "node:assert/strict";
import { sampleRows, type Samples } from "../../lib/autoencoder/samples.ts";

Deno.test("sampleRows() counts rows of a matrix and windows of a series", () => {
  const matrix = sampleRows(new Float32Array(12), 4, "train");
  assert.deepEqual([matrix.count, matrix.stride, matrix.width], [3, 4, 4]);
  const counts = [[1, 9], [2, 5], [3, 3], [8, 2], [9, 1], [100, 1]] as const;
  for (const [stride, count] of counts) {
    const windows = sampleRows(
      { series: new Float64Array(12), windowLength: 4, stride },
      4,
      "train",
    );
    assert.deepEqual([windows.count, windows.stride], [count, stride]);
  }
});

Deno.test("sampleRows() refuses what does not fit, by name, rule and value", () => {
  const series = new Float32Array(12);
  const cases: [unknown, string, RegExp][] = [
    [new Float32Array(0), "RangeError", /Cannot train as x must hold .* 4 values.*length is 0/],
    [new Float32Array(6), "RangeError", /x must hold one or more samples of 4 values .* is 6/],
    [[1, 2, 3, 4], "TypeError", /x must be a Float32Array/],
    [{ series: [1, 2], windowLength: 4 }, "TypeError", /got \[object Array\]/],
    [{ series, windowLength: 5 }, "RangeError", /windowLength must be .* 4: current value is 5/],
    [{ series, windowLength: 4, stride: 0 }, "RangeError", /stride .* current value is 0/],
    [{ series: series.subarray(3, 5), windowLength: 4 }, "RangeError", /at least one window of 4/],
    [Float32Array.of(0, 1, NaN, 3), "RangeError", /x\[2\] is NaN/],
    [Float64Array.of(0, 1, 2, -Infinity), "RangeError", /x\[3\] is -Infinity/],
    // finite as a double, infinite as a float32
    [Float64Array.of(0, 1e39, 2, 3), "RangeError", /x\[1\] is 1e\+39/],
    [
      { series: Float32Array.of(0, 1, 2, 3, Infinity), windowLength: 4 },
      "RangeError",
      /series\[4\]/,
    ],
  ];
  for (const [x, name, message] of cases) {
    assert.throws(() => sampleRows(x as Samples, 4, "train"), { name, message });
  }
});
