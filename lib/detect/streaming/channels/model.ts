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
  /**
   * Whether the net has to guess the newest value (it sees the one before in its place) and learns
   * from each row; others repeat what they see, and learn in fits alone.
   */
  readonly guesses: boolean;
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

/** Far more than inputs of about 1 need. */
const MOST_WEIGHT = 1000;
/**
 * Adam's first moment is at most so often the root of its second: by Cauchy and Schwarz
 * (1 - b1) / sqrt((1 - b2) (1 - b1^2 / b2)) = 7.3 times.
 */
const MOST_STEP = 8;
/** Rows before and after the same time one, two and seven days ago. */
const HALF_WIDTHS = [2, 2, 1] as const;
/** A stretch is never wider than a quarter of a day. */
const STRETCHES_PER_DAY = 8;
/** Windows that are trained on in one call of the net. */
const BLOCK = 64;

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
  readonly #width: number;
  readonly #first: { readonly input: Float32Array; readonly target: Float32Array }; // window
  // windows that wait for a training step, row-major
  readonly #targets: Float32Array;
  readonly #inputs: Float32Array;
  readonly #rates = new Float64Array(BLOCK);
  #waiting = 0;
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
    this.#width = inputs;
    this.#targets = new Float32Array(BLOCK * inputs);
    this.#inputs = new Float32Array(BLOCK * inputs);
    this.#first = {
      input: this.#inputs.subarray(0, inputs),
      target: this.#targets.subarray(0, inputs),
    };
    this.net = new DenseNet({
      layers: [inputs, shape.hidden, inputs],
      activations: ["tanh", "linear"],
      seed,
      epsilon: 1e-8,
      maxBatch: BLOCK,
    });
  }

  /** Weights and biases. */
  get parameters(): number {
    return this.shape.hidden * (2 * this.#width + 1) + this.#width;
  }

  /** Scales the rows from `from` on. */
  scaleRows(from: number): void {
    const { values, count } = this.#memory;
    for (let row = from; row < count; row++) {
      this.scaled.set(row, scaleValue(this.scaling, values.get(row)));
    }
  }

  /** Error of the window that ends at `row`, in the precision of its net. */
  error(row: number): number {
    this.finishSteps();
    this.#load(row, 0);
    const { input, target } = this.#first;
    const output = this.#output = this.net.forward(input);
    const last = target.length - 1;
    if (this.shape.guesses) return Math.fround(Math.abs(output[last]! - target[last]!));
    let squares = 0;
    for (let i = 0; i <= last; i++) {
      const miss = output[i]! - target[i]!;
      squares += miss * miss;
    }
    return Math.fround(Math.sqrt(squares / (last + 1)));
  }

  /** The first row whose window, and those of all after it, lie in what is in memory. */
  get wholeFrom(): number {
    const { first, count } = this.#memory;
    let row = Math.min(count, first + this.shape.recent - 1);
    const k = this.seasons - 1; // the longest lag, which stands first
    while (k >= 0 && row < count && this.#lags.rows[k]!.get(row) - this.#halfWidths[k]! < first) {
      row++;
    }
    return row;
  }

  /** What the net made of the newest value of the last {@linkcode error}, in the series' unit. */
  expected(): number {
    return unscaleValue(this.scaling, this.#output[this.#output.length - 1]!);
  }

  /**
   * One training step on the window that ends at `row`. It waits for
   * {@linkcode ChannelModel.finishSteps}, or until a block is full.
   */
  train(row: number, rate: number): void {
    const step = this.#waiting++;
    this.#load(row, step);
    this.#rates[step] = rate;
    if (this.#waiting === BLOCK) this.finishSteps();
  }

  /** Takes the training steps that wait, in their order. */
  finishSteps(): void {
    const steps = this.#waiting;
    this.#waiting = 0;
    if (steps === 0) return;
    const rows = steps * this.#width;
    const [inputs, targets, rates] = steps === BLOCK
      ? [this.#inputs, this.#targets, this.#rates]
      : [
        this.#inputs.subarray(0, rows),
        this.#targets.subarray(0, rows),
        this.#rates.subarray(0, steps),
      ];
    this.net.trainSteps(inputs, targets, steps, rates);
  }

  /** Fills window `at`: a week, two days, one day ago, then the newest rows, each oldest first. */
  #load(row: number, at: number): void {
    const { first } = this.#memory;
    const { scaled, shape } = this;
    const [targets, inputs] = [this.#targets, this.#inputs];
    const start = at * this.#width;
    let n = start;
    for (let k = this.seasons - 1; k >= 0; k--) {
      const half = this.#halfWidths[k]!;
      const center = this.#lags.rows[k]!.get(row);
      for (let offset = -half; offset <= half; offset++) {
        // before the first row there is nothing: the first row stands for it
        const at = center < first ? first : Math.max(first, Math.min(center + offset, row - 1));
        targets[n++] = scaled.get(at);
      }
    }
    for (let at = row - shape.recent + 1; at <= row; at++) {
      targets[n++] = scaled.get(Math.max(first, at));
    }
    for (let i = start; i < n; i++) inputs[i] = targets[i]!;
    if (shape.guesses) inputs[n - 1] = scaled.get(Math.max(first, row - 1));
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
  if (io.reading) {
    own.net.restore({ ...net, steps, weights, firstMoments, secondMoments });
    checkNet(weights, firstMoments, secondMoments);
  }
  return own;
}

/** Refuses what no training can have left, and from which it would diverge at some later row. */
function checkNet(
  weights: readonly number[],
  first: readonly number[],
  second: readonly number[],
): void {
  const bad = weights.findIndex((weight, i) =>
    !(Math.abs(weight) <= MOST_WEIGHT &&
      Math.abs(first[i]!) <= MOST_STEP * (Math.sqrt(second[i]!) + 1e-7))
  );
  if (bad < 0) return;
  throw new RangeError(
    `Cannot restore the snapshot as the weights of a net must be in -${MOST_WEIGHT}..${MOST_WEIGHT}, with moments that Adam can have: number ${bad} is ${
      weights[bad]
    }, with moments ${first[bad]} and ${second[bad]}`,
  );
}
