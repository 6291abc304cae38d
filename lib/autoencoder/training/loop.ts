/**
 * The loop around every trainer: epochs, shuffles, validation, early stopping, callbacks and
 * cancellation, with Keras' meaning. What differs between trainers is behind {@linkcode Trainer}.
 */
import type { EarlyStopping } from "./early_stopping.ts";

/** What a trainer does for the loop: it holds the weights, the data and the order of the rows. */
export interface Trainer {
  /** Rows to train on. */
  readonly trainingRows: number;
  /** Rows for validation, which come after those to train on. */
  readonly validationRows: number;
  /** Rows per call that leave the event loop its turns: to train, whole batches; to validate. */
  readonly slice: { train: number; validate: number };
  /** Puts the training rows into their next order. */
  shuffle(): void;
  /**
   * One optimiser step per batch over the places `from` to `to - 1` of the current order.
   *
   * @returns The sum of the samples' losses, each taken before its batch's step
   */
  train(from: number, to: number): number | Promise<number>;
  /**
   * Scores the validation rows `from` to `to - 1`, counted from the first of them.
   *
   * @returns The sum of their losses
   */
  validate(from: number, to: number): number | Promise<number>;
  /** Whether every weight is a finite number. */
  weightsAreFinite(): boolean;
  /** Keeps the current weights for {@linkcode Trainer.restoreBest}. */
  keepBest(): void;
  /** Goes back to the weights kept last. */
  restoreBest(): void;
  /** Hands what was learned to the model. */
  finish(): Promise<void>;
  /** Frees what the trainer holds. */
  dispose(): void;
}

/** What an epoch's callback is told. */
export interface EpochProgress {
  /** Epochs finished so far, from 1. */
  epoch: number;
  /** Epochs asked for. */
  epochs: number;
  /** Mean training loss of this epoch. */
  loss: number;
  /** Mean validation loss after this epoch, where there is a validation split. */
  valLoss?: number;
}

/**
 * Called after every epoch and awaited; training stops if it gives `false`.
 *
 * @param progress What the epoch came to
 */
export type OnEpoch = (progress: EpochProgress) => void | boolean | Promise<void | boolean>;

/** What the loop does besides training. */
export interface LoopOptions {
  /** Epochs to run at most. */
  epochs: number;
  /** When to stop early, and on which loss. */
  earlyStopping?: { rule: EarlyStopping; monitor: "loss" | "valLoss" };
  /** Called after every epoch. */
  onEpoch?: OnEpoch;
  /** Ends training between two slices. */
  signal?: AbortSignal;
}

/** Losses by epoch. */
export interface Losses {
  /** Mean training loss of each epoch. */
  loss: number[];
  /** Mean validation loss after each epoch; empty without validation. */
  valLoss: number[];
}

/**
 * Training left the finite numbers; the trainer's weights are of no use.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createAutoencoder, DivergenceError, fit } from "elb-anomaly/autoencoder";
 *
 * const model = createAutoencoder({
 *   inputDim: 1,
 *   encodingDim: 2,
 *   learningRate: 1e38,
 *   outputActivation: "linear",
 *   seed: 7,
 * });
 * const training = fit(model, Float32Array.of(0.1, 0.9), { epochs: 9, batchSize: 1, seed: 7 });
 * await assert.rejects(training, DivergenceError);
 * ```
 */
export class DivergenceError extends RangeError {
  /** The class's name, as error messages show it. */
  override readonly name = "DivergenceError";
}

/** Milliseconds of work after which the event loop gets a turn, so that stop buttons work. */
const TURN_MILLISECONDS = 20;

/**
 * Runs a trainer for some epochs and gives the losses of those that were finished.
 *
 * @throws {DivergenceError} If a loss or a weight is no finite number after an epoch
 * @throws The signal's reason, once it is aborted
 */
export async function runEpochs(trainer: Trainer, options: LoopOptions): Promise<Losses> {
  const { epochs, earlyStopping, onEpoch, signal } = options;
  const { trainingRows, validationRows, slice } = trainer;
  const losses: Losses = { loss: [], valLoss: [] };
  let lastTurn = performance.now();
  const giveTurn = async (): Promise<void> => {
    if (performance.now() - lastTurn >= TURN_MILLISECONDS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      lastTurn = performance.now();
    }
    signal?.throwIfAborted();
  };

  const meanOver = async (
    rows: number,
    size: number,
    run: (from: number, to: number) => number | Promise<number>,
  ): Promise<number> => {
    let sum = 0;
    for (let from = 0; from < rows; from += size) {
      sum += await run(from, Math.min(from + size, rows));
      await giveTurn();
    }
    return sum / rows;
  };

  signal?.throwIfAborted();
  let hasBest = false;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    trainer.shuffle();
    const loss = await meanOver(
      trainingRows,
      slice.train,
      (from, to) => trainer.train(from, to),
    );
    const valLoss = validationRows === 0 ? undefined : await meanOver(
      validationRows,
      slice.validate,
      (from, to) => trainer.validate(from, to),
    );
    requireConverging(epoch, loss, valLoss, trainer);
    losses.loss.push(loss);
    if (valLoss !== undefined) losses.valLoss.push(valLoss);

    let stop = false;
    if (earlyStopping !== undefined) {
      const { rule, monitor } = earlyStopping;
      const observed = rule.observe(monitor === "valLoss" ? valLoss! : loss);
      if (observed.improved && rule.restoreBest) {
        trainer.keepBest();
        hasBest = true;
      }
      stop = observed.stop;
    }
    if (onEpoch !== undefined) {
      const answer = await onEpoch({
        epoch,
        epochs,
        loss,
        ...(valLoss === undefined ? {} : { valLoss }),
      });
      if (answer === false) stop = true;
    }
    if (stop) break;
    signal?.throwIfAborted();
  }
  if (hasBest) trainer.restoreBest();
  return losses;
}

function requireConverging(
  epoch: number,
  loss: number,
  valLoss: number | undefined,
  trainer: Trainer,
): void {
  const problem = !Number.isFinite(loss)
    ? `the loss is ${loss}`
    : valLoss !== undefined && !Number.isFinite(valLoss)
    ? `the validation loss is ${valLoss}`
    : !trainer.weightsAreFinite()
    ? "a weight is no finite number any more"
    : undefined;
  if (problem !== undefined) {
    throw new DivergenceError(
      `Cannot go on training as losses and weights must stay finite: after epoch ${epoch} ${problem}; a smaller learning rate may help. The model keeps the weights it had before`,
    );
  }
}
