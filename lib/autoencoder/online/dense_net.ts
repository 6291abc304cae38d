/**
 * A small network that learns while a stream runs: one window at a time, no allocation per step,
 * its whole state serialisable.
 */
import { requireInteger } from "../../checks.ts";
import { Mt19937, streamSeed } from "../../math/mod.ts";
import { checkDenseNetOptions, type DenseNetOptions } from "./options.ts";
import { checkDenseNetState, type DenseNetState } from "./state.ts";
import { KernelNetwork, type LayerShape } from "../wasm/network.ts";
import type { Activation } from "../activation.ts";
import { requireFloat32 } from "../samples.ts";
import { DivergenceError } from "../training/loop.ts";

/**
 * A stack of dense layers with Adam and mean squared error over all outputs. Input and target may
 * differ, as in denoising and masked autoencoders.
 *
 * Weights start Glorot uniform (Glorot and Bengio, 2010), biases at 0. The same calls give the same
 * bits.
 */
export class DenseNet {
  /** Widths from input to output. */
  readonly layers: readonly number[];
  /** One activation for each width but the first. */
  readonly activations: readonly Activation[];
  /** Samples per call, at most. */
  readonly maxBatch: number;
  readonly #network: KernelNetwork;
  readonly #addresses: { input: number; target: number; result: number; rates: number };
  // views of memory that never grows again
  readonly #input: Float32Array;
  readonly #target: Float32Array;
  readonly #outputs: Float32Array;
  readonly #output: Float32Array; // of one sample
  readonly #rates: Float64Array;

