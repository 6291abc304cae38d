/** The tree-structured Parzen estimator. */
import { Mt19937, streamSeed } from "../../../math/mod.ts";
import { requireInteger, requireKnownOptions, requireSeed } from "../../../checks.ts";
import {
  type CategoricalChoice,
  type Distribution,
  toExternal,
} from "../../distributions/distribution.ts";
import { ParzenEstimator } from "./parzen_estimator.ts";
import { RandomSampler } from "../random_sampler.ts";
import { NOTHING, type Sampler, type SamplerContext } from "../sampler.ts";
import { decodeJson, encodeJson } from "../../storages/python_json.ts";
import type { FrozenTrial } from "../../storages/storage.ts";
import { TpeHistory } from "./history.ts";
import { isFinished, splitTrials, type TpeSplit } from "./split.ts";

/** How a {@linkcode TpeSampler} works; the defaults are Optuna 5.0.0's. */
export interface TpeSamplerOptions {
  /** An integer in 0 .. 2^32 - 1. */
  seed: number;
  /**
   * So many COMPLETE and PRUNED trials are random before it begins to learn.
   *
   * @default {10}
   */
  nStartupTrials?: number;
  /**
   * How many candidates are drawn for each suggestion.
   *
   * @default {24}
   */
  nEiCandidates?: number;
  /**
   * Whether parameters are chosen together, so that what belongs together is learnt; otherwise each
   * by itself, as Optuna 4 did.
   *
   * @default {true}
   */
  joint?: boolean;
  /**
   * Whether RUNNING trials count as bad, so that workers do not try the same at once.
   *
   * @default {true}
   */
  constantLiar?: boolean;
}

/** Longest piece of a text in an attribute; older databases limit it. */
const PIECE = 2045;
const RELATIVE_PARAMS = "tpe:relative_params:";

/**
 * Chooses what is likely among good trials and unlikely among bad ones: it models the parameters of
 * the best tenth of trials and of the rest by two mixtures of kernels, draws candidates from the
 * first and takes the one where the ratio of the two densities is largest.
 *
 * Mirrors Optuna 5.0.0's `TPESampler`, joint mode with the constant liar on by default: on
 * continuous parameters the same seed gives Optuna's values to 1e-12; where observations tie (Int
 * and stepped parameters) Optuna's own results depend on the machine's sort, and ours agree with it
 * where its sort is stable. The first 10 trials are those of the {@linkcode RandomSampler} with the
 * same seed. Parameters that not all trials have in common are chosen each by itself.
 *
 * Source: Bergstra et al. (2011), https://papers.nips.cc/paper/4443; Watanabe (2023),
 * https://arxiv.org/abs/2304.11127.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, TpeSampler } from "elb-anomaly/tuner";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new TpeSampler({ seed: 42 }) });
 * await study.optimize((trial) => {
 *   const x = trial.suggestFloat("x", -10, 10);
 *   const lr = trial.suggestFloat("lr", 1e-5, 1e-1, { log: true });
 *   return (x - 2) ** 2 + (Math.log10(lr) + 3) ** 2;
 * }, { nTrials: 60 });
 * assert.ok(study.bestValue < 0.1);
 * assert.ok(Math.abs(Number(study.trials[10]?.params.x) - 6.019509352878147) < 1e-11); // as Optuna
 * ```
 */
export class TpeSampler implements Sampler {
  readonly #options: Required<TpeSamplerOptions>;
  readonly #random: RandomSampler;
  #stream: Mt19937;
  readonly #history = new TpeHistory();
  readonly #splits = new WeakMap<SamplerContext, TpeSplit | "startup">();

