// Training on one sample at a time, for networks that learn while a stream runs. A lane per sample
// would leave seven lanes of eight empty, so here a vector holds four units: weights must be laid
// out in rows of whole vectors (weightsRow a multiple of 16 bytes, padded with zeros), and so are
// activations and deltas. Gradients are never stored: each row of weights is stepped where it is.

import { activate, timesDerivative } from "./activations.as";
import { AdamStep, beginStep, stepFour } from "./adam.as";
import { allFinite, multiplyAdd, sum } from "./lanes.as";
import { Layer, layerOf, Network } from "./network.as";

/** Runs the layers over one sample; gives the address of the last layer's activations. */
function forwardOne(net: Network, input: usize): usize {
  for (let l = 0; l < net.layerCount; l++) {
    const layer = layerOf(net, l), row = layer.weightsRow;
    for (let o: usize = 0; o < row; o += 16) {
      let even = v128.load(layer.bias + o), odd = f32x4.splat(0);
      let i = layer.inputs, x = input, w = layer.weights + o;
      // two sums, so that one multiply-add need not wait for the one before
      for (; i > 1; i -= 2, x += 8, w += row << 1) {
        even = multiplyAdd(v128.load32_splat(x), v128.load(w), even);
        odd = multiplyAdd(v128.load32_splat(x, 4), v128.load(w + row), odd);
      }
      if (i) even = multiplyAdd(v128.load32_splat(x), v128.load(w), even);
      v128.store(layer.activations + o, activate(layer.activation, f32x4.add(even, odd)));
    }
    input = layer.activations;
  }
  return input;
}

/** Runs `count` samples into `out`, row by row; false, and no output, if a number is not finite. */
export function onlineOutputs(net: Network, inputs: usize, count: i32, out: usize): bool {
  if (!allFinite(inputs, count * layerOf(net, 0).inputs)) return false;
  const width = <usize> layerOf(net, 0).inputs << 2;
  const outputs = <usize> layerOf(net, net.layerCount - 1).outputs << 2;
  for (; count > 0; count--, inputs += width, out += outputs) {
    memory.copy(out, forwardOne(net, inputs), outputs);
  }
  return true;
}

/** `deltas = 2 / width * (output - target)`, 0 in the padding; gives the sum of squared errors. */
function lossGradient(layer: Layer, target: usize): f64 {
  const width = layer.outputs, scale: f32 = 2 / <f32> width;
  let total: f64 = 0, c: usize = 0;
  for (const end = <usize> width << 2; c < end; c += 4) {
    const error = load<f32>(layer.activations + c) - load<f32>(target + c);
    total += error * error;
    store<f32>(layer.deltas + c, scale * error);
  }
  for (; c < layer.weightsRow; c += 4) store<f32>(layer.deltas + c, 0);
  return total;
}

/** Backward through a layer: deltas of the layer below, and the step of this layer's parameters. */
function stepLayer(
  net: Network, layer: Layer, below: Layer | null, input: usize, s: AdamStep,
): void {
  const row = layer.weightsRow, deltas = layer.deltas;
  const toFirst = net.firstMoments - net.parameters, toSecond = net.secondMoments - net.parameters;
  for (let o: usize = 0; o < row; o += 16) {
    const d = timesDerivative(layer.activation, v128.load(deltas + o), v128.load(layer.activations + o));
    v128.store(deltas + o, d);
    stepFour(s, layer.bias + o, d, layer.bias + toFirst + o, layer.bias + toSecond + o);
  }
  let w = layer.weights, m = w + toFirst, v = w + toSecond;
  for (let i: usize = 0, end = <usize> layer.inputs << 2; i < end; i += 4, w += row, m += row, v += row) {
    const x = v128.load32_splat(input + i);
    let dot = f32x4.splat(0);
    for (let o: usize = 0; o < row; o += 16) {
      const d = v128.load(deltas + o);
      if (below) dot = multiplyAdd(v128.load(w + o), d, dot);
      stepFour(s, w + o, f32x4.mul(x, d), m + o, v + o);
    }
    if (below) store<f32>(below.deltas + i, sum(dot));
  }
  if (below) {
    // whatever a batch left in the padding must not reach the padding's weights
    for (let c = <usize> layer.inputs << 2; c < below.weightsRow; c += 4) store<f32>(below.deltas + c, 0);
  }
}

/**
 * `count` steps, one sample each: rows of inputs and of the outputs they should give, and the rate
 * of each, float64 numbers. Gives the sum of squared errors, each sample's before its step; NaN,
 * and no step, if a number is not finite.
 */
export function onlineSteps(
  net: Network, inputs: usize, outputs: usize, count: i32, rates: usize,
): f64 {
  const top = net.layerCount - 1, last = layerOf(net, top);
  const width = <usize> layerOf(net, 0).inputs << 2;
  if (!allFinite(inputs, count * layerOf(net, 0).inputs)) return NaN;
  if (!allFinite(outputs, count * last.outputs)) return NaN;
  let loss: f64 = 0;
  for (; count > 0; count--, inputs += width, outputs += <usize> last.outputs << 2, rates += 8) {
    forwardOne(net, inputs);
    loss += lossGradient(last, outputs);
    const s = beginStep(net, load<f64>(rates));
    for (let l = top; l >= 0; l--) {
      const below: Layer | null = l ? layerOf(net, l - 1) : null;
      stepLayer(net, layerOf(net, l), below, below ? below.activations : inputs, s);
    }
  }
  return loss;
}
