/** What a {@linkcode DenseNet} is made from, and the checks of it. */
import { requireInteger, requireNumber, requireOneOf } from "../../checks.ts";
import { type Activation, ACTIVATIONS } from "../activation.ts";

/** Shape, seed and optimiser of a `DenseNet`. */
export interface DenseNetOptions {
  /** Widths from input to output: two or more positive integers. */
  layers: readonly number[];
  /** One activation for each width but the first. */
  activations: readonly Activation[];
  /** The run's seed, an integer in 0 .. 2^32 - 1; the weights' stream is "dense net weights". */
  seed: number;
  /** Adam's addition to the divisor; 1e-7 unless told, as in Keras. */
  epsilon?: number;
  /** Samples per call, at most; 1 unless told. */
  maxBatch?: number;
}

/** Fills in what is not told, and checks sizes, activations and epsilon, with a `RangeError`. */
export function checkDenseNetOptions(options: DenseNetOptions): Required<DenseNetOptions> {
  const { layers, activations, seed, maxBatch = 1, epsilon = 1e-7 } = options;
  if (layers.length < 2 || activations.length !== layers.length - 1) {
    throw new RangeError(
      `Cannot create the network as it needs two or more layers and one activation for each but the first: got ${layers.length} and ${activations.length}`,
    );
  }
  const action = "create the network";
  const named = <T>(name: string, values: readonly T[]): Record<string, T> =>
    Object.fromEntries(values.map((value, i) => [`${name}[${i}]`, value]));
  requireInteger(action, { ...named("layers", layers), maxBatch }, { min: 1 });
  requireOneOf(action, named("activations", activations), ACTIVATIONS);
  requireNumber(action, { epsilon }, { above: 0 });
  return { layers, activations, seed, maxBatch, epsilon };
}
