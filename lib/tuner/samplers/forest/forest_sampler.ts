/** A random forest as a model of the objective. */
import { Mt19937, streamSeed } from "../../../math/mod.ts";
import { requireInteger, requireKnownOptions, requireSeed } from "../../../checks.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import { drawCandidates } from "./candidates.ts";
import { expectedImprovement, logLosses } from "./improvement.ts";
import { ForestEncoding } from "./encoding.ts";
import { type Observation, observe } from "../observations.ts";
import { indexOfLargest, RandomSampler } from "../random_sampler.ts";
import { growTree, type RegressionTree } from "./regression_trees.ts";
import { NOTHING, type Sampler, type SamplerContext } from "../sampler.ts";

/** How a {@linkcode ForestSampler} works. */
export interface ForestSamplerOptions {
  /** An integer in 0 .. 2^32 - 1. */
  seed: number;
  /**
   * So many COMPLETE and PRUNED trials are random before it begins to learn.
   *
   * @default {10}
   */
  nStartupTrials?: number;
  /**
   * How many trees the forest has.
   *
   * @default {24}
   */
  nTrees?: number;
  /**
   * How many candidates each suggestion weighs.
   *
   * @default {300}
   */
  nCandidates?: number;
}

/** So many trees are grown anew at each suggestion once the forest is full. */
const FRESH_TREES = 4;
/**
 * Chooses where a random forest, grown on the trials so far, expects the largest improvement: good
 * for mixed and conditional spaces, since trees take numbers, choices and missing parameters alike.
 *
 * Each suggestion replaces the oldest few trees, so that its cost stays small as trials add up. A
 * third of the candidates is random, the others vary the best trials; a candidate has the
 * parameters that trials with the same choices had. PRUNED trials count as no better than the
 * median, RUNNING ones as the median, so that workers spread out.
 *
 * Source: Hutter, Hoos and Leyton-Brown (2011), Sequential Model-Based Optimization for General
 * Algorithm Configuration, https://doi.org/10.1007/978-3-642-25566-3_40; trees by
 * `ml-random-forest`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, ForestSampler } from "elb-anomaly/tuner";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new ForestSampler({ seed: 1 }) });
 * await study.optimize((trial) => {
 *   const shape = trial.suggestCategorical("shape", ["bowl", "flat"]);
 *   if (shape === "flat") return 3;
 *   return trial.suggestFloat("x", -10, 10) ** 2;
 * }, { nTrials: 40 });
 * assert.equal(study.bestParams.shape, "bowl");
 * assert.ok(study.bestValue < 1);
 * ```
 */
export class ForestSampler implements Sampler {
  readonly #options: Required<ForestSamplerOptions>;
  readonly #random: RandomSampler;
  #stream: Mt19937;
  #encoding: ForestEncoding | undefined;
  #trees: RegressionTree[] = [];

  /**
   * Sets it up.
   *
   * @param options See {@linkcode ForestSamplerOptions}
   * @throws {RangeError} If the seed or a count is outside its range
   */
  constructor(options: ForestSamplerOptions) {
    const { seed, nStartupTrials = 10, nTrees = 24, nCandidates = 300, ...rest } = options ??
      NOTHING as ForestSamplerOptions;
    requireKnownOptions("make a sampler", rest);
    requireSeed("make a sampler", seed);
    requireInteger("make a sampler", { nStartupTrials, nTrees }, { min: 2 });
    requireInteger("make a sampler", { nCandidates }, { min: 1 });
    this.#options = { seed, nStartupTrials, nTrees, nCandidates };
    this.#random = new RandomSampler({ seed });
    this.#stream = new Mt19937(streamSeed(seed, "forest"));
  }

  /** See {@linkcode Sampler}. */
  resume(trials: number): void {
    this.#random.resume(trials);
    this.#stream = new Mt19937(streamSeed(this.#options.seed, `forest after ${trials} trials`));
  }

  /** See {@linkcode Sampler}. */
  sampleJoint(context: SamplerContext): ReadonlyMap<string, number> {
    const observations = observe(context.otherTrials, context.direction);
    const finished = observations.filter(({ trial }) => trial.state !== "RUNNING");
    if (finished.length < this.#options.nStartupTrials) return new Map();
    const encoding = new ForestEncoding(finished.map(({ trial }) => trial));
    if (encoding.columns === 0) return new Map();
    this.#grow(encoding, observations);
    const candidates = drawCandidates(encoding, finished, this.#options.nCandidates, this.#stream);
    const rows = candidates.map((values) => encoding.rowOfInternal(values));
    const gains = this.#expectedImprovements(rows);
    return candidates[indexOfLargest(gains)]!;
  }

  /** See {@linkcode Sampler}. */
  sample(context: SamplerContext, name: string, distribution: Distribution): number {
    return this.#random.sample(context, name, distribution);
  }

  /** Replaces the oldest trees; all of them where the space has changed. */
  #grow(encoding: ForestEncoding, observations: readonly Observation[]): void {
    if (this.#encoding === undefined || !this.#encoding.equals(encoding)) this.#trees = [];
    this.#encoding = encoding;
    const rows = observations.map(({ trial }) => encoding.rowOf(trial.params));
    const losses = logLosses(observations);
    const missing = this.#options.nTrees - this.#trees.length;
    const fresh = Math.max(Math.min(missing, 2 * FRESH_TREES), FRESH_TREES);
    for (let i = 0; i < fresh; i++) this.#trees.push(growTree(rows, losses, this.#stream));
    this.#trees.splice(0, Math.max(this.#trees.length - this.#options.nTrees, 0));
  }

  #expectedImprovements(rows: number[][]): number[] {
    const predictions = this.#trees.map((tree) => tree.predict(rows)); // [trees][candidates]
    return rows.map((_, c) => {
      let sum = 0;
      let squares = 0;
      for (const tree of predictions) {
        sum += tree[c]!;
        squares += tree[c]! ** 2;
      }
      const mean = sum / predictions.length;
      const sd = Math.sqrt(Math.max(squares / predictions.length - mean * mean, 0));
      return expectedImprovement(mean, sd);
    });
  }
}
