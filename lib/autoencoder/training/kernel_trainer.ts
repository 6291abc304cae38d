/**
 * The kernel trainer: takes a model's weights and Adam's state, trains in WebAssembly, writes them
 * back. Same shuffle, batches, formulas and losses as the reference trainer, to float32 rounding.
 */
import type { AdamSettings } from "../wasm/supported_chain.ts";
import { KernelNetwork, type LayerShape } from "../wasm/network.ts";
import { KernelTeam } from "../wasm/team.ts";
import type { TrainableModel } from "../model.ts";
import { type ModelState, writeModelState } from "./model_state.ts";
import type { SampleRows } from "../samples.ts";
import { DEALT_FROM, MOST_PILES, shuffleState } from "./shuffle.ts";
import type { Trainer } from "./loop.ts";

/** Operations per call into the kernel: a few milliseconds of work. */
const SLICE_OPERATIONS = 1e8;

/** What to train on, and with what. */
export interface KernelTrainerOptions {
  /** Rows to train on, the first ones. */
  trainingRows: number;
  /** Rows per step. */
  batchSize: number;
  /** The seed of the shuffle. */
  seed: number;
  /** Workers that share each step, this one included. */
  workers: number;
}

/** Trains a model's weights in the kernel's memory. */
export class KernelTrainer implements Trainer {
  /** Rows to train on. */
  readonly trainingRows: number;
  /** Rows for validation. */
  readonly validationRows: number;
  /** A few milliseconds of work. */
  readonly slice: { train: number; validate: number };
  readonly #model: TrainableModel;
  readonly #network: KernelNetwork;
  readonly #layers: readonly LayerShape[];
  readonly #batchSize: number;
  readonly #learningRate: number;
  readonly #stride: number;
  readonly #chunk: number;
  readonly #addresses: { data: number; rows: number; shuffle: number; spare: number };
  #team: KernelTeam | undefined;
  #best: Float32Array | undefined;

  /**
   * Copies weights, optimiser state and data into a kernel instance's memory, and starts workers.
   *
   * @param model The model that {@linkcode KernelTrainer.finish} writes to
   * @param state The model's weights and optimiser state
   * @param chain The model's layers and Adam's settings
   * @param samples Checked samples
   * @param options Training rows, rows per batch, the seed of the shuffle, and how many workers
   *   train together, this one included
   * @throws {RangeError} If the data do not fit into WebAssembly's 4 GB
   * @throws {Error} If a worker cannot be started
   */
  static async start(
    model: TrainableModel,
    state: ModelState,
    chain: { layers: LayerShape[]; adam: AdamSettings },
    samples: SampleRows,
    options: KernelTrainerOptions,
  ): Promise<KernelTrainer> {
    const trainer = new KernelTrainer(model, state, chain, samples, options);
    if (options.workers > 1) {
      trainer.#team = await KernelTeam.start(trainer.#network, options.workers);
    }
    return trainer;
  }

