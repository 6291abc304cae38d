/**
 * A channel whose errors come from an autoencoder.
 *
 * @module
 */
import { Moments, streamSeed } from "../../../math/mod.ts";
import { type Channel, channelShare, type Yields } from "./channel.ts";
import { ChannelFit, type FitProgress, progressState } from "./refit.ts";
import { ChannelModel, type ChannelShape, modelState } from "./model.ts";
import type { Column, RowMemory } from "../memory/row_memory.ts";
import type { DetectorConstants } from "../constants.ts";
import { fitScaling, type Scaling } from "./scaling.ts";
import { MeanTail } from "../tails/mean_tail.ts";
import { RankTail } from "../tails/rank_tail.ts";
import type { SeasonLags } from "../memory/season_lags.ts";
import type { StateIo } from "../snapshot/state_io.ts";
import type { TailScore } from "../tails/tail_score.ts";

/** Learning rate of the one step after each scored row. */
const ONLINE_RATE = 0.0005;
/** See {@linkcode channelShare}: what a net repeats it misses by more than what it guesses. */
const LEVEL = { guesses: 1, repeats: 3 };

/** What the channels with a net share. */
export interface NetParts {
  /** The rows. */
  readonly memory: RowMemory;
  /** Where the same time stood before. */
  readonly lags: SeasonLags;
  /** The detector's. */
  readonly constants: DetectorConstants;
  /** The detector's. */
  readonly seed: number;
  /** Takes the errors of the fit under way: there is one at a time. */
  readonly fitErrors: Column;
  /** Takes the series as the fit under way scales it. */
  readonly fitScaled: Column;
}

/** Scores each row by the tail of its autoencoder's error, and refits in slices. */
export class NetChannel implements Channel {
  readonly name: ChannelShape["name"];
  readonly yields: Yields;
  tail = 0;
  expected: number = NaN;
  /** What the channel looks at. */
  readonly shape: ChannelShape;
  readonly #parts: NetParts;
  readonly #scores: TailScore;
  readonly #seed: number;
  readonly #scaled: Column;
  readonly #quarantine: Column<Uint8Array>; // rows whose error stood out
  #limit = Infinity; // errors above it do
  #fits = 0;
  #model: ChannelModel | undefined;
  #fit: ChannelFit | undefined;

  /** Makes a channel without a model: it scores 0 until its first fit is done. */
  constructor(shape: ChannelShape, parts: NetParts) {
    const { memory, constants } = parts;
    this.name = shape.name;
    this.yields = shape.seasonal ? "to the hour" : "to a usual hour";
    this.shape = shape;
    this.#parts = parts;
    this.#seed = streamSeed(parts.seed, `channel ${shape.name}`);
    this.#scaled = memory.numbers();
    this.#quarantine = memory.flags();
    this.#scores = shape.recent === 1
      ? new RankTail(constants.rankRows)
      : new MeanTail(constants.meanRows, constants.referenceRows);
  }

  /** Whether there is a model that scores. */
  get ready(): boolean {
    return this.#model !== undefined;
  }

  /** Whether a fit is under way. */
  get fitting(): boolean {
    return this.#fit !== undefined;
  }

  get miss(): number {
    const { values, count } = this.#parts.memory;
    return values.get(count - 1) - this.expected;
  }

  share(raised = 1): number {
    return channelShare(this.tail, this.shape.guesses ? LEVEL.guesses : LEVEL.repeats, raised);
  }

