/**
 * A refit of one channel, cut into slices so that no update of the stream waits for it.
 *
 * @module
 */
import { Mt19937, streamSeed } from "../../../math/mod.ts";
import type { ChannelModel } from "./model.ts";
import { type DetectorConstants, fitCost } from "../constants.ts";
import type { RowMemory } from "../memory/row_memory.ts";

/** Draws tried before a quarantined row is taken after all. */
const TRIES = 20;
/** Share of the learning rate that is left at the end. */
const LAST_RATE = 0.05;

/** A row that must not be learned: its error stood above `limit` in the model before. */
export interface Quarantine {
  /** Errors of the model before, a column of the memory. */
  readonly errors: Float64Array;
  /** Errors above it are quarantined. */
  readonly limit: number;
}

/** How far a fit has come. */
export interface FitProgress {
  /** Windows that end at rows `from` .. `end` - 1 are drawn. */
  from: number;
  /** One past the newest row that is learned. */
  end: number;
  /** Training steps done. */
  step: number;
  /** Training steps in all. */
  steps: number;
  /** First row whose error is computed anew, -1 while training. */
  errorsFrom: number;
  /** Next row whose error is computed anew. */
  next: number;
}

/** Trains a model on the rows so far, then computes the errors of the whole history with it. */
export class ChannelFit {
  /** The model in training. */
  readonly model: ChannelModel;
  /** How far it has come. */
  readonly progress: FitProgress;
  /** Errors of the history under the new model, a column of the memory. */
  readonly errors: Float64Array;
  /** What is not learned. */
  readonly quarantine: Quarantine;
  readonly #memory: RowMemory;
  readonly #constants: DetectorConstants;
  readonly #seed: number;
  readonly #noise: Float64Array | undefined;

  /** Takes a fresh model; `seed` names the draws of this fit. */
  constructor(
    model: ChannelModel,
    progress: FitProgress,
    errors: Float64Array,
    quarantine: Quarantine,
    memory: RowMemory,
    constants: DetectorConstants,
    seed: number,
    noise: Float64Array | undefined,
  ) {
    this.model = model;
    this.progress = progress;
    this.errors = errors;
    this.quarantine = quarantine;
    this.#memory = memory;
    this.#constants = constants;
    this.#seed = seed;
    this.#noise = noise;
  }

  /** Whether the model is ready: trained, and the errors complete up to the newest row. */
  get done(): boolean {
    return this.progress.errorsFrom >= 0 && this.progress.next === this.#memory.count;
  }

  /** Works for about `budget` units; returns what is left of it, 0 or less if it ran out. */
  work(budget: number): number {
    const left = this.#train(budget);
    return left > 0 ? this.#recompute(left) : left;
  }

  #train(budget: number): number {
    const { progress, model } = this;
    if (progress.step === progress.steps) return budget;
    const cost = fitCost(model.parameters);
    const half = progress.steps / 2;
    // a stream for each slice: nothing of it has to be kept from one update to the next
    const random = new Mt19937(streamSeed(this.#seed, `draws from step ${progress.step}`));
    while (progress.step < progress.steps && budget > 0) {
      const row = this.#draw(random);
      const fall = Math.max(0, progress.step - half) / half;
      const rate = this.#constants.learningRate * (1 - (1 - LAST_RATE) * fall);
      if (this.#noise === undefined) model.train(row, rate);
      else model.train(row, rate, this.#noise, random.uint32() % NOISE_STARTS);
      progress.step++;
      budget -= cost;
    }
    return budget;
  }

  #draw(random: Mt19937): number {
    const { errors, limit } = this.quarantine;
    const { base, first } = this.#memory;
    const from = Math.max(this.progress.from, first);
    let row = from;
    for (let tries = 0; tries < TRIES; tries++) {
      row = from + Math.floor(random.random() * (this.progress.end - from));
      if (errors[row - base]! <= limit) break;
    }
    return row;
  }

  #recompute(budget: number): number {
    const { progress, model } = this;
    const { first, count, base } = this.#memory;
    if (progress.errorsFrom < 0) progress.errorsFrom = progress.next = first;
    const cost = fitCost(model.parameters) / 3;
    progress.next = Math.max(progress.next, first);
    while (progress.next < count && budget > 0) {
      this.errors[progress.next - base] = model.error(progress.next);
      progress.next++;
      budget -= cost;
    }
    return budget;
  }
}

const NOISE_STARTS = 4096;

/**
 * Normal draws of deviation `sd`, from which each training step takes a stretch at a random place;
 * nothing if `sd` is 0.
 */
export function drawNoise(sd: number, width: number, seed: number): Float64Array | undefined {
  if (sd === 0) return undefined;
  const random = new Mt19937(streamSeed(seed, "noise"));
  return Float64Array.from({ length: NOISE_STARTS + width }, () => sd * random.normal());
}
