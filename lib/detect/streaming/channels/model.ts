/**
 * One fitted model of a channel: how it scales the series, which rows it sees, and its net.
 *
 * @module
 */
import { DenseNet } from "../../../autoencoder/online/mod.ts";
import type { Column, RowMemory } from "../memory/row_memory.ts";
import {
  scaleValue,
  type Scaling,
  type ScalingKind,
  scalingState,
  unscaleValue,
} from "./scaling.ts";
import type { SeasonLags } from "../memory/season_lags.ts";
import type { StateIo } from "../snapshot/state_io.ts";

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
  /** See {@linkcode channelShare}. */
  readonly level: number;
}

/** What a model is made of. */
export interface ModelParts {
  /** What the channel looks at. */
  readonly shape: ChannelShape;
  /** Fitted to the history at the beginning of the fit. */
  readonly scaling: Scaling;
  /** How many of the lags (1, 2, 7 days) are in the window. */
  readonly seasons: number;
  /** The rows. */
  readonly memory: RowMemory;
  /** Where the same time stood before. */
  readonly lags: SeasonLags;
  /** Takes the series as this model scales it. */
  readonly scaled: Column;
  /** Of the first weights. */
  readonly seed: number;
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
  /** The series as this model scales it; another column when it takes over. */
  scaled: Column;
  readonly #memory: RowMemory;
  readonly #lags: SeasonLags;
  readonly #halfWidths: readonly number[];
  readonly #target: Float32Array;
  readonly #input: Float32Array;
  #output: Float32Array = new Float32Array(1);

  /** Lays the window out and draws fresh weights. */
  constructor({ shape, scaling, seasons, memory, lags, scaled, seed }: ModelParts) {
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
    const { values, count } = this.#memory;
    for (let row = from; row < count; row++) {
      this.scaled.set(row, scaleValue(this.scaling, values.get(row)));
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
    const { first } = this.#memory;
    const target = this.#target;
    const scaled = this.scaled;
    let n = 0;
    for (let k = this.seasons - 1; k >= 0; k--) {
      const half = this.#halfWidths[k]!;
      const center = this.#lags.rows[k]!.get(row);
      for (let offset = -half; offset <= half; offset++) {
        // before the first row there is nothing: the first row stands for it
        const at = center < first ? first : Math.max(first, Math.min(center + offset, row - 1));
        target[n++] = scaled.get(at);
      }
    }
    for (let at = row - this.shape.recent + 1; at <= row; at++) {
      target[n++] = scaled.get(Math.max(first, at));
    }
    this.#input.set(target);
    if (this.shape.masked) this.#input[n - 1] = scaled.get(Math.max(first, row - 1));
  }
}

/** Saves a model or takes one back, made by `make`; moments only where the net goes on learning. */
export function modelState(
  io: StateIo,
  model: ChannelModel | undefined,
  shape: ChannelShape,
  learns: boolean,
  make: (scaling: Scaling, seasons: number) => ChannelModel,
): ChannelModel {
  const none = { kind: shape.scaling, center: 0, spread: 1 };
  const scaling = scalingState(io, model?.scaling ?? none);
  const seasons = io.integer("lags of a model", model?.seasons ?? 0, 0, HALF_WIDTHS.length);
  const own = model ?? make(scaling, seasons);
  const net = own.net.snapshot();
  const steps = io.integer("steps of a net", net.steps, 0, Number.MAX_SAFE_INTEGER);
  const numbers = (name: string, values: readonly number[]): number[] => {
    const array = Float32Array.from(values);
    io.array(name, array);
    return [...array];
  };
  const weights = numbers("weights of a net", net.weights);
  const zeros = () => weights.map(() => 0);
  const firstMoments = learns ? numbers("moments of a net", net.firstMoments) : zeros();
  const secondMoments = learns ? numbers("second moments of a net", net.secondMoments) : zeros();
  if (io.reading) own.net.restore({ ...net, steps, weights, firstMoments, secondMoments });
  return own;
}
