/**
 * How badly a model gives back each sample.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { TrainableModel } from "./model.ts";
import { sampleRows, type Samples } from "./samples.ts";
import "./production_mode.ts";

/** Rows per `predict`. */
const PREDICT_ROWS = 1024;

/**
 * Mean squared reconstruction error of each sample: the mean over its values of
 * `(output - input)^2`, in the square of the scaled data's unit.
 *
 * @param model A model whose input and output have shape `[batch, inputDim]`
 * @param x Samples, or the windows of a series; every value finite
 * @returns One error per sample, shape `[samples]`
 * @throws {TypeError} If `x` is of the wrong kind
 * @throws {RangeError} If `x` does not fit the model or holds a value that is not finite
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createAutoencoder } from "./model.ts";
 * import { reconstructionErrors } from "./score.ts";
 *
 * const model = createAutoencoder({ inputDim: 1, encodingDim: 8, learningRate: 0.01, seed: 7 });
 * const errors = reconstructionErrors(model, Float32Array.of(0.1, 0.5, 0.9));
 * assert.equal(errors.length, 3);
 * ```
 */
export function reconstructionErrors(model: TrainableModel, x: Samples): Float64Array {
  const width = model.inputs[0]!.shape[1]!;
  const { data, stride, count } = sampleRows(x, width, "score");
  const errors = new Float64Array(count);
  for (let from = 0; from < count; from += PREDICT_ROWS) {
    const rows = Math.min(PREDICT_ROWS, count - from);
    const values = new Float32Array(rows * width);
    for (let r = 0; r < rows; r++) {
      const start = (from + r) * stride;
      values.set(data.subarray(start, start + width), r * width);
    }
    errors.set(
      tf.tidy(() => {
        const x = tf.tensor2d(values, [rows, width]);
        return (model.predict(x) as tf.Tensor).sub(x).square().mean(1).dataSync();
      }),
      from,
    );
  }
  return errors;
}
