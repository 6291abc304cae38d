// Training in batches: gather, forward, loss, backward, update. One lane per sample.

import { activateRows, derivativeRows } from "./activations.as";
import { beginStep, stepAll } from "./adam.as";
import { gatherRows, transposeRows } from "./gather.as";
import { allFinite, lanesFor, multiplyAdd, rowBytes, sum } from "./lanes.as";
import { Layer, layerOf, Network } from "./network.as";
import { correlateRows, mixRows, sumRows } from "./products.as";

/** Runs the layers over `lanes` samples; gives the address of the last layer's activations. */
export function forward(net: Network, input: usize, inputRow: usize, row: usize, lanes: i32): usize {
  for (let l = 0; l < net.layerCount; l++) {
    const layer = layerOf(net, l), out = layer.activations;
    mixRows(
      out, row, input, inputRow, layer.weights, layer.weightsRow, layer.bias,
      layer.outputs, layer.inputs, lanes);
    activateRows(layer.activation, out, out + row * layer.outputs);
    input = out; inputRow = row;
  }
  return input;
}

/**
 * The loss's gradient by the output: `deltas = 2 / (samples * width) * (output - target)`, and 0 in
 * the lanes that hold no sample. Gives the sum of squared errors.
 */
function lossGradient(
  deltas: usize, output: usize, target: usize, row: usize, width: i32, samples: i32, lanes: i32,
): f64 {
  const full = <usize> (samples & ~3) << 2, live = <usize> samples << 2, end = <usize> lanes << 2;
  const scale: f32 = 2 / (<f32> samples * <f32> width), scales = f32x4.splat(scale);
  let total: f64 = 0;
  for (let f = 0; f < width; f++, deltas += row, output += row, target += row) {
    let squares = f32x4.splat(0), c: usize = 0;
    for (; c < full; c += 16) {
      const error = f32x4.sub(v128.load(output + c), v128.load(target + c));
      squares = multiplyAdd(error, error, squares);
      v128.store(deltas + c, f32x4.mul(scales, error));
    }
    for (; c < live; c += 4) {
      const error = load<f32>(output + c) - load<f32>(target + c);
      total += error * error;
      store<f32>(deltas + c, scale * error);
    }
    for (; c < end; c += 4) store<f32>(deltas + c, 0);
    total += sum(squares);
  }
  return total;
}

/** Gradients of all parameters, from the last layer's deltas down. */
function backward(net: Network, row: usize, lanes: i32): void {
  for (let l = net.layerCount - 1; l >= 0; l--) {
    const layer = layerOf(net, l), deltas = layer.deltas;
    const inputs = layer.inputs, outputs = layer.outputs;
    const below: Layer | null = l ? layerOf(net, l - 1) : null;
    derivativeRows(layer.activation, deltas, deltas + row * outputs, layer.activations);
    correlateRows(
      layer.weightGradients, layer.weightsRow, below ? below.activations : net.input, row,
      deltas, row, inputs, outputs, lanes);
    sumRows(layer.biasGradients, deltas, row, outputs, lanes);
    if (below) {
      const transposedRow = <usize> ((inputs + 3) & ~3) << 2;
      transposeRows(layer.transposed, transposedRow, layer.weights, layer.weightsRow, outputs, inputs);
      mixRows(below.deltas, row, deltas, row, layer.transposed, transposedRow, 0, inputs, outputs, lanes);
    }
  }
}

/**
 * One Adam step on the batch in `net.input`, whose output should be `target` (features x lanes).
 * Gives the sum of squared errors before the step.
 */
function step(net: Network, target: usize, samples: i32, learningRate: f64): f64 {
  const lanes = lanesFor(samples), row = rowBytes(lanes);
  const last = layerOf(net, net.layerCount - 1);
  const output = forward(net, net.input, row, row, lanes);
  const loss = lossGradient(last.deltas, output, target, row, last.outputs, samples, lanes);
  backward(net, row, lanes);
  stepAll(
    beginStep(net, learningRate), net.parameters, net.gradients, net.firstMoments, net.secondMoments,
    net.parameterCount);
  return loss;
}

/**
 * Trains on the samples `rows[0]` .. `rows[count - 1]` of `data`, `batch` at a time, to give back
 * themselves. Gives the sum of squared errors, each batch's before its step.
 */
export function trainRows(
  net: Network, data: usize, stride: i32, rows: usize, count: i32, batch: i32, learningRate: f64,
): f64 {
  const width = layerOf(net, 0).inputs;
  let loss: f64 = 0;
  for (let s = 0; s < count; s += batch) {
    const samples = min(batch, count - s);
    gatherRows(
      net.input, rowBytes(lanesFor(samples)), data, rows + (<usize> s << 2), stride, width, samples);
    loss += step(net, net.input, samples, learningRate);
  }
  return loss;
}

/**
 * One step on `samples` rows of `inputs` floats, whose outputs should be rows of `outputs` floats.
 * Gives the sum of squared errors before it; NaN, and no step, if a number is not finite.
 */
export function trainBatch(
  net: Network, inputs: usize, outputs: usize, samples: i32, learningRate: f64,
): f64 {
  const row = rowBytes(lanesFor(samples));
  const first = layerOf(net, 0), last = layerOf(net, net.layerCount - 1);
  if (!allFinite(inputs, samples * first.inputs)) return NaN;
  if (!allFinite(outputs, samples * last.outputs)) return NaN;
  transposeRows(net.input, row, inputs, <usize> first.inputs << 2, first.inputs, samples);
  transposeRows(net.target, row, outputs, <usize> last.outputs << 2, last.outputs, samples);
  return step(net, net.target, samples, learningRate);
}
