/**
 * The reference trainer: TensorFlow.js' own `trainOnBatch`, batch by batch. Slow for models this
 * small, but it takes any compiled model, and every other trainer is tested against it.
 */
import { type TensorFlow, tf } from "../../packages.ts";
import type { TrainableModel } from "../model.ts";
import type { SampleRows } from "../samples.ts";
import { shuffleRows, shuffleState } from "./shuffle.ts";
import type { Trainer } from "./loop.ts";

/** Rows per pass over the validation rows. */
const VALIDATION_ROWS = 1024;

/** Trains a model in place with TensorFlow.js. */
export class ReferenceTrainer implements Trainer {
  /** Rows to train on. */
  readonly trainingRows: number;
  /** Rows for validation. */
  readonly validationRows: number;
  /** One batch, on which TensorFlow.js spends about a millisecond. */
  readonly slice: { train: number; validate: number };
  readonly #model: TrainableModel;
  readonly #samples: SampleRows;
  readonly #order: Uint32Array;
  #shuffleState: bigint;
  #best: TensorFlow.Tensor[] = [];

  /**
   * Prepares training; the model is not touched yet.
   *
   * @param model A compiled model
   * @param samples Checked samples
   * @param options Training rows, rows per batch, and the seed of the shuffle
   */
  constructor(
    model: TrainableModel,
    samples: SampleRows,
    options: { trainingRows: number; batchSize: number; seed: number },
  ) {
    this.trainingRows = options.trainingRows;
    this.validationRows = samples.count - options.trainingRows;
    this.slice = { train: options.batchSize, validate: VALIDATION_ROWS };
    this.#model = model;
    this.#samples = samples;
    this.#order = Uint32Array.from({ length: samples.count }, (_, row) => row);
    this.#shuffleState = shuffleState(options.seed);
  }

  /** Shuffles the training rows with the twin of the kernel's generator. */
  shuffle(): void {
    this.#shuffleState = shuffleRows(
      this.#order.subarray(0, this.trainingRows),
      this.#shuffleState,
    );
  }

  /** One `trainOnBatch` over the places `from` to `to - 1`. */
  async train(from: number, to: number): Promise<number> {
    const x = this.#batch(from, to);
    try {
      const loss = await this.#model.trainOnBatch(x, x);
      return (Array.isArray(loss) ? loss[0]! : loss) * (to - from);
    } finally {
      x.dispose();
    }
  }

  /** One `evaluate` over validation rows, which stay in order. */
  validate(from: number, to: number): number {
    const x = this.#batch(this.trainingRows + from, this.trainingRows + to);
    const losses = this.#model.evaluate(x, x, { batchSize: to - from });
    const loss = Array.isArray(losses) ? losses[0]! : losses;
    const sum = loss.dataSync()[0]! * (to - from);
    tf.dispose(losses);
    x.dispose();
    return sum;
  }

  /** Looks at every weight. */
  weightsAreFinite(): boolean {
    return this.#model.getWeights().every((weight: TensorFlow.Tensor) =>
      (weight.dataSync() as Float32Array).every(Number.isFinite)
    );
  }

  /** Clones the weights. */
  keepBest(): void {
    tf.dispose(this.#best);
    // training disposes of the tensors it replaces
    this.#best = this.#model.getWeights().map((weight: TensorFlow.Tensor) => weight.clone());
  }

  /** Sets the cloned weights. */
  restoreBest(): void {
    this.#model.setWeights(this.#best);
  }

  /** Nothing is left to do: the model itself was trained. */
  finish(): Promise<void> {
    return Promise.resolve();
  }

  /** Frees the cloned weights. */
  dispose(): void {
    tf.dispose(this.#best);
    this.#best = [];
  }

  #batch(from: number, to: number): TensorFlow.Tensor2D {
    const { data, width, stride } = this.#samples;
    const values = new Float32Array((to - from) * width);
    for (let place = from; place < to; place++) {
      const start = this.#order[place]! * stride;
      values.set(data.subarray(start, start + width), (place - from) * width);
    }
    return tf.tensor2d(values, [to - from, width]);
  }
}
