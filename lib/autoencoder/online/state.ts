/** A `DenseNet`'s whole state as plain JSON. */
import { requireInteger } from "../../checks.ts";
import type { Activation } from "../activation.ts";

/** Everything a `DenseNet` knows, as plain JSON. */
export interface DenseNetState {
  /** Widths from input to output. */
  layers: number[];
  /** One activation for each width but the first. */
  activations: Activation[];
  /** Optimiser steps taken. */
  steps: number;
  /** Layer by layer: the kernel, row-major `[in, out]`, then the biases. */
  weights: number[];
  /** Adam's first moments, in the order of the weights. */
  firstMoments: number[];
  /** Adam's second moments, in the order of the weights. */
  secondMoments: number[];
}

/**
 * Checks the shape and the numbers of a state against the network that is to take it, with a
 * `RangeError`.
 */
export function checkDenseNetState(
  state: DenseNetState,
  layers: readonly number[],
  activations: readonly Activation[],
): void {
  const shape = (layers: readonly number[], activations: readonly Activation[]): string =>
    `${layers.join("-")} ${activations.join("-")}`;
  const own = shape(layers, activations);
  const given = shape(state.layers, state.activations);
  if (own !== given) {
    throw new RangeError(
      `Cannot restore the network as the snapshot must be of ${own}: it is of ${given}`,
    );
  }
  requireInteger("restore the network", { steps: state.steps }, { min: 0 });
  const count = activations.reduce(
    (sum, _, i) => sum + (layers[i]! + 1) * layers[i + 1]!,
    0,
  );
  for (const name of ["weights", "firstMoments", "secondMoments"] as const) {
    const values = state[name];
    const least = name === "secondMoments" ? 0 : -Infinity; // means of squares
    const bad = values.findIndex((value) =>
      !(Number.isFinite(Math.fround(value)) && value >= least)
    );
    if (values.length !== count || bad >= 0) {
      throw new RangeError(
        `Cannot restore the network as ${name} must be ${count} finite numbers${
          least === 0 ? " of 0 or more" : ""
        }: ${bad >= 0 ? `${name}[${bad}] is ${values[bad]}` : `got ${values.length}`}`,
      );
    }
  }
}
