import assert from "node:assert/strict";
import workerThreads from "node:worker_threads";
import * as tf from "@tensorflow/tfjs";
import { fit, type FitOptions, type History } from "../../lib/autoencoder/fit.ts";
import { createAutoencoder, type Model } from "../../lib/autoencoder/model.ts";
import type { EpochProgress } from "../../lib/autoencoder/training/loop.ts";
import {
  flat,
  Float64Network,
  largestDifference,
  waveNetwork,
  waveRows,
} from "./float64_network.ts";
import { modelOf, weightsOf } from "./keras_golden.ts";

const TRAINERS = ["kernel", "reference"] as const;
const OPTIONS: FitOptions = { epochs: 6, batchSize: 8, seed: 3 };

const small = (learningRate = 0.01): Model =>
  createAutoencoder({ inputDim: 4, encodingDim: 2, learningRate, seed: 7 });
const rows = (count: number): Float32Array => flat(waveRows(count, 4));

function chainOf(model: Model): Float64Network {
  const shapes = waveNetwork([4, 2, 4], ["relu", "sigmoid"]);
  weightsOf(model).forEach((w, k) => shapes.parameters()[k]!.set(w));
  return shapes;
}

for (const trainer of TRAINERS) {
  const options = { ...OPTIONS, trainer };

  Deno.test(`fit() (${trainer}) validates on the last part, floor(n * (1 - split)) rows before it`, async () => {
    const model = small();
    const x = waveRows(23, 4);
    // floor(23 * 0.7) = 16 rows to train on, 7 to validate on
    const history = await fit(model, flat(x), { ...options, epochs: 1, validationSplit: 0.3 });
    const loss = chainOf(model).loss(x.slice(16));
    assert.equal(history.valLoss.length, 1);
    assert.ok(Math.abs(history.valLoss[0]! - loss) < 1e-7);
    // what is validated on does not train
    const other = small();
    const changed = [...x.slice(0, 16), ...waveRows(7, 4, 5)];
    await fit(other, flat(changed), { ...options, epochs: 1, validationSplit: 0.3 });
    assert.deepEqual(weightsOf(other), weightsOf(model));
  });

  Deno.test(`fit() (${trainer}) trains on the last short batch and averages losses over samples`, async () => {
    // a step so small that the model stays what it is: the loss is that of all 19 rows at once
    const model = small(1e-12);
    const x = waveRows(19, 4);
    const before = chainOf(model).loss(x);
    const history = await fit(model, flat(x), { ...options, epochs: 1 });
    assert.ok(Math.abs(history.loss[0]! - before) < 1e-7);
    const iterations = await model.optimizer.getWeights();
    assert.equal(iterations[0]!.tensor.dataSync()[0], 3, "two batches of 8 and one of 3");
  });

  Deno.test(`fit() (${trainer}) takes windows of a series as it takes their matrix`, async () => {
    const series = Float32Array.from({ length: 50 }, (_, i) => 0.5 + 0.4 * Math.sin(i));
    for (const stride of [1, 3]) {
      const [inPlace, asMatrix] = [small(), small()];
      const count = Math.floor(46 / stride) + 1;
      const matrix = Float32Array.from(
        { length: 4 * count },
        (_, k) => series[Math.floor(k / 4) * stride + k % 4]!,
      );
      const more = { ...options, validationSplit: 0.25 };
      const first = await fit(inPlace, { series, windowLength: 4, stride }, more);
      const second = await fit(asMatrix, matrix, more);
      assert.deepEqual(first, second);
      assert.deepEqual(weightsOf(inPlace), weightsOf(asMatrix));
    }
  });

  Deno.test(`fit() (${trainer}) does not change its input`, async () => {
    const x = rows(20);
    const copy = x.slice();
    await fit(small(), x, options);
    assert.deepEqual(x, copy);
  });

  Deno.test(`fit() (${trainer}) calls onEpoch after each epoch, awaits it, and stops on false`, async () => {
    const seen: EpochProgress[] = [];
    let pending = 0;
    const history = await fit(small(), rows(20), {
      ...options,
      validationSplit: 0.2,
      onEpoch: async (progress) => {
        assert.equal(++pending, 1);
        await new Promise((resolve) => setTimeout(resolve, 1));
        pending--;
        seen.push(progress);
        return progress.epoch < 3;
      },
    });
    assert.equal(history.epochs, 3);
    assert.deepEqual(
      seen,
      [0, 1, 2].map((i) => ({
        epoch: i + 1,
        epochs: 6,
        loss: history.loss[i],
        valLoss: history.valLoss[i],
      })),
    );
  });

  Deno.test(`fit() (${trainer}) passes on a callback's error and keeps what was learned`, async () => {
    const [model, other] = [small(), small()];
    const failing = fit(model, rows(20), {
      ...options,
      onEpoch: ({ epoch }) => {
        if (epoch === 2) throw new Error("enough");
      },
    });
    await assert.rejects(failing, /enough/);
    await fit(other, rows(20), { ...options, epochs: 2 });
    assert.deepEqual(weightsOf(model), weightsOf(other));
  });

  Deno.test(`fit() (${trainer}) rejects with the signal's reason, before and during training`, async () => {
    const reason = new Error("stopped");
    const untouched = small();
    const before = weightsOf(untouched);
    await assert.rejects(
      fit(untouched, rows(20), { ...options, signal: AbortSignal.abort(reason) }),
      reason,
    );
    assert.deepEqual(weightsOf(untouched), before);

    // a timer gets its turn although training never awaits anything slow
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const running = small();
    const long = fit(running, rows(2000), {
      ...options,
      epochs: 1e6,
      onEpoch: () => void (timer ??= setTimeout(() => controller.abort(reason))),
      signal: controller.signal,
    });
    await assert.rejects(long, reason);
    assert.notDeepEqual(weightsOf(running), before);
  });

  Deno.test(`fit() (${trainer}) stops early and restores the best epoch's weights`, async () => {
    // the same run without early stopping tells where it must stop
    const x = rows(40);
    const more = { ...options, epochs: 60, batchSize: 4, validationSplit: 0.25 };
    const make = () => small(0.3);
    const free = await fit(make(), x, more);
    const first = free.valLoss.findIndex((_, i) =>
      i >= 3 &&
      Math.min(...free.valLoss.slice(i - 2, i + 1)) >= Math.min(...free.valLoss.slice(0, i - 2))
    );
    assert.ok(first > 0 && first < 60, "the run has three epochs without an improvement");
    const stopped = make();
    const history = await fit(stopped, x, {
      ...more,
      earlyStopping: { patience: 3, restoreBest: true },
    });
    assert.equal(history.epochs, first + 1);
    assert.deepEqual(history.loss, free.loss.slice(0, first + 1));
    const lowest = history.valLoss.indexOf(Math.min(...history.valLoss));
    assert.ok(lowest < first);
    const until = make();
    await fit(until, x, { ...more, epochs: lowest + 1 });
    assert.deepEqual(weightsOf(stopped), weightsOf(until));
    // on the training loss where there is no validation
    const plain = await fit(make(), x, {
      ...more,
      validationSplit: 0,
      earlyStopping: { patience: 0, minDelta: 10 },
    });
    assert.equal(plain.epochs, 2);
  });

  Deno.test(`fit() (${trainer}) ends a diverging run with an error and the weights from before`, async () => {
    const build = (): tf.Sequential => {
      const model = tf.sequential();
      const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
      model.add(tf.layers.dense({ units: 4, inputShape: [4], kernelInitializer }));
      model.add(tf.layers.dense({ units: 4, kernelInitializer }));
      model.compile({ optimizer: tf.train.adam(1e30), loss: "meanSquaredError" });
      return model;
    };
    const model = build();
    const before = weightsOf(model);
    await assert.rejects(fit(model, rows(40), options), (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.equal(error.name, "DivergenceError");
      assert.match(error.message, /after epoch \d .*smaller learning rate/);
      return true;
    });
    assert.deepEqual(weightsOf(model), before);
    const [iterations, ...slots] = await model.optimizer.getWeights();
    assert.equal(iterations!.tensor.dataSync()[0], 0);
    assert.equal(slots.length, 0);
  });

  Deno.test(`fit() (${trainer}) refuses a weight that is not finite, by name and index`, async () => {
    const model = small();
    const kernel = tf.tensor2d([1, 2, 3, 4, 5, NaN, 7, 8], [4, 2]);
    model.layers[0]!.setWeights([kernel, tf.zeros([2])]);
    await assert.rejects(
      fit(model, rows(20), options),
      /Cannot train as every value must be a finite float32: encoder\/kernel\[5\] is NaN/,
    );
  });

  const corners: [string, Float32Array, Partial<FitOptions>][] = [
    ["a single row", rows(1), {}],
    ["a batch larger than the data", rows(5), { batchSize: 1000 }],
    ["batches of one", rows(5), { batchSize: 1 }],
    ["constant rows", new Float32Array(40).fill(0.25), {}],
    ["zeros", new Float32Array(40), {}],
    ["saturating values", rows(10).map((v) => (v - 0.5) * 1e4), {}],
    ["denormal values", rows(10).map((v) => v * 1e-40), {}],
    ["large values", rows(10).map((v) => v * 1e12), {}],
  ];
  for (const [title, x, more] of corners) {
    Deno.test(`fit() (${trainer}) takes ${title}`, async () => {
      const model = small();
      const history = await fit(model, x, { ...options, ...more });
      assert.equal(history.epochs, 6);
      assert.ok(history.loss.every(Number.isFinite));
      weightsOf(model).forEach((w) => assert.ok(w.every(Number.isFinite)));
    });
  }
}

