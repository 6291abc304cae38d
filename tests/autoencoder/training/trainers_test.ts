import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { denseChain } from "../../../lib/autoencoder/wasm/supported_chain.ts";
import { fit, type FitOptions } from "../../../lib/autoencoder/fit.ts";
import { createAutoencoder } from "../../../lib/autoencoder/model.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { flat, largestDifference, waveNetwork, waveRows } from "../float64_network.ts";
import { KERAS, modelOf, weightsOf } from "../keras_golden.ts";

for (const trainer of ["reference", "kernel"] as const) {
  for (const golden of KERAS.training) {
    const { layers, activations, rows, batch, epochs, validationSplit } = golden;
    Deno.test(`fit() with the ${trainer} trainer gives Keras' losses and weights for ${layers.join("-")}`, async () => {
      const model = modelOf(waveNetwork(layers, activations));
      const history = await fit(model, flat(waveRows(rows, layers[0]!)), {
        epochs,
        batchSize: batch,
        validationSplit,
        seed: 7,
        trainer,
      });
      // float32 sums in another order; losses are of size 0.01 to 1
      assert.ok(largestDifference(history.loss, golden.loss) < 3e-6);
      assert.ok(largestDifference(history.valLoss, golden.valLoss) < 3e-6);
      weightsOf(model).forEach((weights, k) => {
        const some = weights.filter((_, i) => i % 37 === 0);
        const difference = largestDifference(some, golden.weights[k]!);
        assert.ok(difference < 1e-5, `tensor ${k} differs by ${difference}`);
      });
    });
  }
}

/** 100 steps by both trainers from the same weights. */
async function both(
  shape: { layers: number[]; activations: Parameters<typeof waveNetwork>[1]; rows: number },
  options: Partial<FitOptions> = {},
) {
  const results = [];
  for (const trainer of ["reference", "kernel"] as const) {
    const model = modelOf(waveNetwork(shape.layers, shape.activations));
    // random rows: among smooth ones some relu input is within rounding of 0 sooner or later
    const random = new Mt19937(5);
    const x = Float32Array.from(
      { length: shape.rows * shape.layers[0]! },
      () => random.random(),
    );
    const batchSize = 32;
    const perEpoch = Math.ceil(shape.rows / batchSize);
    const history = await fit(model, x, {
      epochs: 100 / perEpoch,
      batchSize,
      seed: 3,
      trainer,
      ...options,
    });
    results.push({ history, weights: weightsOf(model), model });
  }
  return results as [typeof results[0], typeof results[0]];
}

const ONE_RELU_OR_SMOOTH = [
  { layers: [1, 8, 1], activations: ["relu", "sigmoid"], rows: 320 },
  { layers: [32, 8, 32], activations: ["relu", "sigmoid"], rows: 320 },
  { layers: [32, 16, 4, 16, 32], activations: ["tanh", "tanh", "tanh", "linear"], rows: 160 },
  { layers: [288, 32, 288], activations: ["relu", "sigmoid"], rows: 310 },
  { layers: [5, 3, 5], activations: ["tanh", "linear"], rows: 301 },
] as const;

for (const shape of ONE_RELU_OR_SMOOTH) {
  Deno.test(`fit() gives trainOnBatch's weights after 100 steps of ${shape.layers.join("-")}`, async () => {
    const [reference, kernel] = await both(shape as unknown as Parameters<typeof both>[0]);
    reference.weights.forEach((weights, k) => {
      const difference = largestDifference(kernel.weights[k]!, weights);
      assert.ok(difference < 5e-6, `tensor ${k} differs by ${difference}`);
    });
    assert.ok(largestDifference(kernel.history.loss, reference.history.loss) < 2e-6);
  });
}

Deno.test("fit() gives a deep relu network's losses in both trainers", async () => {
  // weights are not compared: a relu input within rounding of 0 falls on either side, and Adam
  // makes a step of full size of it
  const shape = { layers: [72, 32, 8, 32, 72], rows: 160 };
  const [reference, kernel] = await both({
    ...shape,
    activations: ["relu", "relu", "relu", "sigmoid"],
  });
  reference.history.loss.forEach((loss, epoch) => {
    assert.ok(Math.abs(kernel.history.loss[epoch]! - loss) < 0.01 * loss);
  });
});

Deno.test("fit() goes on from the optimiser's state, also across trainers", async () => {
  const x = flat(waveRows(96, 6));
  const options = { epochs: 5, batchSize: 32, seed: 3 } as const;
  const run = async (first: "kernel" | "reference", second: "kernel" | "reference") => {
    const model = modelOf(waveNetwork([6, 3, 6], ["tanh", "linear"]));
    await fit(model, x, { ...options, trainer: first });
    const history = await fit(model, x, { ...options, seed: 4, trainer: second });
    const slots = await model.optimizer.getWeights();
    return { loss: history.loss, weights: weightsOf(model), steps: slots[0]!.tensor.dataSync()[0] };
  };
  const truth = await run("reference", "reference");
  assert.equal(truth.steps, 30);
  for (
    const [first, second] of [["kernel", "kernel"], ["kernel", "reference"], [
      "reference",
      "kernel",
    ]] as const
  ) {
    const other = await run(first, second);
    assert.equal(other.steps, 30);
    assert.ok(largestDifference(other.loss, truth.loss) < 2e-6);
    other.weights.forEach((w, k) => assert.ok(largestDifference(w, truth.weights[k]!) < 5e-6));
  }
});

