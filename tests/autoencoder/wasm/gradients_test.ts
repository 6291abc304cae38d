import assert from "node:assert/strict";
import fc from "fast-check";
import { KernelNetwork } from "../../../lib/autoencoder/wasm/network.ts";
import type { KernelBuild } from "../../../lib/autoencoder/wasm/module.ts";
import type { Activation } from "../../../lib/autoencoder/activation.ts";
import {
  flat,
  Float64Network,
  largestDifference,
  waveNetwork,
  waveRows,
} from "../float64_network.ts";

/** A kernel network with the parameters of a float64 one, in either layout. */
function kernelCopy(
  truth: Float64Network,
  maxSamples: number,
  options: { padded?: boolean; build?: KernelBuild } = {},
): KernelNetwork {
  const network = new KernelNetwork({
    layers: truth.layers,
    maxSamples,
    adam: truth.adam,
    ...options,
  });
  truth.layers.forEach(({ inputs, outputs, kernel, bias }, l) => {
    const views = network.layerViews(l);
    const rowLength = views.weights.length / inputs;
    for (let i = 0; i < inputs; i++) {
      views.weights.set(kernel.subarray(i * outputs, (i + 1) * outputs), i * rowLength);
    }
    views.bias.set(bias);
  });
  return network;
}

/** The kernel's arrays of a block, without padding, in the order of `Float64Network.parameters`. */
function blockOf(
  network: KernelNetwork,
  truth: Float64Network,
  block: "parameters" | "gradients",
): Float32Array[] {
  return truth.layers.flatMap(({ inputs, outputs }, l) => {
    const { weights, bias } = network.layerViews(l, block);
    const rowLength = weights.length / inputs;
    return [weights.filter((_, k) => k % rowLength < outputs), bias];
  });
}

/** Stages rows of inputs and targets and takes one step on them. */
function batchStep(
  network: KernelNetwork,
  xs: Float32Array[],
  targets: Float32Array[],
  learningRate: number,
): number {
  const input = network.allocate(4 * (xs.length + 3) * xs[0]!.length);
  const target = network.allocate(4 * (xs.length + 3) * targets[0]!.length);
  network.floats(input, xs.length * xs[0]!.length).set(flat(xs));
  network.floats(target, xs.length * targets[0]!.length).set(flat(targets));
  return network.kernel.trainBatch(network.address, input, target, xs.length, learningRate);
}

const SMOOTH: { layers: number[]; activations: Activation[]; rows: number }[] = [
  { layers: [1, 8, 1], activations: ["tanh", "sigmoid"], rows: 5 },
  { layers: [7, 3, 7], activations: ["sigmoid", "linear"], rows: 16 },
  { layers: [5, 4, 2, 4, 5], activations: ["tanh", "sigmoid", "tanh", "linear"], rows: 9 },
];

Deno.test("the float64 ground truth's gradients equal finite differences of its loss", () => {
  for (const { layers, activations, rows } of SMOOTH) {
    const truth = waveNetwork(layers, activations);
    const xs = waveRows(rows, layers[0]!);
    const gradients = truth.gradients(xs);
    truth.parameters().forEach((p, k) =>
      p.forEach((value, i) => {
        const h = 1e-5;
        p[i] = value + h;
        const above = truth.loss(xs);
        p[i] = value - h;
        const below = truth.loss(xs);
        p[i] = value;
        const difference = (above - below) / (2 * h);
        // central differences err by h^2 and by rounding / h
        assert.ok(Math.abs(difference - gradients[k]![i]!) < 1e-8);
      })
    );
  }
});

Deno.test("the kernel's gradients equal the float64 ones, in both builds and layouts", () => {
  const shapes: typeof SMOOTH = [
    ...SMOOTH,
    { layers: [1, 8, 1], activations: ["relu", "sigmoid"], rows: 32 },
    { layers: [32, 8, 32], activations: ["relu", "sigmoid"], rows: 31 },
    { layers: [40, 17, 6, 17, 40], activations: ["relu", "relu", "relu", "sigmoid"], rows: 70 },
    { layers: [3, 2], activations: ["linear"], rows: 64 },
    // wide enough for gradients mixed sample by sample, in tiles of five and four and what is left
    { layers: [37, 19, 23, 37], activations: ["tanh", "sigmoid", "linear"], rows: 33 },
    { layers: [64, 16, 64], activations: ["relu", "sigmoid"], rows: 64 },
  ];
  for (const build of ["relaxed", "strict"] as const) {
    for (const padded of [false, true]) {
      for (const { layers, activations, rows } of shapes) {
        const truth = waveNetwork(layers, activations);
        const xs = waveRows(rows, layers[0]!);
        const targets = waveRows(rows, layers.at(-1)!, 2);
        const network = kernelCopy(truth, rows, { padded, build });
        const squares = batchStep(network, xs, targets, 0.001);
        const loss = squares / (rows * layers.at(-1)!);
        // float32 sums of some hundred terms of size 1
        assert.ok(Math.abs(loss - truth.loss(xs, targets)) < 2e-7, `${layers} loss`);
        const expected = truth.gradients(xs, targets);
        blockOf(network, truth, "gradients").forEach((gradient, k) => {
          const difference = largestDifference(gradient, expected[k]!);
          assert.ok(difference < 5e-7, `${build} ${padded} ${layers} tensor ${k}: ${difference}`);
        });
      }
    }
  }
});