Deno.test("fit() agrees in both trainers on saturated, dead and tiny units", async () => {
  const bias = tf.tensor1d([-1e4, 1e4]);
  for (const activation of ["relu", "sigmoid", "tanh"] as const) {
    const results: { history: History; weights: Float32Array[] }[] = [];
    for (const trainer of TRAINERS) {
      const model = modelOf(waveNetwork([4, 2, 4], [activation, "linear"]));
      // one unit that is always off or saturated low, one always on or saturated high
      model.layers[0]!.setWeights([model.layers[0]!.getWeights()[0]!.clone(), bias]);
      const history = await fit(model, rows(64), { ...OPTIONS, trainer, epochs: 20 });
      results.push({ history, weights: weightsOf(model) });
    }
    const [kernel, reference] = results as [typeof results[0], typeof results[0]];
    kernel.history.loss.forEach((loss, i) => {
      const truth = reference.history.loss[i]!;
      assert.ok(Math.abs(loss - truth) <= 2e-5 * Math.max(1, truth), `${activation} ${i}`);
    });
    kernel.weights.forEach((w, k) => {
      assert.ok(largestDifference(w, reference.weights[k]!) < 2e-3, `${activation} tensor ${k}`);
    });
  }
});

Deno.test("fit() with several workers ends them, also when it is stopped or they do not start", async () => {
  const started: string[] = [];
  const RealWorker = workerThreads.Worker;
  workerThreads.Worker = class extends RealWorker {
    constructor(url: string | URL, options?: workerThreads.WorkerOptions) {
      super(url, options);
      started.push("started");
    }
    override terminate(): Promise<number> {
      started.push("ended");
      return super.terminate();
    }
  };
  try {
    await fit(small(), rows(64), { ...OPTIONS, workers: 3 });
    assert.deepEqual(started, ["started", "started", "ended", "ended"]);
    const onEpoch = () => {
      throw new Error("enough");
    };
    await assert.rejects(fit(small(), rows(64), { ...OPTIONS, workers: 2, onEpoch }), /enough/);
    assert.deepEqual(started.slice(4), ["started", "ended"]);

    workerThreads.Worker = class extends RealWorker {
      constructor(_: string | URL, options?: workerThreads.WorkerOptions) {
        super(new URL("data:text/javascript,throw new Error('no core left')"), options);
      }
    };
    await assert.rejects(
      fit(small(), rows(64), { ...OPTIONS, workers: 2 }),
      /Cannot train with several workers as one did not start: .*no core left/,
    );
  } finally {
    workerThreads.Worker = RealWorker;
  }
});