Deno.test("fit() leaves no tensors behind, whoever trains", async () => {
  const model = modelOf(waveNetwork([6, 3, 6], ["tanh", "linear"]));
  const x = flat(waveRows(96, 6));
  for (const trainer of ["reference", "kernel"] as const) {
    const options = {
      epochs: 2,
      batchSize: 32,
      seed: 3,
      trainer,
      validationSplit: 0.25,
      earlyStopping: { restoreBest: true },
    };
    await fit(model, x, options);
    const before = tf.memory().numTensors;
    await fit(model, x, options);
    assert.equal(tf.memory().numTensors, before, trainer);
  }
});

Deno.test("fit() with trainer auto takes the kernel where it can and says why not", async () => {
  const x = flat(waveRows(40, 4));
  const options = { epochs: 1, batchSize: 8, seed: 1 };
  const dense = createAutoencoder({ inputDim: 4, encodingDim: 2, learningRate: 0.01, seed: 1 });
  const taken = await fit(dense, x, options);
  assert.equal(taken.trainer, "kernel");
  assert.match(taken.reason, /dense layers/);

  const cases: [RegExp, (model: tf.Sequential) => void, tf.ModelCompileArgs?][] = [
    [/layer "d" has the activation elu/, (model) => {
      model.add(tf.layers.dense({ units: 4, inputShape: [4], activation: "elu", name: "d" }));
    }],
    [/layer "d" has a kernelRegularizer/, (model) => {
      const kernelRegularizer = tf.regularizers.l2();
      model.add(tf.layers.dense({ units: 4, inputShape: [4], kernelRegularizer, name: "d" }));
    }],
    [/layer "d" has a kernelConstraint/, (model) => {
      const kernelConstraint = tf.constraints.nonNeg();
      model.add(tf.layers.dense({ units: 4, inputShape: [4], kernelConstraint, name: "d" }));
    }],
    [/layer "d" has no bias/, (model) => {
      model.add(tf.layers.dense({ units: 4, inputShape: [4], useBias: false, name: "d" }));
    }],
    [/layer "n" is GaussianNoise, not Dense/, (model) => {
      model.add(tf.layers.gaussianNoise({ stddev: 0.1, inputShape: [4], name: "n" }));
      model.add(tf.layers.dense({ units: 4 }));
    }],
    [/the loss is meanAbsoluteError/, (model) => {
      model.add(tf.layers.dense({ units: 4, inputShape: [4] }));
    }, { optimizer: "adam", loss: "meanAbsoluteError" }],
    [/the optimiser is SGD/, (model) => {
      model.add(tf.layers.dense({ units: 4, inputShape: [4] }));
    }, { optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" }],
  ];
  for (const [reason, build, args] of cases) {
    const model = tf.sequential();
    build(model);
    model.compile(args ?? { optimizer: tf.train.adam(0.01), loss: "meanSquaredError" });
    const history = await fit(model, x, options);
    assert.equal(history.trainer, "reference");
    assert.match(history.reason, reason);
    assert.ok(Number.isFinite(history.loss[0]));
    for (const more of [{ trainer: "kernel" }, { workers: 2 }] as const) {
      await assert.rejects(fit(model, x, { ...options, ...more }), (error: Error) => {
        assert.ok(error instanceof TypeError);
        assert.match(error.message, reason);
        return true;
      });
    }
  }
  assert.equal((await fit(dense, x, { ...options, trainer: "reference" })).trainer, "reference");
});

Deno.test("denseChain() takes functional chains and refuses branches", () => {
  const input = tf.input({ shape: [4] });
  const first = tf.layers.dense({ units: 3, activation: "tanh", name: "first" });
  const second = tf.layers.dense({ units: 4, name: "second" });
  const hidden = first.apply(input) as tf.SymbolicTensor;
  const output = second.apply(hidden) as tf.SymbolicTensor;
  assert.deepEqual(denseChain(tf.model({ inputs: input, outputs: output })), {
    layers: [
      { inputs: 4, outputs: 3, activation: "tanh" },
      { inputs: 3, outputs: 4, activation: "linear" },
    ],
  });
  const side = tf.layers.dense({ units: 4, name: "side" }).apply(input) as tf.SymbolicTensor;
  const sum = tf.layers.add({ name: "sum" }).apply([output, side]) as tf.SymbolicTensor;
  const branched = denseChain(tf.model({ inputs: input, outputs: sum }));
  assert.ok("reason" in branched);

  const frozen = createAutoencoder({ inputDim: 4, encodingDim: 2, learningRate: 0.01, seed: 1 });
  frozen.layers[0]!.trainable = false;
  assert.deepEqual(denseChain(frozen), { reason: 'layer "encoder" is frozen' });
});
