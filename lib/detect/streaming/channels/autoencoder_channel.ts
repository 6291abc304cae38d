/**
 * A channel whose errors come from an autoencoder.
 *
 * @module
 */
import type { DenseNetState } from "../../../autoencoder/online/mod.ts";
import { Moments, streamSeed } from "../../../math/mod.ts";
import { ChannelFit, drawNoise, type FitProgress } from "./refit.ts";
import { ChannelModel, type ChannelShape } from "./model.ts";
import type { DetectorConstants } from "../constants.ts";
import { numbersToText, textToNumbers } from "../number_text.ts";
import type { RowMemory } from "../memory/row_memory.ts";
import { fitScaling, type Scaling } from "./scaling.ts";
import type { SeasonLags } from "../memory/season_lags.ts";
import type { TailScore } from "../tails/tail_score.ts";

/** A model in a snapshot. */
export interface ModelState {
  /** Its scaling. */
  readonly scaling: Scaling;
  /** Lags in its window. */
  readonly seasons: number;
  /** Its net. */
  readonly net: DenseNetState;
}

/** A channel in a snapshot; columns as text. */
export interface ChannelState {
  /** Fits finished. */
  readonly fits: number;
  /** The model that scores, if there is one yet. */
  readonly model: ModelState | null;
  /** Its errors over the rows in memory. */
  readonly errors: string;
  /** The tail score's numbers, as text. */
  readonly tail: string;
  /** The fit under way, if there is one. */
  readonly fit: {
    readonly model: ModelState;
    readonly progress: FitProgress;
    readonly errors: string;
    readonly limit: string;
  } | null;
}

/** Scores each row by the tail of its autoencoder's error, and refits in slices. */
export class NetChannel {
  /** What the channel looks at. */
  readonly shape: ChannelShape;
  /** Fits finished. */
  fits = 0;
  readonly #tail: TailScore;
  readonly #memory: RowMemory;
  readonly #lags: SeasonLags;
  readonly #constants: DetectorConstants;
  readonly #seed: number;
  readonly #noise: Float64Array | undefined;
  // two columns each: one for the model that scores, one for the fit under way
  #errors: Float64Array;
  #otherErrors: Float64Array;
  #otherScaled: Float64Array;
  #scaled: Float64Array;
  #model: ChannelModel | undefined;
  #fit: ChannelFit | undefined;

  /** Makes a channel without a model: it scores 0 until its first fit is done. */
  constructor(
    shape: ChannelShape,
    tail: TailScore,
    memory: RowMemory,
    lags: SeasonLags,
    constants: DetectorConstants,
    seed: number,
  ) {
    this.shape = shape;
    this.#tail = tail;
    this.#memory = memory;
    this.#lags = lags;
    this.#constants = constants;
    this.#seed = streamSeed(seed, `channel ${shape.name}`);
    this.#noise = drawNoise(shape.noise, shape.recent, this.#seed);
    this.#errors = memory.numbers();
    this.#otherErrors = memory.numbers();
    this.#scaled = memory.numbers();
    this.#otherScaled = memory.numbers();
  }

  /** Whether there is a model that scores. */
  get ready(): boolean {
    return this.#model !== undefined;
  }

  /** Whether a fit is under way. */
  get fitting(): boolean {
    return this.#fit !== undefined;
  }

  /** What the net made of the newest row, in the unit of the series; NaN without a model. */
  expected: number = NaN;

  /** Takes the newest row: its tail score, and then one online step. */
  push(): number {
    const row = this.#memory.count - 1;
    this.#fit?.model.scaleRows(row);
    const model = this.#model;
    if (model === undefined) return 0;
    model.scaleRows(row);
    this.#errors[row - this.#memory.base] = model.error(row);
    this.expected = model.expected();
    const score = this.#tail.push(this.#errors, this.#memory);
    if (this.shape.onlineRate > 0) model.train(row, this.shape.onlineRate);
    return score;
  }

