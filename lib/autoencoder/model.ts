/**
 * The autoencoder: a stack of dense layers that learns to give back its input through a narrow
 * middle. TensorFlow.js holds it, whoever trains it.
 */
import { type TensorFlow, tf } from "../packages.ts";
import {
  excerpt,
  optionsOf,
  requireInteger,
  requireKind,
  requireKnownOptions,
  requireNumber,
  requireOneOf,
  requireSeed,
} from "../checks.ts";
import { streamSeed } from "../math/mod.ts";
import { type Activation, ACTIVATIONS } from "./activation.ts";

/**
 * A compiled TensorFlow.js `Sequential` model: what {@linkcode createAutoencoder} gives. All of
 * its own methods (`predict`, `summary`, `save`, ...) work as TensorFlow.js documents them.
 */
export type Model = TensorFlow.Sequential;

/**
 * Any compiled TensorFlow.js `LayersModel` with one input and one output of rank 2, which
 * {@linkcode Model} is one of.
 */
export type TrainableModel = TensorFlow.LayersModel;

/** Shape, activations, learning rate and seed of an autoencoder. */
export interface AutoencoderOptions {
  /** Values per sample: 1 for single points, the window length for windows. */
  inputDim: number;
  /** Units of the narrow middle layer. */
  encodingDim: number;
  /** Units of the layers between input and middle, widest first; mirrored in the decoder. */
  hidden?: readonly number[];
  /** Activation of every layer but the last; `"relu"` unless told. */
  activation?: Activation;
  /** Activation of the last layer; `"sigmoid"` unless told, which suits data in 0 .. 1. */
  outputActivation?: Activation;
  /** Adam's step size, above 0. */
  learningRate: number;
  /** The run's seed, an integer in 0 .. 2^32 - 1; the weights take streams of it by layer. */
  seed: number;
}

/** Adam's epsilon in Keras; TensorFlow.js takes another one from its backend unless told. */
const KERAS_EPSILON = 1e-7;

/**
 * Builds and compiles an autoencoder: `inputDim` -> `hidden` -> `encodingDim` -> `hidden` mirrored
 * -> `inputDim`, all dense, with Adam (0.9, 0.999, Keras' epsilon of 1e-7) and mean squared error.
 * TensorFlow.js adds that epsilon after Adam's bias correction, Keras before it: steps differ where
 * gradients are about as small as the epsilon.
 *
 * Weights start Glorot uniform (Glorot and Bengio, 2010) and biases at 0, as in Keras; one seed
 * gives the same bytes in every run.
 *
 * @param options See {@linkcode AutoencoderOptions}
 * @returns The compiled model; input and output shape `[batch, inputDim]`
 * @throws {RangeError} If a size is not a positive integer, the learning rate is not a positive
 *   finite number, or the seed is not an integer in 0 .. 2^32 - 1
 * @throws {RangeError} If an activation is none of {@linkcode Activation}
 *
 * @example One value in, eight units in the middle
 * ```ts
 * import assert from "node:assert/strict";
 * import { createAutoencoder } from "elb-anomaly/autoencoder";
 *
 * const model = createAutoencoder({ inputDim: 1, encodingDim: 8, learningRate: 0.01, seed: 7 });
 * assert.equal(model.countParams(), 1 * 8 + 8 + 8 * 1 + 1);
 * ```
 */
export function createAutoencoder(options: AutoencoderOptions): Model {
  const action = "create an autoencoder";
  const {
    inputDim,
    encodingDim,
    hidden = [],
    activation = "relu",
    outputActivation = "sigmoid",
    learningRate,
    seed,
    ...rest
  } = optionsOf(action, options);
  requireKnownOptions(action, rest);
  requireInteger(action, { inputDim, encodingDim }, { min: 1 });
  requireKind(action, { hidden }, "a list");
  hidden.forEach((units, i) => requireInteger(action, { [`hidden[${i}]`]: units }, { min: 1 }));
  requireOneOf(action, { activation, outputActivation }, ACTIVATIONS);
  requireNumber(action, { learningRate }, { above: 0 });
  requireSeed(action, seed);

  const layers = [
    ...hidden.map((units, i) => ({ name: `encoder_${i + 1}`, units })),
    { name: "encoder", units: encodingDim },
    ...hidden.map((units, i) => ({ name: `decoder_${i + 1}`, units })).reverse(),
    { name: "decoder", units: inputDim },
  ];
  const model = tf.sequential({ name: "autoencoder" });
  layers.forEach(({ name, units }, i) => {
    model.add(tf.layers.dense({
      name,
      units,
      activation: i < layers.length - 1 ? activation : outputActivation,
      kernelInitializer: tf.initializers.glorotUniform({
        seed: streamSeed(seed, `weights/${name}`),
      }),
      biasInitializer: "zeros",
      ...(i === 0 ? { inputShape: [inputDim] } : {}),
    }));
  });
  model.compile({
    optimizer: tf.train.adam(learningRate, 0.9, 0.999, KERAS_EPSILON),
    loss: "meanSquaredError",
  });
  return model;
}

/** The width of a model's input, after checking that it has one, and one output as wide. */
export function inputWidth(model: TrainableModel): number {
  const { inputs, outputs } = Object(model) as Partial<TrainableModel>;
  if (!Array.isArray(inputs) || !Array.isArray(outputs)) {
    throw new TypeError(
      `Cannot use the model as it must be a model, such as createAutoencoder() gives: current value is ${
        excerpt(model)
      }`,
    );
  }
  const [input, output] = [model.inputs, model.outputs].map((ends) => {
    const shape = ends[0]!.shape;
    return ends.length === 1 && shape.length === 2 ? shape[1] : null;
  });
  if (typeof input !== "number" || input !== output) {
    throw new TypeError(
      `Cannot use the model as input and output must both have shape [batch, inputDim]: got ${
        shapesOf(model.inputs)
      } and ${shapesOf(model.outputs)}`,
    );
  }
  return input;
}

function shapesOf(ends: readonly { readonly shape: readonly (number | null)[] }[]): string {
  return ends.map(({ shape }) => `[${shape}]`).join();
}
