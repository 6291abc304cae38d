import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { type AutoencoderOptions, createAutoencoder } from "../../lib/autoencoder/model.ts";
import { weightsOf } from "./keras_golden.ts";

const OPTIONS: AutoencoderOptions = { inputDim: 6, encodingDim: 2, learningRate: 0.01, seed: 7 };

Deno.test("createAutoencoder() mirrors the hidden layers and names each layer", () => {
  const model = createAutoencoder({ ...OPTIONS, hidden: [5, 3] });
  assert.deepEqual(
    model.layers.map((
      layer,
    ) => [layer.name, layer.getConfig().units, layer.getConfig().activation]),
    [
      ["encoder_1", 5, "relu"],
      ["encoder_2", 3, "relu"],
      ["encoder", 2, "relu"],
      ["decoder_2", 3, "relu"],
      ["decoder_1", 5, "relu"],
      ["decoder", 6, "sigmoid"],
    ],
  );
  const y = model.predict(tf.zeros([4, 6])) as tf.Tensor;
  assert.deepEqual(y.shape, [4, 6]);
});

Deno.test("createAutoencoder() compiles with Keras' Adam and mean squared error", () => {
  const model = createAutoencoder(OPTIONS);
  assert.equal(model.loss, "meanSquaredError");
  assert.deepEqual(model.optimizer.getConfig(), {
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
  });
});

Deno.test("createAutoencoder() gives the same bytes for a seed, others for another", () => {
  const first = weightsOf(createAutoencoder(OPTIONS));
  assert.deepEqual(weightsOf(createAutoencoder(OPTIONS)), first);
  // a seed of 0, which TensorFlow.js takes for none
  const zero = { ...OPTIONS, seed: 0 };
  assert.deepEqual(weightsOf(createAutoencoder(zero)), weightsOf(createAutoencoder(zero)));
  assert.notDeepEqual(weightsOf(createAutoencoder({ ...OPTIONS, seed: 8 })), first);
});

Deno.test("createAutoencoder() starts Glorot uniform with biases of 0", () => {
  const [kernel, bias, second] = weightsOf(
    createAutoencoder({ ...OPTIONS, inputDim: 100, encodingDim: 50 }),
  );
  const limit = Math.sqrt(6 / 150);
  assert.ok(kernel!.every((w) => Math.abs(w) <= limit));
  // 5,000 draws: the spread of a uniform one, limit / sqrt(3), to three of its standard errors
  const spread = Math.sqrt(kernel!.reduce((sum, w) => sum + w * w, 0) / kernel!.length);
  assert.ok(Math.abs(spread / (limit / Math.sqrt(3)) - 1) < 3 * 0.45 / Math.sqrt(5000));
  assert.ok(bias!.every((b) => b === 0));
  assert.notDeepEqual(second!.slice(0, 50), kernel!.slice(0, 50));
});

Deno.test("createAutoencoder() refuses what is out of range, by name and value", () => {
  const cases: [Partial<AutoencoderOptions>, RegExp][] = [
    [{ inputDim: 0 }, /inputDim must be an integer of 1 or more: current value is 0/],
    [{ encodingDim: 2.5 }, /encodingDim must be an integer of 1 or more: current value is 2.5/],
    [{ hidden: [4, NaN] }, /hidden\[1\] must be an integer of 1 or more: current value is NaN/],
    [{ learningRate: 0 }, /learningRate must be a finite number above 0: current value is 0/],
    [{ learningRate: Infinity }, /learningRate .* current value is Infinity/],
    [{ seed: -1 }, /seed must be an integer in 0..2\^32-1: current value is -1/],
  ];
  for (const [options, message] of cases) {
    assert.throws(() => createAutoencoder({ ...OPTIONS, ...options }), {
      name: "RangeError",
      message,
    });
  }
  const activation = "elu" as "relu";
  for (const options of [{ activation }, { outputActivation: activation }]) {
    assert.throws(
      () => createAutoencoder({ ...OPTIONS, ...options }),
      /ctivation must be "linear", "relu", "sigmoid" or "tanh": current value is "elu"/,
    );
  }
});