  /** Begins a fit on all rows in memory, from scratch. */
  startFit(): void {
    const { base, count, first } = this.#memory;
    const { stepsPerRow, maxSteps } = this.#constants;
    const quarantine = { errors: this.#errors, limit: this.#quarantineLimit() };
    const scaling = fitScaling(this.shape.scaling, this.#memory, quarantine);
    const seasons = this.shape.seasonal ? this.#lags.seasons : 0;
    const model = this.#newModel({ scaling, seasons }, this.#otherScaled);
    model.scaleRows(first);
    let from = first;
    if (seasons > 0) { // windows whose lags are all there
      const longest = this.#lags.rows[seasons - 1]!;
      while (from < count - 1 && longest[from - base]! < first) from++;
    }
    const steps = Math.min(maxSteps, stepsPerRow * (count - first));
    const progress = { from, end: count, step: 0, steps, errorsFrom: -1, next: 0 };
    this.#fit = this.#newFit(model, progress, quarantine.limit);
  }

  /** Works on the fit for about `budget` units; returns what is left of it. */
  work(budget: number): number {
    const fit = this.#fit;
    if (fit === undefined) return budget;
    const left = fit.work(budget);
    if (fit.done) {
      [this.#errors, this.#otherErrors] = [this.#otherErrors, this.#errors];
      [this.#scaled, this.#otherScaled] = [this.#otherScaled, this.#scaled];
      this.#model = fit.model;
      this.#tail.rebuild(
        this.#errors,
        this.#memory,
        Math.max(fit.progress.errorsFrom, this.#memory.first),
      );
      this.#fit = undefined;
      this.fits++;
    }
    return left;
  }

  /** The channel's state, JSON-able. */
  save(): ChannelState {
    const { base, first, count } = this.#memory;
    const column = (numbers: Float64Array) =>
      numbersToText(numbers.subarray(first - base, count - base));
    const model = ({ scaling, seasons, net }: ChannelModel): ModelState => ({
      scaling,
      seasons,
      net: net.snapshot(),
    });
    return {
      fits: this.fits,
      model: this.#model === undefined ? null : model(this.#model),
      errors: column(this.#errors),
      tail: numbersToText(this.#tail.save()),
      fit: this.#fit === undefined ? null : {
        model: model(this.#fit.model),
        progress: { ...this.#fit.progress },
        errors: column(this.#fit.errors),
        limit: numbersToText([this.#fit.quarantine.limit]),
      },
    };
  }

  /** Takes back what {@linkcode save} gave, beside the same rows. */
  load(state: ChannelState): void {
    const { base, first } = this.#memory;
    const model = (from: ModelState, scaled: Float64Array): ChannelModel => {
      const made = this.#newModel(from, scaled);
      made.net.restore(from.net);
      made.scaleRows(first);
      return made;
    };
    this.fits = state.fits;
    this.#errors.set(textToNumbers(state.errors), first - base);
    this.#model = state.model === null ? undefined : model(state.model, this.#scaled);
    this.#tail.load([...textToNumbers(state.tail)], this.#errors, this.#memory);
    this.#fit = undefined;
    if (state.fit !== null) {
      this.#otherErrors.set(textToNumbers(state.fit.errors), first - base);
      this.#fit = this.#newFit(
        model(state.fit.model, this.#otherScaled),
        { ...state.fit.progress },
        textToNumbers(state.fit.limit)[0]!,
      );
    }
  }

  /** Errors above this are not learned: mean + 6 sd of the errors in memory; none before a model. */
  #quarantineLimit(): number {
    if (this.#model === undefined) return Infinity;
    const { base, first, count } = this.#memory;
    const { mean, deviation } = Moments.of(this.#errors.subarray(first - base, count - base));
    return mean + this.#constants.quarantine * deviation;
  }

  #newModel(
    { scaling, seasons }: { scaling: Scaling; seasons: number },
    scaled: Float64Array,
  ): ChannelModel {
    const seed = streamSeed(this.#seed, `weights of fit ${this.fits}`);
    return new ChannelModel(
      this.shape,
      scaling,
      seasons,
      this.#memory,
      this.#lags,
      scaled,
      seed,
    );
  }

  #newFit(model: ChannelModel, progress: FitProgress, limit: number): ChannelFit {
    return new ChannelFit(
      model,
      progress,
      this.#otherErrors,
      { errors: this.#errors, limit },
      this.#memory,
      this.#constants,
      streamSeed(this.#seed, `fit ${this.fits}`),
      this.#noise,
    );
  }
}
