/**
 * The ground truth of the trainers' tests: a network of dense layers in plain float64 loops, as
 * little clever as can be.
 */
import type { Activation } from "../../lib/autoencoder/activation.ts";

export interface Float64Layer {
  inputs: number;
  outputs: number;
  activation: Activation;
  /** `[inputs][outputs]`, row-major, then the biases. */
  kernel: Float64Array;
  bias: Float64Array;
}

const activate = (kind: Activation, z: number): number =>
  kind === "relu"
    ? Math.max(0, z)
    : kind === "sigmoid"
    ? 1 / (1 + Math.exp(-z))
    : kind === "tanh"
    ? Math.tanh(z)
    : z;

const derivative = (kind: Activation, y: number): number =>
  kind === "relu"
    ? (y > 0 ? 1 : 0)
    : kind === "sigmoid"
    ? y * (1 - y)
    : kind === "tanh"
    ? 1 - y * y
    : 1;

export class Float64Network {
  steps = 0;
  #moments: { m: Float64Array; v: Float64Array }[];

  constructor(
    readonly layers: Float64Layer[],
    readonly adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  ) {
    this.#moments = this.parameters().map((p) => ({
      m: new Float64Array(p.length),
      v: new Float64Array(p.length),
    }));
  }

  /** Kernels and biases in the order of TensorFlow.js' `getWeights`. */
  parameters(): Float64Array[] {
    return this.layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  }

  /** Every layer's activations for one sample, the input first. */
  run(x: ArrayLike<number>): Float64Array[] {
    const all = [Float64Array.from(x)];
    for (const { inputs, outputs, activation, kernel, bias } of this.layers) {
      const below = all.at(-1)!;
      all.push(
        Float64Array.from({ length: outputs }, (_, o) => {
          let z = bias[o]!;
          for (let i = 0; i < inputs; i++) z += below[i]! * kernel[i * outputs + o]!;
          return activate(activation, z);
        }),
      );
    }
    return all;
  }

  /** Mean squared error over samples and outputs. */
  loss(xs: ArrayLike<number>[], targets: ArrayLike<number>[] = xs): number {
    let sum = 0;
    xs.forEach((x, s) => {
      const y = this.run(x).at(-1)!;
      for (let o = 0; o < y.length; o++) sum += (y[o]! - targets[s]![o]!) ** 2;
    });
    return sum / (xs.length * this.layers.at(-1)!.outputs);
  }

  /** The loss's gradient by each parameter. */
  gradients(xs: ArrayLike<number>[], targets: ArrayLike<number>[] = xs): Float64Array[] {
    const gradients = this.parameters().map((p) => new Float64Array(p.length));
    const scale = 2 / (xs.length * this.layers.at(-1)!.outputs);
    xs.forEach((x, s) => {
      const all = this.run(x);
      let deltas = all.at(-1)!.map((y, o) => scale * (y - targets[s]![o]!));
      for (let l = this.layers.length - 1; l >= 0; l--) {
        const { inputs, outputs, activation, kernel } = this.layers[l]!;
        const y = all[l + 1]!;
        deltas = deltas.map((d, o) => d * derivative(activation, y[o]!));
        const below = new Float64Array(inputs);
        for (let i = 0; i < inputs; i++) {
          for (let o = 0; o < outputs; o++) {
            gradients[2 * l]![i * outputs + o]! += all[l]![i]! * deltas[o]!;
            below[i]! += kernel[i * outputs + o]! * deltas[o]!;
          }
        }
        deltas.forEach((d, o) => gradients[2 * l + 1]![o]! += d);
        deltas = below;
      }
    });
    return gradients;
  }

  /** One Adam step with Keras' formula; gives the loss before it. */
  step(
    xs: ArrayLike<number>[],
    targets: ArrayLike<number>[],
    learningRate: number,
  ): number {
    const { beta1, beta2, epsilon } = this.adam;
    const loss = this.loss(xs, targets);
    const gradients = this.gradients(xs, targets);
    this.steps++;
    const alpha = learningRate * Math.sqrt(1 - beta2 ** this.steps) / (1 - beta1 ** this.steps);
    const epsilonHat = epsilon * Math.sqrt(1 - beta2 ** this.steps);
    this.parameters().forEach((p, k) => {
      const { m, v } = this.#moments[k]!;
      gradients[k]!.forEach((g, i) => {
        m[i] = beta1 * m[i]! + (1 - beta1) * g;
        v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
        p[i]! -= alpha * m[i]! / (Math.sqrt(v[i]!) + epsilonHat);
      });
    });
    return loss;
  }
}

/** A network of given widths whose parameters follow from `wave`, a number. */
export function waveNetwork(
  layers: readonly number[],
  activations: readonly Activation[],
  wave = 1,
): Float64Network {
  let k = 0;
  return new Float64Network(activations.map((activation, l) => {
    const [inputs, outputs] = [layers[l]!, layers[l + 1]!];
    const limit = Math.sqrt(6 / (inputs + outputs));
    const draw = () => Math.fround(limit * Math.sin(wave * 12.9898 * ++k));
    return {
      inputs,
      outputs,
      activation,
      kernel: Float64Array.from({ length: inputs * outputs }, draw),
      bias: Float64Array.from({ length: outputs }, draw).map((b) => Math.fround(b * 0.1)),
    };
  }));
}

/** `count` rows of `width` numbers in 0 .. 1, exact in float32. */
export function waveRows(count: number, width: number, wave = 1): Float32Array[] {
  return Array.from(
    { length: count },
    (_, r) =>
      Float32Array.from(
        { length: width },
        (_, i) => 0.5 + 0.4 * Math.sin(wave * (0.3 * r + 0.7 * i)) + 0.1 * Math.sin(wave * r * i),
      ),
  );
}

/** The rows one after the other. */
export function flat(rows: Float32Array[]): Float32Array {
  return Float32Array.from(rows.flatMap((row) => [...row]));
}

/** Largest absolute difference. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (!(difference <= most)) most = difference;
  }
  return most;
}
