// Training in batches: gather, forward, loss, backward, update. One lane per sample.
//
// Several cores may train together (team.as.ts). Each takes some lanes through gather, forward,
// loss and backward, and then updates some rows of every layer's weights. No sum is ever split
// between cores, so any number of them gives the same bytes.

import { activateRows, derivativeRows, RELU } from "./activations.as";
import { AdamStep, beginStep, stepAll } from "./adam.as";
import { gatherRows, transposeRows } from "./gather.as";
import { allFinite, lanesFor, multiplyAdd, rowBytes, sum } from "./lanes.as";
import { Layer, layerOf, Network } from "./network.as";
import { correlateRows, mixRows, sumRows, UNBOUNDED } from "./products.as";
import { awaitJob, call, meet, shareStart } from "./team.as";

/**
 * Runs the layers over `lanes` samples, whose activations lie `at` bytes into their rows; gives the
 * address of the last layer's.
 */
export function forward(
  net: Network, input: usize, inputRow: usize, row: usize, at: usize, lanes: i32,
): usize {
  for (let l = 0; l < net.layerCount; l++) {
    const layer = layerOf(net, l), out = layer.activations + at;
    mixRows(
      out, row, input, inputRow, layer.weights, layer.weightsRow, layer.bias,
      layer.outputs, layer.inputs, lanes, layer.activation == RELU ? 0 : UNBOUNDED);
    activateRows(layer.activation, out, row, layer.outputs, lanes);
    input = out; inputRow = row;
  }
  return input;
}

/**
 * The loss's gradient by the output: `deltas = 2 / (samples * width) * (output - target)`, and 0 in
 * the lanes that hold no sample. `squares` gets each lane's sum of squared errors.
 */
function lossGradient(
  last: Layer, target: usize, row: usize, samples: i32, first: i32, end: i32, squares: usize,
): void {
  const width = last.outputs, scales = f32x4.splat(2 / (<f32> samples * <f32> width));
  for (let lane = first; lane < end; lane += 8) {
    const at = <usize> lane << 2, left = i32x4.splat(samples - lane);
    const live0 = i32x4.gt_s(left, i32x4(0, 1, 2, 3)), live1 = i32x4.gt_s(left, i32x4(4, 5, 6, 7));
    let s0 = f32x4.splat(0), s1 = s0;
    let d = last.deltas + at, y = last.activations + at, t = target + at;
    for (let f = 0; f < width; f++, d += row, y += row, t += row) {
      const e0 = v128.and(live0, f32x4.sub(v128.load(y), v128.load(t)));
      const e1 = v128.and(live1, f32x4.sub(v128.load(y, 16), v128.load(t, 16)));
      s0 = multiplyAdd(e0, e0, s0); s1 = multiplyAdd(e1, e1, s1);
      v128.store(d, f32x4.mul(scales, e0)); v128.store(d, f32x4.mul(scales, e1), 16);
    }
    v128.store(squares + at, s0); v128.store(squares + at, s1, 16);
  }
}

/**
 * Outputs whose weights' gradients are mixed sample by sample, in whole tiles: that sums faster
 * than correlating rows, but the samples must be transposed first, which narrow layers do not pay
 * back.
 */
@inline function mixedOutputs(layer: Layer): i32 {
  return min(layer.inputs, layer.outputs) < 16 ? 0 : layer.outputs & ~7;
}

/** What comes into layer `l`, features x lanes. */
@inline function inputOf(net: Network, l: i32): usize {
  return l ? layerOf(net, l - 1).activations : net.input;
}

/** Backward through the layers, from the last one's loss gradient to the first one's deltas. */
function backward(net: Network, row: usize, first: i32, lanes: i32): void {
  const at = <usize> first << 2;
  for (let l = net.layerCount - 1; l >= 0; l--) {
    const layer = layerOf(net, l), deltas = layer.deltas + at;
    const inputs = layer.inputs, outputs = layer.outputs;
    derivativeRows(layer.activation, deltas, layer.activations + at, row, outputs, lanes);
    if (l) {
      mixRows(
        layerOf(net, l - 1).deltas + at, row, deltas, row, layer.transposed, transposedRow(layer), 0,
        inputs, outputs, lanes, UNBOUNDED);
    }
    if (mixedOutputs(layer)) {
      const x = rowBytes(lanesFor(inputs)), d = rowBytes(lanesFor(outputs));
      transposeRows(layer.inputsBySample + x * first, x, inputOf(net, l) + at, row, lanes, inputs);
      transposeRows(layer.deltasBySample + d * first, d, deltas, row, lanes, outputs);
    }
  }
}

@inline function transposedRow(layer: Layer): usize {
  return <usize> ((layer.inputs + 3) & ~3) << 2;
}

/** Transposes this core's rows of the weights of all layers whose deltas go further down. */
function transposeWeights(net: Network, core: i32): void {
  for (let l = 1; l < net.layerCount; l++) {
    const layer = layerOf(net, l);
    const from = shareStart(net, core, layer.inputs, 4), to = shareStart(net, core + 1, layer.inputs, 4);
    transposeRows(
      layer.transposed + (<usize> from << 2), transposedRow(layer),
      layer.weights + layer.weightsRow * from, layer.weightsRow, layer.outputs, to - from);
  }
}