Deno.test("kernel steps follow the float64 ones on random shapes, batches and data", () => {
  const activation = fc.constantFrom<Activation>("linear", "sigmoid", "tanh");
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 27 }), { minLength: 2, maxLength: 5 }),
      fc.array(activation, { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      fc.double({ min: 0.5, max: 3, noNaN: true }),
      (layers, kinds, rows, padded, wave) => {
        const truth = waveNetwork(layers, kinds.slice(0, layers.length - 1), wave);
        const xs = waveRows(rows, layers[0]!, wave);
        const targets = waveRows(rows, layers.at(-1)!, wave + 1);
        const network = kernelCopy(truth, rows, { padded });
        const input = network.allocate(4 * (rows + 3) * layers[0]!);
        const target = network.allocate(4 * (rows + 3) * layers.at(-1)!);
        network.floats(input, rows * layers[0]!).set(flat(xs));
        network.floats(target, rows * layers.at(-1)!).set(flat(targets));
        for (let step = 0; step < 20; step++) {
          const squares = network.kernel.trainBatch(network.address, input, target, rows, 0.003);
          const expected = truth.step(xs, targets, 0.003);
          assert.ok(Math.abs(squares / (rows * layers.at(-1)!) - expected) < 1e-5);
        }
        const after = blockOf(network, truth, "parameters");
        truth.parameters().forEach((p, k) => {
          // Adam divides by the gradient's size: where that is near 0, float32 noise decides
          // the step, 20 of which move a weight by 0.06 at most
          assert.ok(largestDifference(after[k]!, p) < 1e-3);
          const mean = after[k]!.reduce((sum, w, i) => sum + Math.abs(w - p[i]!), 0) / p.length;
          assert.ok(mean < 1e-4);
        });
      },
    ),
    { seed: 42, numRuns: 60 },
  );
});

Deno.test("one online step equals one batch step of a single sample", () => {
  for (const { layers, activations } of SMOOTH) {
    const truth = waveNetwork(layers, activations);
    const [x, target] = [waveRows(1, layers[0]!), waveRows(1, layers.at(-1)!, 2)];
    const batch = kernelCopy(truth, 1, { padded: true });
    const online = kernelCopy(truth, 1, { padded: true });
    const input = online.allocate(4 * layers[0]!);
    const wanted = online.allocate(4 * layers.at(-1)!);
    online.floats(input, layers[0]!).set(x[0]!);
    online.floats(wanted, layers.at(-1)!).set(target[0]!);
    const squares = online.kernel.onlineSteps(
      online.address,
      input,
      wanted,
      1,
      rates(online, [0.01]),
    );
    assert.ok(Math.abs(squares - batchStep(batch, x, target, 0.01)) < 1e-6);
    const expected = blockOf(batch, truth, "parameters");
    blockOf(online, truth, "parameters").forEach((p, k) => {
      assert.ok(largestDifference(p, expected[k]!) < 1e-6);
    });
  }
});

Deno.test("online steps leave a padded network's padding at 0, also after batches", () => {
  const truth = waveNetwork([5, 3, 5], ["sigmoid", "tanh"]);
  const network = kernelCopy(truth, 16, { padded: true });
  const xs = waveRows(16, 5);
  batchStep(network, xs, xs, 0.01);
  const input = network.allocate(4 * 16 * 5);
  network.floats(input, 16 * 5).set(flat(xs));
  const same = rates(network, Array(16).fill(0.01));
  network.kernel.onlineSteps(network.address, input, input, 16, same);
  truth.layers.forEach(({ inputs, outputs }, l) => {
    const { weights } = network.layerViews(l);
    const rowLength = weights.length / inputs;
    assert.ok(weights.every((w, k) => k % rowLength < outputs || w === 0));
  });
});

/** Learning rates in a network's memory. */
function rates(network: KernelNetwork, numbers: number[]): number {
  const address = network.allocate(8 * numbers.length);
  new Float64Array(network.kernel.memory.buffer, address, numbers.length).set(numbers);
  return address;
}
