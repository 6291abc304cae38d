/**
 * One fitted model of a channel: how it scales the series, which rows it sees, and its net.
 *
 * @module
 */
import { DenseNet } from "../../../autoencoder/online/mod.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import { scaleValue, type Scaling, type ScalingKind, unscaleValue } from "./scaling.ts";
import type { SeasonLags } from "../memory/season_lags.ts";

/** What a channel's autoencoder looks at, and how it learns. */
export interface ChannelShape {
  /** Name of the channel. */
  readonly name: "value" | "recent" | "shape" | "seasonal";
  /** Scaling rule. */
  readonly scaling: ScalingKind;
  /** Newest rows in the window. */
  readonly recent: number;
  /** Whether the same time one, two and seven days ago joins the window. */
  readonly seasonal: boolean;
  /** Tanh units in the one hidden layer. */
  readonly hidden: number;
  /** Whether the net has to guess the newest value: it sees the one before in its place. */
  readonly masked: boolean;
  /** Standard deviation of the noise on inputs while training. */
  readonly noise: number;
  /** Learning rate of the one step after each scored row. */
  readonly onlineRate: number;
}

/** Rows before and after the same time one, two and seven days ago. */
const HALF_WIDTHS = [2, 2, 1] as const;
/** A stretch is never wider than a quarter of a day. */
const STRETCHES_PER_DAY = 8;

/** Scaling, window and net of a channel, from one fit to the next. */
export class ChannelModel {
  /** What the channel looks at. */
  readonly shape: ChannelShape;
  /** Fitted to the history at the beginning of the fit. */
  readonly scaling: Scaling;
  /** How many of the lags (1, 2, 7 days) are in the window. */
  readonly seasons: number;
  /** The net. */
  readonly net: DenseNet;
  /** The series as this model scales it, a column of the memory. */
  readonly scaled: Float64Array;
  readonly #memory: RowMemory;
  readonly #lags: SeasonLags;
  readonly #halfWidths: readonly number[];
  readonly #target: Float32Array;
  readonly #input: Float32Array;
  #output: Float32Array = new Float32Array(1);

  /** Lays the window out and draws fresh weights. */
  constructor(
    shape: ChannelShape,
    scaling: Scaling,
    seasons: number,
    memory: RowMemory,
    lags: SeasonLags,
    scaled: Float64Array,
    seed: number,
  ) {
    this.shape = shape;
    this.scaling = scaling;
    this.seasons = seasons;
    this.scaled = scaled;
    this.#memory = memory;
    this.#lags = lags;
    const widest = Math.floor(lags.rowsPerDay / STRETCHES_PER_DAY);
    this.#halfWidths = HALF_WIDTHS.slice(0, seasons).map((half) => Math.min(half, widest));
    const inputs = this.#halfWidths.reduce((sum, half) => sum + 2 * half + 1, shape.recent);
    this.#target = new Float32Array(inputs);
    this.#input = new Float32Array(inputs);
    this.net = new DenseNet({
      layers: [inputs, shape.hidden, inputs],
      activations: ["tanh", "linear"],
      seed,
      epsilon: 1e-8,
    });
  }

  /** Weights and biases. */
  get parameters(): number {
    const inputs = this.#input.length;
    return this.shape.hidden * (2 * inputs + 1) + inputs;
  }

  /** Scales the rows from `from` on. */
  scaleRows(from: number): void {
    const { values, base, count } = this.#memory;
    for (let row = from; row < count; row++) {
      this.scaled[row - base] = scaleValue(this.scaling, values[row - base]!);
    }
  }

  /** Error of the window that ends at `row`. */
  error(row: number): number {
    this.#load(row);
    const output = this.#output = this.net.forward(this.#input);
    const target = this.#target;
    const last = target.length - 1;
    if (this.shape.masked) return Math.abs(output[last]! - target[last]!);
    let squares = 0;
    for (let i = 0; i <= last; i++) {
      const miss = output[i]! - target[i]!;
      squares += miss * miss;
    }
    return Math.sqrt(squares / (last + 1));
  }

  /** What the net made of the newest value of the last {@linkcode error}, in the series' unit. */
  expected(): number {
    return unscaleValue(this.scaling, this.#output[this.#output.length - 1]!);
  }

  /** One training step on the window that ends at `row`, its inputs disturbed by `noise` from `at`. */
  train(row: number, rate: number, noise?: Float64Array, at = 0): void {
    this.#load(row);
    if (noise !== undefined) {
      const input = this.#input;
      for (let i = 0; i < input.length; i++) input[i] = input[i]! + noise[at + i]!;
    }
    this.net.trainStep(this.#input, this.#target, 1, rate);
  }

  /** Fills target and input: week, two days, one day ago, then the newest rows; oldest first. */
  #load(row: number): void {
    const { base, first } = this.#memory;
    const target = this.#target;
    const scaled = this.scaled;
    let n = 0;
    for (let k = this.seasons - 1; k >= 0; k--) {
      const half = this.#halfWidths[k]!;
      const center = this.#lags.rows[k]![row - base]!;
      for (let offset = -half; offset <= half; offset++) {
        // before the first row there is nothing: the first row stands for it
        const at = center < first ? first : Math.max(first, Math.min(center + offset, row - 1));
        target[n++] = scaled[at - base]!;
      }
    }
    for (let at = row - this.shape.recent + 1; at <= row; at++) {
      target[n++] = scaled[Math.max(first, at) - base]!;
    }
    this.#input.set(target);
    if (this.shape.masked) this.#input[n - 1] = scaled[Math.max(first, row - 1) - base]!;
  }
}
