import assert from "node:assert/strict";
import fc from "fast-check";
import { DenseNet } from "../../../lib/autoencoder/online/mod.ts";
import type { DenseNetOptions } from "../../../lib/autoencoder/online/options.ts";
import type { Activation } from "../../../lib/autoencoder/activation.ts";
import { flat, Float64Network, largestDifference, waveRows } from "../float64_network.ts";

/** A float64 network with the same parameters. */
function truthOf(net: DenseNet, adam?: Float64Network["adam"]): Float64Network {
  const { weights } = net.snapshot();
  return new Float64Network(
    net.activations.map((activation, l) => {
      const [inputs, outputs] = [net.layers[l]!, net.layers[l + 1]!];
      const take = (count: number) => Float64Array.from(weights.splice(0, count));
      const kernel = take(inputs * outputs);
      return { inputs, outputs, activation, kernel, bias: take(outputs) };
    }),
    adam,
  );
}

const SHAPES: Pick<DenseNetOptions, "layers" | "activations">[] = [
  { layers: [12, 6, 12], activations: ["tanh", "linear"] },
  { layers: [48, 12, 48], activations: ["tanh", "linear"] },
  { layers: [19, 8, 19], activations: ["tanh", "linear"] },
  { layers: [1, 3, 1], activations: ["tanh", "linear"] },
  { layers: [6, 3], activations: ["sigmoid"] },
  { layers: [5, 7, 2, 7, 9], activations: ["sigmoid", "tanh", "tanh", "linear"] },
];

Deno.test("DenseNet steps follow float64 ones, input and target apart", () => {
  for (const shape of SHAPES) {
    const epsilon = 1e-8;
    const net = new DenseNet({ ...shape, seed: 5, epsilon });
    const truth = truthOf(net, { beta1: 0.9, beta2: 0.999, epsilon });
    for (let step = 0; step < 40; step++) {
      const x = waveRows(1, shape.layers[0]!, 1 + step / 50);
      const target = waveRows(1, shape.layers.at(-1)!, 2 + step / 50);
      const loss = net.trainSteps(flat(x), flat(target), 1, 0.005);
      assert.ok(Math.abs(loss - truth.step(x, target, 0.005)) < 2e-5, `${shape.layers} ${step}`);
    }
    const x = waveRows(1, shape.layers[0]!, 3);
    assert.ok(largestDifference(net.forward(flat(x)), truth.run(x[0]!).at(-1)!) < 1e-4);
  }
});

Deno.test("DenseNet.trainSteps() gives many samples the bits of one after the other", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 4 }),
      fc.array(fc.constantFrom<Activation>("linear", "relu", "sigmoid", "tanh"), {
        minLength: 3,
        maxLength: 3,
      }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      (layers, kinds, count, isOneRate) => {
        const options = {
          layers,
          activations: kinds.slice(0, layers.length - 1),
          seed: 1,
          maxBatch: 9,
        };
        const [one, many] = [new DenseNet(options), new DenseNet(options)];
        const x = waveRows(count, layers[0]!);
        const target = waveRows(count, layers.at(-1)!, 2);
        const rate = (s: number) => isOneRate ? 0.01 : 0.01 / (s + 1);
        const losses = x.map((row, s) => one.trainSteps(row, target[s]!, 1, rate(s)));
        const rates = isOneRate ? 0.01 : x.map((_, s) => rate(s));
        const mean = many.trainSteps(flat(x), flat(target), count, rates);
        assert.deepEqual(one.snapshot(), many.snapshot());
        assert.ok(Math.abs(mean - losses.reduce((a, b) => a + b) / count) < 1e-6);
      },
    ),
    { seed: 42, numRuns: 40 },
  );
});

Deno.test("DenseNet.restore() goes on bit for bit from a snapshot that went through JSON", () => {
  for (const batch of [1, 4]) {
    const options: DenseNetOptions = {
      layers: [5, 3, 5],
      activations: ["tanh", "linear"],
      seed: 1,
      maxBatch: 4,
    };
    const net = new DenseNet(options);
    const train = (one: DenseNet, from: number) => {
      for (let s = from; s < from + 50; s++) {
        const x = flat(waveRows(batch, 5, 1 + s / 10));
        one.trainSteps(x, x, batch, 0.01);
      }
    };
    train(net, 0);
    const json = JSON.stringify(net.snapshot());
    train(net, 50);
    const other = new DenseNet({ ...options, seed: 2 });
    train(other, 200); // whatever it did before
    other.restore(JSON.parse(json));
    assert.equal(JSON.stringify(other.snapshot()), json);
    train(other, 50);
    assert.deepEqual(other.snapshot(), net.snapshot());
  }
});

Deno.test("DenseNet.snapshot() counts each layer's numbers without padding", () => {
  const state = new DenseNet({ layers: [5, 3, 2], activations: ["tanh", "linear"], seed: 1 })
    .snapshot();
  assert.equal(state.weights.length, 6 * 3 + 4 * 2);
  assert.equal(state.firstMoments.length, state.weights.length);
  assert.deepEqual(state.weights.slice(15, 18), [0, 0, 0], "biases start at 0");
  const limit = Math.sqrt(6 / 8);
  assert.ok(state.weights.slice(0, 15).every((w) => w !== 0 && Math.abs(w) <= limit));
});

