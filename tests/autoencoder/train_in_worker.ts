/** Trains a model, here or in a worker that is sent a seed and answers with the weights' bytes. */
import { fit } from "../../lib/autoencoder/fit.ts";
import { createAutoencoder } from "../../lib/autoencoder/model.ts";

export async function trainedWeights(seed: number): Promise<Uint8Array> {
  const model = createAutoencoder({ inputDim: 12, encodingDim: 4, learningRate: 0.01, seed });
  const series = Float32Array.from({ length: 500 }, (_, i) => 0.5 + 0.4 * Math.sin(i / 9));
  await fit(model, { series, windowLength: 12 }, {
    epochs: 5,
    batchSize: 32,
    validationSplit: 0.1,
    seed,
    trainer: "kernel",
  });
  const values = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
  return new Uint8Array(Float32Array.from(values).buffer);
}

// deno-lint-ignore no-explicit-any -- the worker's scope is not among the configured libraries
const scope = globalThis as any;
if (scope.WorkerGlobalScope !== undefined && scope instanceof scope.WorkerGlobalScope) {
  scope.onmessage = async ({ data: seed }: MessageEvent<number>) => {
    scope.postMessage(await trainedWeights(seed));
  };
}
