import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { createAutoencoder } from "../../lib/autoencoder/model.ts";
import { reconstructionErrors } from "../../lib/autoencoder/score.ts";
import { largestDifference, waveNetwork } from "./float64_network.ts";
import { modelOf } from "./keras_golden.ts";

const series = (n: number) =>
  Float32Array.from({ length: n }, (_, i) => 0.5 + 0.3 * Math.sin(i / 7) + 0.1 * Math.sin(i * i));

/** Errors by model.predict on a matrix of windows. */
function predicted(model: tf.LayersModel, x: Float32Array, width: number, stride: number) {
  const count = Math.floor((x.length - width) / stride) + 1;
  const rows = Array.from(
    { length: count },
    (_, r) => [...x.subarray(r * stride, r * stride + width)],
  );
  return tf.tidy(() => {
    const matrix = tf.tensor2d(rows, [count, width]);
    const squares = (model.predict(matrix) as tf.Tensor2D).sub(matrix).square();
    return {
      all: squares.mean(1).dataSync() as Float32Array,
      last: squares.slice([0, width - 1]).reshape([count]).dataSync() as Float32Array,
    };
  });
}

Deno.test("reconstructionErrors() equals predict() for points, windows and strides", () => {
  for (const [width, hidden] of [[1, 8], [7, 3], [32, 8], [75, 5]] as const) {
    const model = modelOf(waveNetwork([width, hidden, width], ["relu", "sigmoid"]));
    const x = series(1000);
    for (const stride of [1, 2, width]) {
      const truth = predicted(model, x, width, stride);
      const samples = { series: x, windowLength: width, stride };
      const errors = reconstructionErrors(model, samples);
      assert.ok(largestDifference(errors, truth.all) < 2e-7, `${width} ${stride}`);
      const last = reconstructionErrors(model, samples, { of: "lastPoint" });
      assert.ok(largestDifference(last, truth.last) < 4e-7);
    }
    const whole = x.subarray(0, Math.floor(1000 / width) * width);
    assert.deepEqual(
      reconstructionErrors(model, whole),
      reconstructionErrors(model, { series: whole, windowLength: width, stride: width }),
    );
  }
});

Deno.test("reconstructionErrors() gives one window the same bits alone and among many", () => {
  for (const width of [1, 5, 40]) {
    const model = modelOf(waveNetwork([width, 3, width], ["tanh", "linear"]));
    // more points than one block of the kernel's memory
    const x = series(300_000);
    const errors = reconstructionErrors(model, { series: x, windowLength: width });
    assert.equal(errors.length, 300_000 - width + 1);
    for (const at of [0, 1, 47, 48, 262_143, 262_144, errors.length - 1]) {
      const alone = reconstructionErrors(model, x.slice(at, at + width));
      assert.deepEqual(alone, errors.slice(at, at + 1), `window ${at} of width ${width}`);
    }
  }
});

Deno.test("reconstructionErrors() falls back to predict() for other models", () => {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 3, inputShape: [5], activation: "elu" }));
  model.add(tf.layers.dense({ units: 5 }));
  const x = series(3000);
  const truth = predicted(model, x, 5, 1);
  const samples = { series: x, windowLength: 5 };
  const before = tf.memory().numTensors;
  assert.ok(largestDifference(reconstructionErrors(model, samples), truth.all) < 1e-7);
  const last = reconstructionErrors(model, samples, { of: "lastPoint" });
  assert.ok(largestDifference(last, truth.last) < 1e-7);
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("reconstructionErrors() takes doubles as float32", () => {
  const model = modelOf(waveNetwork([4, 2, 4], ["tanh", "linear"]));
  const doubles = Float64Array.from({ length: 40 }, (_, i) => Math.sin(i));
  assert.deepEqual(
    reconstructionErrors(model, doubles),
    reconstructionErrors(model, Float32Array.from(doubles)),
  );
});

Deno.test("reconstructionErrors() refuses bad data, weights, options and models by name", () => {
  const model = createAutoencoder({ inputDim: 4, encodingDim: 2, learningRate: 0.01, seed: 1 });
  const x = series(8);
  assert.throws(() => reconstructionErrors(model, Float32Array.of(1, NaN, 2, 3)), /x\[1\] is NaN/);
  assert.throws(
    () => reconstructionErrors(model, x, { of: "first" as "sample" }),
    /of must be "sample" or "lastPoint"/,
  );
  model.layers[1]!.setWeights([tf.fill([2, 4], Infinity), tf.zeros([4])]);
  assert.throws(
    () => reconstructionErrors(model, x),
    /Cannot score as every value must be a finite float32: decoder\/kernel\[0\] is Infinity/,
  );
  const narrowing = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
  assert.throws(() => reconstructionErrors(narrowing, x), /input and output must both have shape/);
});