Deno.test("DenseNet takes its weights from its seed", () => {
  const weights = (seed: number) =>
    new DenseNet({ layers: [4, 4], activations: ["tanh"], seed }).snapshot().weights;
  assert.deepEqual(weights(3), weights(3));
  assert.notDeepEqual(weights(3), weights(4));
});

Deno.test("DenseNet.forward() gives batches the bits of their rows", () => {
  const net = new DenseNet({
    layers: [7, 5, 3],
    activations: ["relu", "sigmoid"],
    seed: 1,
    maxBatch: 6,
  });
  const x = waveRows(6, 7);
  const all = net.forward(flat(x), 6).slice();
  assert.equal(all.length, 18);
  x.forEach((row, s) => assert.deepEqual(net.forward(row), all.slice(3 * s, 3 * s + 3)));
  assert.deepEqual(net.forward([...x[0]!]), all.slice(0, 3), "a plain array will do");
});

Deno.test("DenseNet stays finite on saturated, dead and denormal inputs", () => {
  for (const activation of ["relu", "sigmoid", "tanh"] as const) {
    const net = new DenseNet({ layers: [4, 3, 4], activations: [activation, "linear"], seed: 1 });
    for (const scale of [1e-42, 1e6, 0]) {
      const x = [scale, -scale, scale, scale];
      for (let s = 0; s < 200; s++) net.trainSteps(x, [0, 0, 0, 0], 1, 0.01);
    }
    assert.ok(net.snapshot().weights.every(Number.isFinite));
  }
});

Deno.test("DenseNet refuses bad shapes, lengths, batches and states", () => {
  const options: DenseNetOptions = {
    layers: [2, 1, 2],
    activations: ["tanh", "linear"],
    seed: 1,
    maxBatch: 2,
  };
  const made: [Partial<DenseNetOptions>, RegExp][] = [
    [{ layers: [2] }, /two or more layers/],
    [{ layers: [2, 2] }, /got 2 and 2/],
    [{ layers: [2, 0, 2] }, /layers\[1\] must be an integer of 1 or more: current value is 0/],
    [{ maxBatch: 0 }, /maxBatch/],
    [{ epsilon: 0 }, /epsilon must be a finite number above 0: current value is 0/],
    [{ seed: -1 }, /seed/],
    [
      { activations: ["tanh", "elu" as "relu"] },
      /activations\[1\] must be .*current value is "elu"/,
    ],
  ];
  for (const [more, message] of made) {
    assert.throws(() => new DenseNet({ ...options, ...more }), { message });
  }
  const net = new DenseNet(options);
  assert.throws(() => net.trainSteps([1], [1, 2], 1, 0.1), /x must hold 2 values: .* is 1/);
  assert.throws(() => net.trainSteps([1, 2], [1, 2, 3], 1, 0.1), /target must hold 2 values/);
  assert.throws(
    () => net.trainSteps([1, 2], [1, 2], 3, 0.1),
    /batch \(up to maxBatch\) must be an integer in 1\.\.2: .* is 3/,
  );
  assert.throws(
    () => net.trainSteps([1, 2], [1, 2], 1, [0.1, 0.1]),
    /learningRate must hold 1 values: current length is 2/,
  );
  assert.throws(() => net.forward([1, 2], 0), /current value is 0/);
  const before = net.snapshot();
  for (const batch of [1, 2]) {
    const good = Array.from({ length: 2 * batch }, () => 0.5);
    const bad = good.with(1, NaN);
    const far = good.with(0, 1e39);
    assert.throws(() => net.trainSteps(bad, good, batch, 0.1), /Cannot train .* x\[1\] is NaN/);
    assert.throws(() => net.trainSteps(good, far, batch, 0.1), /target\[0\] is Infinity/);
    assert.throws(() => net.forward(bad, batch), /Cannot run the network .* x\[1\] is NaN/);
  }
  assert.deepEqual(net.snapshot(), before, "nothing is learned from such numbers");
  assert.throws(() => {
    for (let s = 0; s < 100; s++) net.trainSteps([1, 2], [1, 2], 1, 1e38);
  }, { name: "DivergenceError", message: /the loss must stay finite: it is / });

  const fresh = new DenseNet(options);
  const state = fresh.snapshot();
  const states: [object, RegExp][] = [
    [{ layers: [2, 2, 2] }, /must be of 2-1-2 tanh-linear: it is of 2-2-2/],
    [{ steps: -1 }, /steps .* current value is -1/],
    [{ weights: [1] }, /weights must be 7 finite numbers: got 1/],
    [{ secondMoments: [0, 0, 0, NaN, 0, 0, 0] }, /secondMoments\[3\] is NaN/],
    [{ secondMoments: [0, 0, -1e-9, 0, 0, 0, 0] }, /0 or more: secondMoments\[2\] is -1e-9/],
  ];
  for (const [change, message] of states) {
    assert.throws(() => fresh.restore({ ...state, ...change }), { name: "RangeError", message });
  }
  assert.deepEqual(fresh.snapshot(), state, "a refused state changes nothing");
});
