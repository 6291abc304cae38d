/** Training: checks the options once, picks a trainer, runs the epochs. */
import {
  optionsOf,
  requireInteger,
  requireKindIfGiven,
  requireKnownOptions,
  requireNumber,
  requireOneOf,
  requireSeed,
} from "../checks.ts";
import { EarlyStopping, type EarlyStoppingOptions } from "./training/early_stopping.ts";
import { trainableChain } from "./wasm/supported_chain.ts";
import { KernelTrainer } from "./training/kernel_trainer.ts";
import { inputWidth, type TrainableModel } from "./model.ts";
import { readModelState, writeModelState } from "./training/model_state.ts";
import { ReferenceTrainer } from "./training/reference_trainer.ts";
import { requireFloat32, sampleRows, type Samples } from "./samples.ts";
import { DivergenceError, type OnEpoch, runEpochs } from "./training/loop.ts";

/** How to train. */
export interface FitOptions {
  /** Passes over the training rows, 1 or more. */
  epochs: number;
  /** Samples per optimiser step, 1 or more; the last batch may be smaller. */
  batchSize: number;
  /** Share of the samples, the last ones before any shuffle, kept for validation; 0 unless told. */
  validationSplit?: number;
  /** The run's seed, an integer in 0 .. 2^32 - 1; its stream "shuffle" orders the samples. */
  seed: number;
  /**
   * Who trains. `"auto"` (the default): the kernel where it can, else TensorFlow.js' own loop, and
   * the history says which and why. `"kernel"`: the kernel, or an error with the reason.
   * `"reference"`: TensorFlow.js' own loop, about a thousand times slower.
   */
  trainer?: "auto" | "kernel" | "reference";
  /**
   * Workers that share each step of the kernel, this one included: 1 (the default) to 64, best no
   * more than there are cores. Any number leaves the same bytes. More than one pays from steps of
   * some tens of microseconds on (wide layers, large batches): a worker takes about 15 ms to start,
   * and its meetings with the others half a microsecond a step. Validation stays with this one.
   */
  workers?: number;
  /** When to stop before the last epoch. */
  earlyStopping?: EarlyStoppingOptions;
  /** Called after every epoch and awaited; gives `false` to stop. */
  onEpoch?: OnEpoch;
  /** Ends training at once; `fit` then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** What training came to. */
export interface History {
  /** Mean training loss of each epoch, each batch's taken before its step (as in Keras). */
  loss: number[];
  /** Mean validation loss after each epoch; empty without a validation split. */
  valLoss: number[];
  /** Epochs that were run. */
  epochs: number;
  /** Who trained. */
  trainer: "kernel" | "reference";
  /** Why that trainer. */
  reason: string;
}

/**
 * Trains a model to give back its input.
 *
 * Keras' meaning throughout: validation takes the last part of the samples before any shuffle,
 * the last short batch is trained on, losses are averaged over samples, training losses are those
 * before each step. The optimiser's state stays with the model, so a second call goes on where
 * the first one ended.
 *
 * @param model A compiled model whose input and output have shape `[batch, inputDim]`
 * @param x Samples, or the windows of a series (never copied into a matrix); every value finite
 * @param options See {@linkcode FitOptions}
 * @returns Losses by epoch. On abort, or if a callback throws, the model keeps what it learned so
 *   far and the promise rejects
 * @throws {TypeError} If `x`, the model or an option is of the wrong kind, or the kernel is asked
 *   for and cannot take the model
 * @throws {RangeError} If an option is out of range, or a value in `x` or a weight is not finite
 *   (the message names the index)
 * @throws {RangeError} If training diverges; the model then keeps the weights it had before
 *
 * @example Ten epochs
 * ```ts
 * import assert from "node:assert/strict";
 * import { createAutoencoder, fit } from "elb-anomaly/autoencoder";
 *
 * const model = createAutoencoder({ inputDim: 1, encodingDim: 8, learningRate: 0.01, seed: 7 });
 * const x = Float32Array.from({ length: 200 }, (_, i) => 0.5 + 0.4 * Math.sin(i / 20));
 * const history = await fit(model, x, {
 *   epochs: 10,
 *   batchSize: 16,
 *   validationSplit: 0.2,
 *   seed: 7,
 * });
 * assert.equal(history.valLoss.length, 10);
 * assert.ok(history.loss[9]! < history.loss[0]!);
 * ```
 */
export async function fit(
  model: TrainableModel,
  x: Samples,
  options: FitOptions,
): Promise<History> {
  const plan = checkOptions(options);
  const samples = sampleRows(x, inputWidth(model), "train");
  const trainingRows = Math.floor(samples.count * (1 - plan.validationSplit));
  if (trainingRows === 0) {
    throw new RangeError(
      `Cannot train as validationSplit must leave at least one of ${samples.count} samples to train on: current value is ${plan.validationSplit}`,
    );
  }
  const { kind, reason, chain } = chooseTrainer(model, plan);
  const before = await readModelState(model);
  before.weights.forEach((values, i) =>
    requireFloat32(model.weights[i]!.originalName, values, "train")
  );

  const trainer = chain === undefined
    ? new ReferenceTrainer(model, samples, { ...plan, trainingRows })
    : await KernelTrainer.start(model, before, chain, samples, { ...plan, trainingRows });
  try {
    const losses = await runEpochs(trainer, plan);
    await trainer.finish();
    return { ...losses, epochs: losses.loss.length, trainer: kind, reason };
  } catch (error) {
    if (error instanceof DivergenceError) await writeModelState(model, before);
    else await trainer.finish();
    throw error;
  } finally {
    trainer.dispose();
  }
}

function chooseTrainer(
  model: TrainableModel,
  plan: { trainer: "auto" | "kernel" | "reference"; workers: number },
) {
  if (model.optimizer === undefined) {
    throw new TypeError("Cannot train as the model must be compiled: it has no optimiser");
  }
  const { trainer: asked, workers } = plan;
  const chain = asked === "reference" ? { reason: "asked for" } : trainableChain(model);
  if ("reason" in chain) {
    if (asked === "kernel") {
      throw new TypeError(
        `Cannot train with the kernel as it takes dense layers, Adam and mean squared error only: ${chain.reason}`,
      );
    }
    if (workers > 1) {
      throw new TypeError(
        `Cannot train with ${workers} workers as TensorFlow.js' own loop has one: ${chain.reason}`,
      );
    }
    return { kind: "reference", reason: chain.reason } as const;
  }
  const reason = asked === "kernel"
    ? "asked for"
    : "dense layers, Adam and mean squared error: all that the kernel takes";
  return { kind: "kernel", reason, chain } as const;
}

function checkOptions(options: FitOptions) {
  const { epochs, batchSize, seed, validationSplit = 0, trainer = "auto", workers = 1, ...others } =
    optionsOf("train", options);
  const { earlyStopping, onEpoch, signal, ...rest } = others;
  requireKnownOptions("train", rest);
  requireInteger("train", { epochs, batchSize }, { min: 1 });
  requireNumber("train", { validationSplit }, { min: 0, below: 1 });
  requireSeed("train", seed);
  requireInteger("train", { workers }, { min: 1, max: 64 });
  requireOneOf("train", { trainer }, ["auto", "kernel", "reference"]);
  requireKindIfGiven("train", { earlyStopping }, "an object");
  requireKindIfGiven("train", { onEpoch }, "a function");
  requireKindIfGiven("train", { signal }, "the signal of an AbortController");
  return {
    epochs,
    batchSize,
    validationSplit,
    seed,
    trainer,
    workers,
    ...(earlyStopping === undefined
      ? {}
      : { earlyStopping: checkEarlyStopping(earlyStopping, validationSplit > 0) }),
    ...(onEpoch === undefined ? {} : { onEpoch }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function checkEarlyStopping(options: EarlyStoppingOptions, validates: boolean) {
  const monitor = options.monitor ?? (validates ? "valLoss" : "loss");
  requireOneOf("stop early", { monitor }, ["loss", "valLoss"]);
  if (monitor === "valLoss" && !validates) {
    throw new RangeError(
      "Cannot stop early on valLoss as validationSplit must be above 0: current value is 0",
    );
  }
  return { rule: new EarlyStopping(options), monitor } as const;
}