/** The gradients of this core's rows of a layer's weights, and the Adam step with them. */
function update(net: Network, l: i32, row: usize, samples: i32, core: i32): void {
  const layer = layerOf(net, l);
  const from = shareStart(net, core, layer.inputs, 4), to = shareStart(net, core + 1, layer.inputs, 4);
  const rows = to - from, mixed = mixedOutputs(layer), weightsRow = layer.weightsRow;
  const gradients = layer.weightGradients + weightsRow * from, lanes = lanesFor(samples);
  if (mixed) {
    mixRows(
      gradients, weightsRow, layer.deltasBySample, rowBytes(lanesFor(layer.outputs)),
      layer.inputsBySample + (<usize> from << 2), rowBytes(lanesFor(layer.inputs)), 0,
      rows, samples, mixed, UNBOUNDED);
  }
  correlateRows(
    gradients + (<usize> mixed << 2), weightsRow, inputOf(net, l) + row * from, row,
    layer.deltas + row * mixed, row, rows, layer.outputs - mixed, lanes);
  let end = gradients + weightsRow * rows;
  if (to == layer.inputs) { // the last rows' core takes the biases, which follow them
    sumRows(layer.biasGradients, layer.deltas, row, layer.outputs, lanes);
    end = (layer.biasGradients + (<usize> layer.outputs << 2) + 15) & ~15;
  }
  const at = gradients - net.gradients;
  stepAll(
    changetype<AdamStep>(net.adamStep), net.parameters + at, gradients,
    net.firstMoments + at, net.secondMoments + at, <i32> ((end - gradients) >> 2));
}

/**
 * A core's share of one Adam step on the batch in `net.input`, whose output should be `target`
 * (features x lanes). Core 0 gives the sum of squared errors before the step.
 */
function step(
  net: Network, target: usize, samples: i32, learningRate: f64, first: i32, end: i32, core: i32,
): f64 {
  const lanes = lanesFor(samples), row = rowBytes(lanes), at = <usize> first << 2;
  const last = layerOf(net, net.layerCount - 1);
  transposeWeights(net, core);
  if (core == 0) beginStep(net, learningRate);
  forward(net, net.input + at, row, row, at, end - first);
  lossGradient(last, target, row, samples, first, end, net.scratch);
  if (net.cores > 1) meet(net); // all weights are transposed
  backward(net, row, first, end - first);
  if (net.cores > 1) meet(net); // all lanes have their deltas
  let loss: f64 = 0;
  if (core == 0) {
    let squares = f32x4.splat(0);
    for (let c: usize = 0; c < <usize> lanes << 2; c += 16) {
      squares = f32x4.add(squares, v128.load(net.scratch + c));
    }
    loss = sum(squares);
  }
  for (let l = 0; l < net.layerCount; l++) update(net, l, row, samples, core);
  if (net.cores > 1) meet(net); // all weights are new
  return loss;
}

/** A core's share of `trainRows`. */
export function trainShare(
  net: Network, data: usize, stride: i32, rows: usize, count: i32, batch: i32, learningRate: f64,
  core: i32,
): f64 {
  const width = layerOf(net, 0).inputs;
  let loss: f64 = 0;
  for (let s = 0; s < count; s += batch) {
    const samples = min(batch, count - s), lanes = lanesFor(samples);
    const first = shareStart(net, core, lanes, 8), end = shareStart(net, core + 1, lanes, 8);
    gatherRows(
      net.input + (<usize> first << 2), rowBytes(lanes), data, rows + (<usize> (s + first) << 2), stride,
      width, min(samples, end) - first);
    loss += step(net, net.input, samples, learningRate, first, end, core);
  }
  return loss;
}

/** What core `core` of 1 .. cores - 1 does: its share of each job, until it may go. */
export function serve(net: Network, core: i32): void {
  for (let done = 0; ; done++) {
    const job = awaitJob(net, done);
    if (!job) return;
    trainShare(net, job.data, job.stride, job.rows, job.count, job.batch, job.learningRate, core);
  }
}

/**
 * Trains on the samples `rows[0]` .. `rows[count - 1]` of `data`, `batch` at a time, to give back
 * themselves. Gives the sum of squared errors, each batch's before its step.
 */
export function trainRows(
  net: Network, data: usize, stride: i32, rows: usize, count: i32, batch: i32, learningRate: f64,
): f64 {
  if (net.cores > 1) call(net, data, stride, rows, count, batch, learningRate);
  return trainShare(net, data, stride, rows, count, batch, learningRate, 0);
}

/**
 * One step on `samples` rows of `inputs` floats, whose outputs should be rows of `outputs` floats,
 * by one core. Gives the sum of squared errors before it; NaN, and no step, if a number is not
 * finite.
 */
export function trainBatch(
  net: Network, inputs: usize, outputs: usize, samples: i32, learningRate: f64,
): f64 {
  const lanes = lanesFor(samples), row = rowBytes(lanes);
  const first = layerOf(net, 0), last = layerOf(net, net.layerCount - 1);
  if (!allFinite(inputs, samples * first.inputs)) return NaN;
  if (!allFinite(outputs, samples * last.outputs)) return NaN;
  transposeRows(net.input, row, inputs, <usize> first.inputs << 2, first.inputs, samples);
  transposeRows(net.target, row, outputs, <usize> last.outputs << 2, last.outputs, samples);
  return step(net, net.target, samples, learningRate, 0, lanes, 0);
}
