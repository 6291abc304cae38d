// What the host lays out in memory (network.ts), field by field.
// Every field that is a place is an address in bytes.

/** One dense layer. */
@unmanaged
export class Layer {
  inputs: i32;
  outputs: i32;
  activation: i32;
  /** Bytes from one input's weights to the next one's: outputs, or outputs rounded up to four. */
  weightsRow: usize;
  /** `weights[input][output]`, TensorFlow's layout, then the biases. */
  weights: usize;
  bias: usize;
  weightGradients: usize;
  biasGradients: usize;
  /** The transposed weights, `outputs` rows of `inputs` rounded up to four. */
  transposed: usize;
  /** Features x lanes: what comes out of the layer, and the loss's gradient by it. */
  activations: usize;
  deltas: usize;
  /** Samples x features: what comes into the layer, and the deltas. */
  inputsBySample: usize;
  deltasBySample: usize;
}

/** A network of dense layers, with its optimiser. */
@unmanaged
export class Network {
  layerCount: i32;
  /** Floats of all layers' parameters, each layer's rounded up to four. */
  parameterCount: i32;
  parameters: usize;
  gradients: usize;
  firstMoments: usize;
  secondMoments: usize;
  /** Features x lanes: the gathered batch, and what its output should be. */
  input: usize;
  target: usize;
  /** Two rows of lanes. */
  scratch: usize;
  /** Room for an AdamStep. */
  adamStep: usize;
  /** Cores that train together, and where they meet (a Team). */
  cores: i32;
  team: usize;
  beta1: f64;
  beta2: f64;
  epsilon: f64;
  /** Steps taken so far, and beta^steps. */
  steps: f64;
  beta1Power: f64;
  beta2Power: f64;
}

const NETWORK_BYTES: usize = offsetof<Network>();
const LAYER_BYTES: usize = offsetof<Layer>();

/** Layer `l`, from 0: the layers follow the network in memory. */
@inline export function layerOf(net: Network, l: i32): Layer {
  return changetype<Layer>(changetype<usize>(net) + NETWORK_BYTES + <usize> l * LAYER_BYTES);
}