  /**
   * Lays the network out and draws its weights.
   *
   * @param options See {@linkcode DenseNetOptions}
   * @throws {RangeError} If a size or epsilon is out of range, or an activation is none of
   *   `Activation`
   */
  constructor(options: DenseNetOptions) {
    const { layers, activations, seed, maxBatch, epsilon } = checkDenseNetOptions(options);
    this.layers = [...layers];
    this.activations = [...activations];
    this.maxBatch = maxBatch;

    const shapes: LayerShape[] = activations.map((activation, i) => ({
      inputs: layers[i]!,
      outputs: layers[i + 1]!,
      activation,
    }));
    this.#network = new KernelNetwork({
      layers: shapes,
      maxSamples: maxBatch,
      adam: { beta1: 0.9, beta2: 0.999, epsilon },
      padded: true,
    });
    // the kernel reads four samples at a time: up to three past the end, which stay 0
    const [inputs, outputs] = [layers[0]!, layers.at(-1)!];
    const input = this.#network.allocate(4 * (maxBatch + 3) * inputs);
    const target = this.#network.allocate(4 * (maxBatch + 3) * outputs);
    const result = this.#network.allocate(4 * maxBatch * outputs);
    const rates = this.#network.allocate(8 * maxBatch);
    this.#addresses = { input, target, result, rates };
    this.#input = this.#network.floats(input, maxBatch * inputs);
    this.#target = this.#network.floats(target, maxBatch * outputs);
    this.#outputs = this.#network.floats(result, maxBatch * outputs);
    this.#output = this.#outputs.subarray(0, outputs);
    this.#rates = new Float64Array(this.#outputs.buffer, rates, maxBatch);

    const random = new Mt19937(streamSeed(seed, "dense net weights"));
    shapes.forEach((shape, layer) => {
      const limit = Math.sqrt(6 / (shape.inputs + shape.outputs));
      this.#eachRow(layer, "parameters", (row) => {
        for (let o = 0; o < row.length; o++) row[o] = (2 * random.random() - 1) * limit;
      });
    });
  }

  /**
   * An Adam step on each sample, one after the other, without leaving the kernel: the same bits as
   * `count` calls with one sample each, at less cost.
   *
   * @param x Inputs, row-major `[count, in]`; finite
   * @param target What the outputs should be, row-major `[count, out]`; finite
   * @param count Samples, 1 .. `maxBatch`
   * @param learningRate Adam's step size, one for all or one for each sample
   * @returns The mean of the samples' mean squared errors, each before its step
   * @throws {RangeError} If a length does not fit, or a number is not finite (the message names its
   *   index; nothing is learned from it)
   * @throws {DivergenceError} If the loss is not finite
   */
  trainSteps(
    x: ArrayLike<number>,
    target: ArrayLike<number>,
    count: number,
    learningRate: number | ArrayLike<number>,
  ): number {
    this.#stage(x, target, count);
    if (typeof learningRate === "number") this.#rates.fill(learningRate, 0, count);
    else {
      this.#requireLength("learningRate", learningRate, count);
      this.#rates.set(learningRate);
    }
    const { input, target: targets, rates } = this.#addresses;
    const { kernel, address } = this.#network;
    return this.#mean(kernel.onlineSteps(address, input, targets, count, rates), count);
  }

  /**
   * Runs the network.
   *
   * @param x Inputs, row-major `[batch, in]`
   * @param batch Samples, 1 .. `maxBatch`; 1 unless told
   * @returns Outputs, row-major `[batch, out]`: a view that the next call of `forward` overwrites
   * @throws {RangeError} If a length does not fit, or a number is not finite
   */
  forward(x: ArrayLike<number>, batch = 1): Float32Array {
    this.#requireBatch(batch);
    this.#requireLength("x", x, batch * this.layers[0]!);
    this.#input.set(x);
    const { kernel, address } = this.#network;
    const { input, result } = this.#addresses;
    if (!kernel.onlineOutputs(address, input, batch, result)) {
      requireFloat32("x", this.#input.subarray(0, batch * this.layers[0]!), "run the network");
    }
    return batch === 1 ? this.#output : this.#outputs.subarray(0, batch * this.layers.at(-1)!);
  }

  /** Everything the network knows; {@linkcode DenseNet.restore} goes on from it bit for bit. */
  snapshot(): DenseNetState {
    const read = (block: Block): number[] => {
      const values: number[] = [];
      this.#each(block, (row) => values.push(...row));
      return values;
    };
    return {
      layers: [...this.layers],
      activations: [...this.activations],
      steps: this.#network.steps,
      weights: read("parameters"),
      firstMoments: read("firstMoments"),
      secondMoments: read("secondMoments"),
    };
  }

  /**
   * Goes back to a snapshot of this network or of one of the same layers.
   *
   * @param state From {@linkcode DenseNet.snapshot}
   * @throws {RangeError} If its layers, activations or lengths are others, or a number is not
   *   finite, or a second moment negative
   */
  restore(state: DenseNetState): void {
    checkDenseNetState(state, this.layers, this.activations);
    const parts = [
      ["weights", "parameters"],
      ["firstMoments", "firstMoments"],
      ["secondMoments", "secondMoments"],
    ] as const;
    for (const [name, block] of parts) {
      let at = 0;
      this.#each(block, (row) => {
        for (let o = 0; o < row.length; o++) row[o] = state[name][at++]!;
      });
    }
    this.#network.steps = state.steps;
  }

  /** Visits a block's rows without their padding: layer by layer, the kernel's rows, the biases. */
  #each(block: Block, visit: (row: Float32Array) => void): void {
    this.activations.forEach((_, layer) => {
      this.#eachRow(layer, block, visit);
      visit(this.#network.layerViews(layer, block).bias);
    });
  }

  #eachRow(layer: number, block: Block, visit: (row: Float32Array) => void): void {
    const [inputs, outputs] = [this.layers[layer]!, this.layers[layer + 1]!];
    const { weights } = this.#network.layerViews(layer, block);
    const rowLength = weights.length / inputs;
    for (let i = 0; i < inputs; i++) {
      visit(weights.subarray(i * rowLength, i * rowLength + outputs));
    }
  }

  #stage(x: ArrayLike<number>, target: ArrayLike<number>, batch: number): void {
    this.#requireBatch(batch);
    this.#requireLength("x", x, batch * this.layers[0]!);
    this.#requireLength("target", target, batch * this.layers.at(-1)!);
    this.#input.set(x);
    this.#target.set(target);
  }

  #requireBatch(batch: number): void {
    if (Number.isInteger(batch) && batch >= 1 && batch <= this.maxBatch) return; // once a point
    requireInteger("run the network", { "batch (up to maxBatch)": batch }, {
      min: 1,
      max: this.maxBatch,
    });
  }

  #requireLength(name: string, values: ArrayLike<number>, length: number): void {
    if (values.length !== length) {
      throw new RangeError(
        `Cannot run the network as ${name} must hold ${length} values: current length is ${values.length}`,
      );
    }
  }

  #mean(squares: number, samples: number): number {
    const loss = squares / (samples * this.layers.at(-1)!);
    if (!Number.isFinite(loss)) {
      requireFloat32("x", this.#input.subarray(0, samples * this.layers[0]!), "train");
      requireFloat32("target", this.#target.subarray(0, samples * this.layers.at(-1)!), "train");
      throw new DivergenceError(
        `Cannot go on training as the loss must stay finite: it is ${loss}; a smaller learning rate may help. Restore a snapshot to go on`,
      );
    }
    return loss;
  }
}

type Block = "parameters" | "firstMoments" | "secondMoments";
