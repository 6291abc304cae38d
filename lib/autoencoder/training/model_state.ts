/**
 * A model's weights and its optimiser's state as plain arrays: to hand them to another trainer
 * and back, or to return to them.
 */
import { type TensorFlow, tf } from "../../packages.ts";
import type { TrainableModel } from "../model.ts";

/** Weights of a model, and the state of its Adam-like optimiser. */
export interface ModelState {
  /** Every weight tensor's values, in the model's order. */
  weights: Float32Array[];
  /** Optimiser steps taken so far. */
  steps: number;
  /** The optimiser's tensors (Adam: first moments, then second); none before its first step. */
  slots: { name: string; shape: number[]; values: Float32Array }[];
}

interface Slot {
  readonly name: string;
  readonly tensor: TensorFlow.Tensor;
}

/** Copies a compiled model's weights and optimiser state. */
export async function readModelState(model: TrainableModel): Promise<ModelState> {
  const [iterations, ...slots] = await model.optimizer.getWeights();
  const steps = iterations!.tensor.dataSync()[0]!;
  iterations!.tensor.dispose();
  return {
    weights: model.getWeights().map((weight: TensorFlow.Tensor) =>
      (weight.dataSync() as Float32Array).slice()
    ),
    steps,
    slots: slots.map(({ name, tensor }: Slot) => ({
      name,
      shape: tensor.shape,
      values: (tensor.dataSync() as Float32Array).slice(),
    })),
  };
}

/** Sets the weights and optimiser state of a model of the same layers and optimiser. */
export async function writeModelState(model: TrainableModel, state: ModelState): Promise<void> {
  tf.tidy(() => {
    model.setWeights(
      model.getWeights().map((weight: TensorFlow.Tensor, i: number) =>
        tf.tensor(state.weights[i]!, weight.shape)
      ),
    );
  });
  const [oldIterations, ...oldSlots] = await model.optimizer.getWeights();
  const named = [
    { name: "iter", tensor: tf.scalar(state.steps, "int32") },
    ...state.slots.map(({ name, shape, values }) => ({ name, tensor: tf.tensor(values, shape) })),
  ];
  await model.optimizer.setWeights(named);
  // setWeights makes variables of its own and forgets the old ones
  tf.dispose([oldIterations!.tensor, ...oldSlots.map((slot: Slot) => slot.tensor)]);
  tf.dispose(named.map((slot) => slot.tensor));
}
