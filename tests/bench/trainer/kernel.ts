/** What the kernel costs, measured in this process through the code that users run. */
import { trainableChain } from "../../../lib/autoencoder/wasm/supported_chain.ts";
import { fit } from "../../../lib/autoencoder/fit.ts";
import { instantiateKernel } from "../../../lib/autoencoder/wasm/module.ts";
import { KernelTrainer } from "../../../lib/autoencoder/training/kernel_trainer.ts";
import { createAutoencoder, type Model } from "../../../lib/autoencoder/model.ts";
import { readModelState } from "../../../lib/autoencoder/training/model_state.ts";
import { sampleRows } from "../../../lib/autoencoder/samples.ts";
import { reconstructionErrors } from "../../../lib/autoencoder/score.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { repeat, type Timing, timingOf } from "./measure.ts";
import { PIPELINE, seriesOf, stepRows } from "./workload.ts";

/** A model of some widths. */
export function modelOf(layers: number[], seed = 1): Model {
  const middle = layers.length >> 1;
  return createAutoencoder({
    inputDim: layers[0]!,
    hidden: layers.slice(1, middle),
    encodingDim: layers[middle]!,
    learningRate: 0.001,
    seed,
  });
}

/** A trainer in the middle of its work, on one or more workers: an epoch, and its end. */
export async function stepper(
  layers: number[],
  batch: number,
  workers = 1,
): Promise<{ epoch: () => void; end: () => void }> {
  const random = new Mt19937(1);
  const rows = stepRows(batch);
  const x = Float32Array.from({ length: rows * layers[0]! }, () => random.random());
  const model = modelOf(layers);
  const chain = trainableChain(model);
  if ("reason" in chain) throw new Error(chain.reason);
  const trainer = await KernelTrainer.start(
    model,
    await readModelState(model),
    chain,
    sampleRows(x, layers[0]!, "train"),
    { trainingRows: rows, batchSize: batch, seed: 1, workers },
  );
  const epoch = () => {
    trainer.shuffle();
    trainer.train(0, rows);
  };
  return { epoch, end: () => trainer.dispose() };
}

/** Microseconds of a step, over repetitions of a fraction of a millisecond or one epoch. */
export async function stepTimes(
  epoch: () => void,
  batch: number,
  milliseconds: number,
): Promise<number[]> {
  const steps = Math.ceil(stepRows(batch) / batch);
  const [once] = await repeat(epoch, 0, 1);
  const epochs = Math.max(1, Math.round(0.3 / once!));
  const times = await repeat(() => {
    for (let i = 0; i < epochs; i++) epoch();
  }, milliseconds);
  return times.map((time) => time * 1000 / (epochs * steps));
}

/** Runs the original's pipeline; gives its best validation loss. */
export async function pipeline(): Promise<number> {
  const x = seriesOf(PIPELINE.rows);
  let best = Infinity;
  for (const [encodingDim, batchSize] of PIPELINE.trials) {
    const { valLoss } = await fit(modelOf([1, encodingDim, 1]), x, {
      epochs: PIPELINE.trialEpochs,
      batchSize,
      validationSplit: PIPELINE.validationSplit,
      seed: 1,
      trainer: "kernel",
    });
    best = Math.min(best, valLoss.at(-1)!);
  }
  const [encodingDim, batchSize] = PIPELINE.final;
  const epochs = PIPELINE.finalEpochs;
  await fit(modelOf([1, encodingDim, 1]), x, { epochs, batchSize, seed: 1, trainer: "kernel" });
  return best;
}

/** Points per second of `reconstructionErrors` on windows in place. */
export async function scoreRate(layers: number[], points: number): Promise<number> {
  const model = modelOf(layers);
  const series = seriesOf(points);
  const windowLength = layers[0]!;
  const x = windowLength === 1 ? series : { series, windowLength };
  const times = await repeat(() => void reconstructionErrors(model, x), 600);
  return points / timingOf(times).min * 1000;
}

/** Nanoseconds per sample of training on windows in place, shuffled. */
export async function sampleCost(layers: number[], points: number): Promise<number> {
  const model = modelOf(layers);
  const series = seriesOf(points);
  const windowLength = layers[0]!;
  const x = windowLength === 1 ? series : { series, windowLength };
  const epochs = Math.max(1, Math.round(4e5 / points));
  const options = { epochs, batchSize: 32, seed: 1, trainer: "kernel" } as const;
  const times = await repeat(async () => void await fit(model, x, options), 500, 3);
  return timingOf(times).min * 1e6 / (epochs * (points - windowLength + 1));
}

/** GFLOP/s of a step's products on their own, gradients without the transposing before them. */
export async function productRates(
  layers: number[],
  batch: number,
): Promise<{ product: string; gflops: number }[]> {
  const kernel = instantiateKernel() as unknown as Record<string, (...args: number[]) => void> & {
    memory: WebAssembly.Memory;
  };
  kernel.memory.grow(256);
  const [bias, input, out, weights] = [2, 4, 8, 12].map((megabytes) => megabytes << 20) as [
    number,
    number,
    number,
    number,
  ];
  new Float32Array(kernel.memory.buffer, bias, 3 << 20).map((_, i, all) => all[i] = Math.sin(i));
  // the kernel's rows: whole eights, and never a multiple of 64
  const rowOf = (values: number): number => {
    const lanes = Math.ceil(values / 8) * 8;
    return 4 * (lanes % 64 === 0 ? lanes + 16 : lanes);
  };
  const row = rowOf(batch);
  const rate = async (run: () => void, inputs: number, outputs: number): Promise<number> => {
    const times = await repeat(() => {
      for (let i = 0; i < 20; i++) run();
    }, 500);
    const { min } = timingOf(times);
    return 20 * 2 * inputs * outputs * batch / min / 1e6;
  };
  const [width, middle] = layers as [number, number];
  const mix = (inputs: number, outputs: number) => () =>
    kernel.mixRows!(
      ...[out, row, input, row, weights, 4 * outputs, bias, outputs, inputs, batch, -Infinity],
    );
  const gradient = (inputs: number, outputs: number) => () =>
    kernel.mixRows!(
      ...[weights, 4 * outputs, out, rowOf(outputs), input, rowOf(inputs), 0],
      ...[inputs, batch, outputs, -Infinity],
    );
  return [
    { product: "encoder forward", gflops: await rate(mix(width, middle), width, middle) },
    { product: "decoder forward", gflops: await rate(mix(middle, width), middle, width) },
    { product: "decoder backward", gflops: await rate(mix(width, middle), width, middle) },
    { product: "encoder gradient", gflops: await rate(gradient(width, middle), width, middle) },
    { product: "decoder gradient", gflops: await rate(gradient(middle, width), middle, width) },
  ];
}

export type { Timing };
