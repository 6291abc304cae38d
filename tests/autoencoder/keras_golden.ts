/** The values of tests/fixtures/autoencoder/keras_training.py, and models that start as its do. */
import * as tf from "@tensorflow/tfjs";
import type { Activation } from "../../lib/autoencoder/activation.ts";
import { createAutoencoder, type Model } from "../../lib/autoencoder/model.ts";
import type { Float64Network } from "./float64_network.ts";

export interface KerasGolden {
  madeBy: string;
  training: {
    layers: number[];
    activations: Activation[];
    rows: number;
    batch: number;
    epochs: number;
    validationSplit: number;
    loss: number[];
    valLoss: number[];
    weights: number[][];
  }[];
  earlyStopping: {
    values: number[];
    patience: number;
    min_delta: number;
    epochs: number;
    restored: number;
  }[];
}

export const KERAS: KerasGolden = JSON.parse(
  Deno.readTextFileSync(new URL("../fixtures/autoencoder/keras_training.json", import.meta.url)),
);

/** An autoencoder of a network's shape, with its parameters. */
export function modelOf(network: Float64Network, learningRate = 0.001): Model {
  const layers = network.layers;
  const model = createAutoencoder({
    inputDim: layers[0]!.inputs,
    encodingDim: layers[layers.length / 2 - 1]!.outputs,
    hidden: layers.slice(0, layers.length / 2 - 1).map((layer) => layer.outputs),
    activation: layers[0]!.activation,
    outputActivation: layers.at(-1)!.activation,
    learningRate,
    seed: 1,
  });
  tf.tidy(() => {
    const shapes = model.getWeights().map((weight) => weight.shape);
    model.setWeights(
      network.parameters().map((p, k) => tf.tensor(Float32Array.from(p), shapes[k]!)),
    );
  });
  return model;
}

/** A model's weights as arrays. */
export function weightsOf(model: tf.LayersModel): Float32Array[] {
  return model.getWeights().map((weight) => (weight.dataSync() as Float32Array).slice());
}