  private constructor(
    model: TrainableModel,
    state: ModelState,
    chain: { layers: LayerShape[]; adam: AdamSettings },
    samples: SampleRows,
    options: KernelTrainerOptions,
  ) {
    const { layers, adam } = chain;
    const { trainingRows, seed } = options;
    this.trainingRows = trainingRows;
    this.validationRows = samples.count - trainingRows;
    this.#model = model;
    this.#layers = layers;
    this.#batchSize = Math.min(options.batchSize, trainingRows);
    this.#learningRate = adam.learningRate;
    this.#stride = samples.stride;
    this.#chunk = scoringLanes(layers);

    const operations = layers.reduce((sum, layer) => sum + 6 * layer.inputs * layer.outputs, 64);
    const rows = Math.ceil(SLICE_OPERATIONS / operations);
    this.slice = {
      train: Math.ceil(rows / this.#batchSize) * this.#batchSize,
      validate: rows * 2,
    };

    const network = new KernelNetwork({
      layers,
      maxSamples: Math.max(this.#batchSize, this.#chunk),
      adam,
      cores: options.workers,
    });
    this.#network = network;
    this.#addresses = {
      // the kernel gathers four samples at a time: up to three past the end, which are 0
      data: network.allocate(4 * (samples.data.length + 3 * samples.stride)),
      rows: network.allocate(4 * (trainingRows + 3)),
      shuffle: network.allocate(8),
      spare: trainingRows < DEALT_FROM ? 0 : network.allocate(4 * (trainingRows + MOST_PILES)),
    };
    network.floats(this.#addresses.data, samples.data.length).set(samples.data);
    const order = network.integers(this.#addresses.rows, trainingRows);
    for (let row = 0; row < trainingRows; row++) order[row] = row;
    new BigUint64Array(network.kernel.memory.buffer, this.#addresses.shuffle, 1)[0] = shuffleState(
      seed,
    );

    network.steps = state.steps;
    this.#exchange("parameters", (view, i) => view.set(state.weights[i]!));
    if (state.slots.length > 0) {
      const half = state.slots.length / 2;
      this.#exchange("firstMoments", (view, i) => view.set(state.slots[i]!.values));
      this.#exchange("secondMoments", (view, i) => view.set(state.slots[half + i]!.values));
    }
  }

  /** Shuffles the training rows in the kernel. */
  shuffle(): void {
    const { rows, shuffle, spare } = this.#addresses;
    this.#network.kernel.shuffleRows(rows, this.trainingRows, shuffle, spare);
  }

  /** One Adam step per batch over the places `from` to `to - 1`. */
  train(from: number, to: number): number {
    const { data, rows } = this.#addresses;
    const squares = this.#network.kernel.trainRows(
      this.#network.address,
      data,
      this.#stride,
      rows + 4 * from,
      to - from,
      this.#batchSize,
      this.#learningRate,
    );
    return squares / this.#layers[0]!.inputs;
  }

  /** Scores validation rows, which stay in order. */
  validate(from: number, to: number): number {
    return this.#network.kernel.sumScores(
      this.#network.address,
      this.#addresses.data + 4 * this.#stride * (this.trainingRows + from),
      this.#stride,
      to - from,
      this.#chunk,
    );
  }

  /** Looks at every parameter. */
  weightsAreFinite(): boolean {
    return this.#parameters().every(Number.isFinite);
  }

  /** Copies the parameters. */
  keepBest(): void {
    this.#best = this.#parameters().slice();
  }

  /** Sets the copied parameters. */
  restoreBest(): void {
    this.#parameters().set(this.#best!);
  }

  /** Writes weights and optimiser state to the model. */
  async finish(): Promise<void> {
    const read = (block: "parameters" | "firstMoments" | "secondMoments"): Float32Array[] => {
      const arrays: Float32Array[] = [];
      this.#exchange(block, (view) => arrays.push(view.slice()));
      return arrays;
    };
    const names = this.#model.weights.map((weight: { name: string }) => weight.name);
    const slots = (block: "firstMoments" | "secondMoments", suffix: string) =>
      read(block).map((values, i) => ({
        name: `${names[i]}/${suffix}`,
        shape: this.#model.weights[i]!.shape as number[],
        values,
      }));
    await writeModelState(this.#model, {
      weights: read("parameters"),
      steps: this.#network.steps,
      slots: [...slots("firstMoments", "m"), ...slots("secondMoments", "v")],
    });
  }

  /** Ends the workers; the memory goes with the trainer. */
  dispose(): void {
    this.#team?.dismiss();
    this.#best = undefined;
  }

  #parameters(): Float32Array {
    return this.#network.floats(
      this.#network.blocks.parameters,
      this.#network.parameterCount,
    );
  }

  /** Calls `visit` with each array of a block, in the order of the model's weights. */
  #exchange(
    block: "parameters" | "firstMoments" | "secondMoments",
    visit: (view: Float32Array, index: number) => void,
  ): void {
    this.#layers.forEach((_, layer) => {
      const { weights, bias } = this.#network.layerViews(layer, block);
      visit(weights, 2 * layer);
      visit(bias, 2 * layer + 1);
    });
  }
}

/**
 * Samples to score at a time: 48 for wide layers, whose rows then stay in the first-level cache,
 * up to 256 for narrow ones, so that a call's fixed cost is spread.
 */
export function scoringLanes(layers: readonly LayerShape[]): number {
  const widest = Math.max(...layers.map(({ inputs, outputs }) => Math.max(inputs, outputs)));
  return Math.min(256, Math.max(48, Math.floor(512 / widest) * 8));
}