  /**
   * Sets it up.
   *
   * @param options See {@linkcode TpeSamplerOptions}
   * @throws {RangeError} If the seed or a count is outside its range
   */
  constructor(options: TpeSamplerOptions) {
    const {
      seed,
      nStartupTrials = 10,
      nEiCandidates = 24,
      joint = true,
      constantLiar = true,
      ...rest
    } = options ?? NOTHING as TpeSamplerOptions;
    requireKnownOptions("make a sampler", rest);
    requireSeed("make a sampler", seed);
    requireInteger("make a sampler", { nStartupTrials }, { min: 0 });
    requireInteger("make a sampler", { nEiCandidates }, { min: 1 });
    this.#options = { seed, nStartupTrials, nEiCandidates, joint, constantLiar };
    this.#random = new RandomSampler({ seed });
    this.#stream = new Mt19937(seed);
  }

  /** See {@linkcode Sampler}. */
  resume(trials: number): void {
    this.#random.resume(trials);
    this.#stream = new Mt19937(streamSeed(this.#options.seed, `TPE after ${trials} trials`));
  }

  /** See {@linkcode Sampler}. */
  sampleJoint(context: SamplerContext): ReadonlyMap<string, number> {
    if (!this.#options.joint) return new Map();
    const trials = context.otherTrials;
    const split = this.#splitOf(context, trials);
    if (split === "startup") return new Map();
    this.#history.update(trials);
    const { space } = this.#history;
    if (space === undefined || space.size === 0) return new Map();
    const chosen = this.#choose(split, space);
    if (this.#options.constantLiar) noteRelativeParams(context, space, chosen);
    return chosen;
  }

  /** See {@linkcode Sampler}. */
  sample(context: SamplerContext, name: string, distribution: Distribution): number {
    const trials = context.otherTrials;
    const split = this.#splitOf(context, trials);
    if (split === "startup") return this.#random.sample(context, name, distribution);
    this.#history.update(trials);
    return this.#choose(split, new Map([[name, distribution]])).get(name)!;
  }

  #splitOf(context: SamplerContext, trials: readonly FrozenTrial[]): TpeSplit | "startup" {
    let split = this.#splits.get(context);
    if (split === undefined) {
      const finished = trials.filter(({ state }) => isFinished(state)).length;
      split = finished < this.#options.nStartupTrials
        ? "startup"
        : splitTrials(trials, context.direction, this.#options.constantLiar);
      this.#splits.set(context, split);
    }
    return split;
  }

  #choose(split: TpeSplit, space: ReadonlyMap<string, Distribution>): Map<string, number> {
    const observed = (trials: readonly FrozenTrial[]) =>
      this.#history.observations(trials, space, runningParams);
    const good = new ParzenEstimator(space, observed(split.below));
    const bad = new ParzenEstimator(space, observed(split.above));
    const candidates = good.draw(this.#stream, this.#options.nEiCandidates);
    const goodDensities = good.logDensities(candidates);
    const badDensities = bad.logDensities(candidates);
    let best = 0;
    for (let c = 1; c < goodDensities.length; c++) {
      const gain = goodDensities[c]! - badDensities[c]!;
      if (gain > goodDensities[best]! - badDensities[best]!) best = c;
    }
    return new Map([...space.keys()].map((name) => [name, candidates.get(name)![best]!]));
  }
}

/** Tells other workers what this RUNNING trial is about to use, in Optuna's form. */
function noteRelativeParams(
  context: SamplerContext,
  space: ReadonlyMap<string, Distribution>,
  chosen: ReadonlyMap<string, number>,
): void {
  const external = [...chosen].map(([name, value]) => [name, toExternal(space.get(name)!, value)]);
  const text = encodeJson(Object.fromEntries(external));
  for (let i = 0; i * PIECE < text.length; i++) {
    context.setSystemAttr(`${RELATIVE_PARAMS}${i}`, text.slice(i * PIECE, (i + 1) * PIECE));
  }
}

/** What a RUNNING trial uses, and what it noted that it is about to use. */
function runningParams(trial: FrozenTrial): Record<string, CategoricalChoice> {
  let text = "";
  for (let i = 0;; i++) {
    const piece = trial.systemAttrs[`${RELATIVE_PARAMS}${i}`];
    if (typeof piece !== "string") break;
    text += piece;
  }
  return text === ""
    ? trial.params
    : { ...(decodeJson(text) as Record<string, CategoricalChoice>), ...trial.params };
}
