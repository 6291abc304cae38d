/** What the kernel needs to know of a TensorFlow.js model, or why it cannot take it. */
import type { LayerShape } from "./network.ts";
import { type Activation, ACTIVATIONS } from "../activation.ts";
import type { TrainableModel } from "../model.ts";

/** Adam's settings. */
export interface AdamSettings {
  /** Step size. */
  learningRate: number;
  /** Decay of the first moments. */
  beta1: number;
  /** Decay of the second moments. */
  beta2: number;
  /** Added to the bias-corrected root of the second moments. */
  epsilon: number;
}

/** A model the kernel can run, or the reason why it cannot. */
export type DenseChain = { layers: LayerShape[] } | { reason: string };

const PENALTIES = [
  "kernelRegularizer",
  "biasRegularizer",
  "activityRegularizer",
  "kernelConstraint",
  "biasConstraint",
];

/**
 * Sees a model as a chain of dense layers with biases, one after the other, each linear, relu,
 * sigmoid or tanh, without regularisers or constraints; or gives the first thing that is otherwise.
 */
export function denseChain(model: TrainableModel): DenseChain {
  const layers: LayerShape[] = [];
  const chain = model.layers.filter((layer: Layer) => layer.getClassName() !== "InputLayer");
  for (const [i, layer] of chain.entries()) {
    const kind = layer.getClassName();
    if (kind !== "Dense") return { reason: `layer "${layer.name}" is ${kind}, not Dense` };
    const config = layer.getConfig();
    if (!config.useBias) return { reason: `layer "${layer.name}" has no bias` };
    if (!layer.trainable) return { reason: `layer "${layer.name}" is frozen` };
    if (!ACTIVATIONS.includes(config.activation as Activation)) {
      return { reason: `layer "${layer.name}" has the activation ${config.activation}` };
    }
    const penalty = PENALTIES.find((name) => config[name] != null);
    if (penalty !== undefined) return { reason: `layer "${layer.name}" has a ${penalty}` };
    const sources = layer.inboundNodes.flatMap((node: Layer["inboundNodes"][number]) =>
      node.inboundLayers
    );
    if (sources.length > 1 || (i > 0 && sources[0] !== chain[i - 1])) {
      return { reason: `layer "${layer.name}" does not follow the layer before it alone` };
    }
    const [inputs, outputs] = layer.getWeights()[0]!.shape as [number, number];
    layers.push({ inputs, outputs, activation: config.activation as Activation });
  }
  return layers.length > 0 ? { layers } : { reason: "the model has no layer with weights" };
}

type Layer = TrainableModel["layers"][number];

/**
 * Whether the kernel can train a model: a {@linkcode denseChain} compiled with Adam and mean
 * squared error and nothing else. Gives layers and Adam's settings, or the reason why not.
 */
export function trainableChain(
  model: TrainableModel,
): { layers: LayerShape[]; adam: AdamSettings } | { reason: string } {
  const chain = denseChain(model);
  if ("reason" in chain) return chain;
  if (!["meanSquaredError", "mse", "MSE"].includes(model.loss as string)) {
    return { reason: `the loss is ${model.loss}, not meanSquaredError` };
  }
  const optimizer = model.optimizer.getClassName();
  if (optimizer !== "Adam") return { reason: `the optimiser is ${optimizer}, not Adam` };
  return { ...chain, adam: model.optimizer.getConfig() as unknown as AdamSettings };
}