  /** Takes the newest row: its tail score, and then one online step. */
  push(): void {
    const row = this.#parts.memory.count - 1;
    this.#fit?.parts.model.scaleRows(row);
    this.#quarantine.set(row, 0);
    this.tail = 0;
    const model = this.#model;
    if (model === undefined) return;
    model.scaleRows(row);
    const error = model.error(row);
    this.expected = model.expected();
    if (error > this.#limit) this.#quarantine.set(row, 1);
    this.tail = this.#scores.push(error);
    if (this.shape.guesses) {
      model.train(row, ONLINE_RATE);
      model.finishSteps();
    }
  }

  /** Begins a fit on all rows in memory, from scratch. */
  startFit(): void {
    const { memory, lags, constants, fitScaled } = this.#parts;
    const { count, first } = memory;
    const scaling = fitScaling(this.shape.scaling, memory, this.#quarantine);
    const seasons = this.shape.seasonal ? lags.seasons : 0;
    const model = this.#newModel(scaling, seasons, fitScaled);
    model.scaleRows(first);
    let from = first;
    if (seasons > 0) { // windows whose lags are all there
      const longest = lags.rows[seasons - 1]!;
      while (from < count - 1 && longest.get(from) < first) from++;
    }
    const steps = Math.min(constants.maxSteps, constants.stepsPerRow * (count - first));
    const progress = { from, end: count, step: 0, steps, errorsFrom: -1, next: 0 };
    this.#fit = this.#newFit(model, progress);
  }

  /** Works on the fit for about `budget` units; returns what is left of it. */
  work(budget: number): number {
    const fit = this.#fit;
    if (fit === undefined) return budget;
    const left = fit.work(budget);
    if (fit.done) this.#take(fit);
    return left;
  }

  state(io: StateIo): void {
    const { memory, fitErrors, fitScaled } = this.#parts;
    const { first, count } = memory;
    this.#fits = io.integer(`fits of ${this.name}`, this.#fits, 0, Number.MAX_SAFE_INTEGER);
    io.array(`quarantine of ${this.name}`, this.#quarantine.rows(first, count));
    this.#limit = io.number(`limit of ${this.name}`, this.#limit, 0);
    if (io.flag(`whether ${this.name} has a model`, this.ready)) {
      const make = (scaling: Scaling, seasons: number) =>
        this.#newModel(scaling, seasons, this.#scaled);
      const model = modelState(io, this.#model, this.shape, this.shape.guesses, make);
      if (io.reading) model.scaleRows(first);
      this.#model = model;
    }
    this.#scores.state(io, (back) => this.#model!.error(count - 1 - back));
    if (!io.flag(`whether ${this.name} is fitting`, this.fitting)) return;
    const make = (scaling: Scaling, seasons: number) => this.#newModel(scaling, seasons, fitScaled);
    const model = modelState(io, this.#fit?.parts.model, this.shape, true, make);
    if (io.reading) model.scaleRows(first);
    const progress = progressState(io, this.#fit?.parts.progress ?? NO_PROGRESS, count);
    if (io.reading) this.#fit = this.#newFit(model, progress);
    if (progress.errorsFrom < 0) return;
    // where a window lies in what is in memory, its error follows from that
    const next = Math.max(first, progress.next);
    const follows = Math.min(next, model.wholeFrom);
    const errors = fitErrors.rows(first, follows);
    const saved = Float32Array.from(errors);
    io.array(`errors of ${this.name}`, saved);
    if (!io.reading) return;
    errors.set(saved);
    for (let row = follows; row < next; row++) fitErrors.set(row, model.error(row));
  }

  /** The model that a fit made takes over, and what stood out under it is marked. */
  #take(fit: ChannelFit): void {
    const { constants, fitErrors, memory } = this.#parts;
    const { first, count } = memory;
    const from = Math.max(fit.parts.progress.errorsFrom, first);
    const errors = fitErrors.rows(from, count);
    this.#scores.rebuild(errors);
    const { mean, deviation } = Moments.of(errors);
    this.#limit = mean + constants.quarantine * deviation;
    for (let row = first; row < count; row++) {
      this.#quarantine.set(row, row >= from && fitErrors.get(row) > this.#limit ? 1 : 0);
    }
    this.#model = fit.parts.model;
    this.#model.scaled = this.#scaled;
    this.#model.scaleRows(first);
    this.#fit = undefined;
    this.#fits++;
  }

  #newModel(scaling: Scaling, seasons: number, scaled: Column): ChannelModel {
    const { memory, lags } = this.#parts;
    const seed = streamSeed(this.#seed, `weights of fit ${this.#fits}`);
    return new ChannelModel({ shape: this.shape, scaling, seasons, memory, lags, scaled, seed });
  }

  #newFit(model: ChannelModel, progress: FitProgress): ChannelFit {
    const { memory, constants, fitErrors } = this.#parts;
    return new ChannelFit({
      model,
      progress,
      errors: fitErrors,
      quarantine: this.#quarantine,
      memory,
      constants,
      seed: streamSeed(this.#seed, `fit ${this.#fits}`),
    });
  }
}

const NO_PROGRESS: FitProgress = { from: 0, end: 0, step: 0, steps: 1, errorsFrom: -1, next: 0 };
