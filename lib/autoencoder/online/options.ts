/**
 * What a {@linkcode DenseNet} is made from, and the checks of it.
 *
 * @module
 */
import type { Activation } from "../model.ts";

/** Shape, seed and optimiser of a `DenseNet`. */
export interface DenseNetOptions {
  /** Widths from input to output: two or more positive integers. */
  layers: readonly number[];
  /** One activation for each width but the first. */
  activations: readonly Activation[];
  /** The run's seed, an integer in 0 .. 2^32 - 1; the weights take its stream "dense net weights". */
  seed: number;
  /** Adam's addition to the divisor; 1e-7 unless told, as in Keras. */
  epsilon?: number;
  /** Adam's decay of the first moments; 0.9 unless told. */
  beta1?: number;
  /** Adam's decay of the second moments; 0.999 unless told. */
  beta2?: number;
  /** Samples per call, at most; 1 unless told. */
  maxBatch?: number;
}

const ACTIVATIONS = ["linear", "relu", "sigmoid", "tanh"];

/**
 * Checks a network's sizes, activations and optimiser.
 *
 * @throws {RangeError} If a number is out of range
 * @throws {TypeError} If an activation is none of `Activation`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkDenseNetOptions } from "./options.ts";
 *
 * const options = { layers: [3, 0], activations: ["linear"], seed: 1 } as const;
 * assert.throws(() => checkDenseNetOptions(options), /layers\[1\] must be an integer of 1 or more/);
 * ```
 */
export function checkDenseNetOptions(options: DenseNetOptions): void {
  const { layers, activations, maxBatch = 1 } = options;
  const { epsilon = 1e-7, beta1 = 0.9, beta2 = 0.999 } = options;
  if (layers.length < 2 || activations.length !== layers.length - 1) {
    throw new RangeError(
      `Cannot create the network as it needs two or more layers and one activation for each but the first: got ${layers.length} and ${activations.length}`,
    );
  }
  const sizes = { ...Object.fromEntries(layers.map((n, i) => [`layers[${i}]`, n])), maxBatch };
  for (const [name, size] of Object.entries(sizes)) {
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new RangeError(
        `Cannot create the network as ${name} must be an integer of 1 or more: current value is ${size}`,
      );
    }
  }
  const bad = activations.find((activation) => !ACTIVATIONS.includes(activation));
  if (bad !== undefined) {
    throw new TypeError(
      `Cannot create the network as an activation must be linear, relu, sigmoid or tanh: current value is ${bad}`,
    );
  }
  for (const [name, value] of Object.entries({ epsilon, beta1, beta2 })) {
    const inRange = name === "epsilon" ? value > 0 && value < Infinity : value >= 0 && value < 1;
    if (!inRange) {
      throw new RangeError(
        `Cannot create the network as ${name} must be ${
          name === "epsilon" ? "a finite number above 0" : "in [0, 1)"
        }: current value is ${value}`,
      );
    }
  }
}