Deno.test("fit() refuses options out of range, by name and value", async () => {
  const x = rows(10);
  const cases: [Partial<FitOptions>, string, RegExp][] = [
    [{ epochs: 0 }, "RangeError", /epochs must be an integer of 1 or more: current value is 0/],
    [{ batchSize: 1.5 }, "RangeError", /batchSize .* current value is 1.5/],
    [{ validationSplit: 1 }, "RangeError", /validationSplit must be in \[0, 1\): .* is 1/],
    [{ validationSplit: NaN }, "RangeError", /validationSplit .* NaN/],
    [{ validationSplit: 0.95 }, "RangeError", /leave at least one of 10 samples/],
    [{ seed: 0.1 }, "RangeError", /seed .* current value is 0.1/],
    [{ workers: 0 }, "RangeError", /workers must be an integer in 1\.\.64: current value is 0/],
    [{ workers: 1.5 }, "RangeError", /workers .* current value is 1.5/],
    [{ workers: 65 }, "RangeError", /workers .* current value is 65/],
    [{ trainer: "reference", workers: 2 }, "TypeError", /2 workers .* own loop has one: asked for/],
    [
      { trainer: "fast" as "kernel" },
      "RangeError",
      /trainer must be "auto", "kernel" or "reference"/,
    ],
    [{ earlyStopping: { patience: -2 } }, "RangeError", /patience .* current value is -2/],
    [{ earlyStopping: { monitor: "valLoss" } }, "RangeError", /validationSplit must be above 0/],
    [{ earlyStopping: { monitor: "acc" as "loss" } }, "RangeError", /monitor .* "acc"/],
  ];
  for (const [options, name, message] of cases) {
    await assert.rejects(fit(small(), x, { ...OPTIONS, ...options }), { name, message });
  }
  await assert.rejects(fit(small(), Float32Array.of(1, 2, 3, NaN), OPTIONS), /x\[3\] is NaN/);
  const bare = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [4] })] });
  await assert.rejects(fit(bare, x, OPTIONS), /model must be compiled/);
});
