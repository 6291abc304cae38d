/** How badly a model gives back each sample. */
import { optionsOf, requireKnownOptions, requireOneOf } from "../checks.ts";
import { type TensorFlow, tf } from "../packages.ts";
import { denseChain } from "./wasm/supported_chain.ts";
import { KernelNetwork, type LayerShape } from "./wasm/network.ts";
import { scoringLanes } from "./training/kernel_trainer.ts";
import { inputWidth, type TrainableModel } from "./model.ts";
import { requireFloat32, type SampleRows, sampleRows, type Samples } from "./samples.ts";

/** Which part of each sample is compared. */
export interface ScoreOptions {
  /** `"sample"`: all of its values (the default); `"lastPoint"`: its last, a window's newest. */
  of?: "sample" | "lastPoint";
}

/** Bytes of samples that go into the kernel at a time: they and the results stay in the cache. */
const BLOCK_BYTES = 1 << 16;
/** Rows per `predict`. */
const PREDICT_ROWS = 1024;

/**
 * Squared reconstruction error of each sample: the mean over its values of `(output - input)^2`, or
 * that of its last value alone; in the square of the scaled data's unit.
 *
 * Stacks of dense layers run in the kernel, where windows one point apart are read in place; other
 * models run through TensorFlow.js' `predict`.
 *
 * @param model A model whose input and output have shape `[batch, inputDim]`
 * @param x Samples, or the windows of a series; every value finite
 * @param options See {@linkcode ScoreOptions}
 * @returns One error per sample, shape `[samples]`
 * @throws {TypeError} If `x` is of the wrong kind
 * @throws {RangeError} If `x` does not fit the model, or it or a weight is not finite (the message
 *   names the index)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createAutoencoder, reconstructionErrors } from "elb-anomaly/autoencoder";
 *
 * const model = createAutoencoder({ inputDim: 4, encodingDim: 2, learningRate: 0.01, seed: 7 });
 * const series = Float32Array.of(0.1, 0.5, 0.9, 0.5, 0.1, 0.5);
 * assert.equal(reconstructionErrors(model, { series, windowLength: 4 }).length, 3);
 * ```
 */
export function reconstructionErrors(
  model: TrainableModel,
  x: Samples,
  options: ScoreOptions = {},
): Float64Array {
  const { of = "sample", ...rest } = optionsOf("score", options);
  requireKnownOptions("score", rest);
  requireOneOf("score", { of }, ["sample", "lastPoint"]);
  const samples = sampleRows(x, inputWidth(model), "score");
  const from = of === "sample" ? 0 : samples.width - 1;
  const chain = denseChain(model);
  return "layers" in chain
    ? kernelErrors(model, chain.layers, samples, from)
    : predictedErrors(model, samples, from);
}

function kernelErrors(
  model: TrainableModel,
  layers: LayerShape[],
  samples: SampleRows,
  from: number,
): Float64Array {
  const { data, width, stride, count } = samples;
  const chunk = scoringLanes(layers);
  const network = new KernelNetwork({
    layers,
    maxSamples: chunk,
    adam: { beta1: 0, beta2: 0, epsilon: 0 },
  });
  model.getWeights().forEach((weight: TensorFlow.Tensor, i: number) => {
    const values = weight.dataSync() as Float32Array;
    requireFloat32(model.weights[i]!.originalName, values, "score");
    const views = network.layerViews(i >> 1);
    (i % 2 === 0 ? views.weights : views.bias).set(values);
  });

  const errors = new Float64Array(count);
  const perBlock = Math.max(chunk, Math.floor(BLOCK_BYTES / 4 / stride / chunk) * chunk);
  const block = Math.min(perBlock, count);
  // the kernel reads four samples at a time: up to three past the end
  const dataAddress = network.allocate(4 * ((block + 2) * stride + width));
  const outAddress = network.allocate(8 * (block + chunk));
  for (let first = 0; first < count; first += block) {
    const rows = Math.min(block, count - first);
    const values = data.subarray(first * stride, (first + rows - 1) * stride + width);
    network.floats(dataAddress, values.length).set(values);
    network.kernel.scoreRows(network.address, dataAddress, stride, rows, chunk, from, outAddress);
    errors.set(new Float64Array(network.kernel.memory.buffer, outAddress, rows), first);
  }
  return errors;
}

function predictedErrors(model: TrainableModel, samples: SampleRows, from: number): Float64Array {
  const { data, width, stride, count } = samples;
  const errors = new Float64Array(count);
  for (let first = 0; first < count; first += PREDICT_ROWS) {
    const rows = Math.min(PREDICT_ROWS, count - first);
    const values = new Float32Array(rows * width);
    for (let r = 0; r < rows; r++) {
      const start = (first + r) * stride;
      values.set(data.subarray(start, start + width), r * width);
    }
    errors.set(
      tf.tidy(() => {
        const x = tf.tensor2d(values, [rows, width]);
        const output = model.predict(x) as TensorFlow.Tensor2D;
        return output.sub(x).square().slice([0, from]).mean(1).dataSync();
      }),
      first,
    );
  }
  return errors;
}
