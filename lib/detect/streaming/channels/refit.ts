/** A refit of one channel, cut into slices so that no update of the stream waits for it. */
import { Mt19937, streamSeed } from "../../../math/mod.ts";
import type { ChannelModel } from "./model.ts";
import type { Column, RowMemory } from "../memory/row_memory.ts";
import { type DetectorConstants, fitCost } from "../constants.ts";
import type { StateIo } from "../snapshot/state_io.ts";

/** Draws tried before a quarantined row is taken after all. */
const TRIES = 20;
/** Share of the learning rate that is left at the end. */
const LAST_RATE = 0.05;

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

/** What a fit is made of. */
export interface FitParts {
  /** A fresh model. */
  readonly model: ChannelModel;
  /** How far it has come. */
  readonly progress: FitProgress;
  /** Takes the errors of the history under the new model. */
  readonly errors: Column;
  /** Rows that are not learned: 1 where the error of the model before stood out. */
  readonly quarantine: Column<Uint8Array>;
  /** The rows. */
  readonly memory: RowMemory;
  /** The detector's. */
  readonly constants: DetectorConstants;
  /** Names the draws of this fit. */
  readonly seed: number;
}

/** Trains a model on the rows so far, then computes the errors of the whole history with it. */
export class ChannelFit {
  /** What it is made of. */
  readonly parts: FitParts;

  /** Begins, or goes on where `progress` is. */
  constructor(parts: FitParts) {
    this.parts = parts;
  }

  /** Whether the model is ready: trained, and the errors complete up to the newest row. */
  get done(): boolean {
    const { progress, memory } = this.parts;
    return progress.errorsFrom >= 0 && progress.next === memory.count;
  }

  /** Works for about `budget` units; returns what is left of it, 0 or less if it ran out. */
  work(budget: number): number {
    const left = this.#train(budget);
    return left > 0 ? this.#recompute(left) : left;
  }

  #train(budget: number): number {
    const { progress, model, constants } = this.parts;
    if (progress.step === progress.steps) return budget;
    const cost = fitCost(model.parameters);
    const half = progress.steps / 2;
    // a stream for each slice: nothing of it has to be kept from one update to the next
    const random = new Mt19937(streamSeed(this.parts.seed, `draws from step ${progress.step}`));
    while (progress.step < progress.steps && budget > 0) {
      const row = this.#draw(random);
      const fall = Math.max(0, progress.step - half) / half;
      const rate = constants.learningRate * (1 - (1 - LAST_RATE) * fall);
      model.train(row, rate);
      progress.step++;
      budget -= cost;
    }
    model.finishSteps();
    return budget;
  }

  #draw(random: Mt19937): number {
    const { progress, memory, quarantine } = this.parts;
    const from = Math.max(progress.from, memory.first);
    let row = from;
    for (let tries = 0; tries < TRIES; tries++) {
      row = from + Math.floor(random.random() * (progress.end - from));
      if (quarantine.get(row) === 0) break;
    }
    return row;
  }

  #recompute(budget: number): number {
    const { progress, model, memory, errors } = this.parts;
    const { first, count } = memory;
    if (progress.errorsFrom < 0) progress.errorsFrom = progress.next = first;
    const cost = fitCost(model.parameters) / 3;
    progress.next = Math.max(progress.next, first);
    while (progress.next < count && budget > 0) {
      errors.set(progress.next, model.error(progress.next));
      progress.next++;
      budget -= cost;
    }
    return budget;
  }
}

/** Saves or takes back how far a fit has come, over the rows that `memory` holds. */
export function progressState(io: StateIo, progress: FitProgress, count: number): FitProgress {
  const most = Number.MAX_SAFE_INTEGER;
  const from = io.integer("first row of a fit", progress.from, 0, count);
  const end = io.integer("last row of a fit", progress.end, from, count);
  const steps = io.integer("steps of a fit", progress.steps, 1, most);
  const step = io.integer("step of a fit", progress.step, 0, steps);
  const errorsFrom = io.integer("first error of a fit", progress.errorsFrom, -1, count);
  const next = io.integer("next error of a fit", progress.next, 0, count);
  return { from, end, steps, step, errorsFrom, next };
}
