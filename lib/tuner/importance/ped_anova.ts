/** PED-ANOVA: importance by how the good trials' parameters differ from all trials'. */
import { optionsOf, requireKnownOptions } from "../../checks.ts";
import { type Distribution, isSingle, sameDistribution } from "../distributions/distribution.ts";
import type { ImportanceEvaluator } from "./evaluator.ts";
import { cellCount, cellOf, gridDensity } from "./ped_anova_density.ts";
import type { Direction, FrozenTrial } from "../storages/storage.ts";

/** What PED-ANOVA compares; the defaults are Optuna 5.0.0's. */
export interface PedAnovaOptions {
  /**
   * The share of best trials to compare, in (0, 1].
   *
   * @default {0.1}
   */
  targetQuantile?: number;
  /**
   * The share of best trials to compare them with, above `targetQuantile`, at most 1.
   *
   * @default {1}
   */
  regionQuantile?: number;
  /**
   * Whether to compare with where trials were (so that a sampler's own taste is taken out), or with
   * the whole range.
   *
   * @default {true}
   */
  evaluateOnLocal?: boolean;
}

/** A parameter with one exact distribution, and the trials that had it so. */
interface Regime {
  distribution: Distribution | undefined;
  trials: FrozenTrial[];
}

/**
 * PED-ANOVA as Optuna 5.0.0's default importance evaluator computes it: deterministic, without a
 * forest. For each parameter, the densities of the best trials' and of all trials' values on a grid
 * of at most 50 cells are compared by Pearson's divergence; a conditional parameter or one whose
 * range changed is taken apart by its exact distributions.
 *
 * Source: Watanabe, Bansal and Hutter (2023), https://arxiv.org/abs/2304.10255.
 *
 * @example Compare the best quarter
 * ```ts
 * import assert from "node:assert/strict";
 * import { PedAnovaEvaluator } from "elb-anomaly/tuner";
 *
 * const evaluator = new PedAnovaEvaluator({ targetQuantile: 0.25 });
 * assert.equal(evaluator.evaluate([], "minimize").size, 0);
 * ```
 */
export class PedAnovaEvaluator implements ImportanceEvaluator {
  readonly #targetQuantile: number;
  readonly #regionQuantile: number;
  readonly #evaluateOnLocal: boolean;

  /**
   * Sets what is compared.
   *
   * @param options See {@linkcode PedAnovaOptions}
   * @throws {RangeError} If the quantiles are not 0 < target < region <= 1
   */
  constructor(options: PedAnovaOptions = {}) {
    const { targetQuantile = 0.1, regionQuantile = 1, evaluateOnLocal = true, ...rest } = optionsOf(
      "measure importances",
      options,
    );
    requireKnownOptions("measure importances", rest);
    if (!(targetQuantile > 0 && targetQuantile < regionQuantile && regionQuantile <= 1)) {
      throw new RangeError(
        `Cannot make the evaluator as 0 < targetQuantile < regionQuantile <= 1 must hold: they are ${targetQuantile} and ${regionQuantile}`,
      );
    }
    this.#targetQuantile = targetQuantile;
    this.#regionQuantile = regionQuantile;
    this.#evaluateOnLocal = evaluateOnLocal;
  }

  /** See {@linkcode ImportanceEvaluator}. */
  evaluate(trials: readonly FrozenTrial[], direction: Direction): ReadonlyMap<string, number> {
    const names = [...new Set(trials.flatMap(({ distributions }) => Object.keys(distributions)))]
      .sort();
    if (trials.length <= 1) return new Map(names.map((name) => [name, 0]));
    const target = new Set(bestShare(trials, direction, this.#targetQuantile));
    const region = bestShare(trials, direction, this.#regionQuantile);
    return new Map(names.map((name) => [name, this.#importance(name, region, target)]));
  }

  #importance(name: string, region: FrozenTrial[], target: ReadonlySet<FrozenTrial>): number {
    let sum = 0;
    for (const { distribution, trials } of regimesOf(name, region)) {
      const good = trials.filter((trial) => target.has(trial));
      if (distribution === undefined || isSingle(distribution) || good.length === 0) continue;
      if (trials.length < 2) continue;
      const shareOfTarget = good.length / target.size;
      const shareOfRegion = trials.length / region.length;
      sum += shareOfTarget ** 2 / shareOfRegion *
        this.#divergence(name, distribution, good, trials);
    }
    return sum * (target.size / region.length) ** 2;
  }

  /** Pearson's divergence of the good trials' density from that of all. */
  #divergence(
    name: string,
    distribution: Distribution,
    good: FrozenTrial[],
    all: FrozenTrial[],
  ): number {
    const cells = (trials: FrozenTrial[]) =>
      trials.map((trial) => cellOf(distribution, trial.params[name]!));
    const count = cellCount(distribution);
    const p = gridDensity(distribution, cells(good));
    const q = this.#evaluateOnLocal
      ? gridDensity(distribution, cells(all))
      : new Float64Array(count).fill(1 / count);
    let sum = 0;
    for (let g = 0; g < count; g++) {
      const pg = p[g]! + 1e-12;
      const qg = this.#evaluateOnLocal ? q[g]! + 1e-12 : q[g]!;
      sum += qg * (pg / qg - 1) ** 2;
    }
    return sum;
  }
}

/** The best trials: the ceil(share * n)-th best and all that are as good. */
function bestShare(
  trials: readonly FrozenTrial[],
  direction: Direction,
  share: number,
): FrozenTrial[] {
  const sign = direction === "minimize" ? 1 : -1;
  const losses = Float64Array.from(trials, ({ values }) => sign * values![0]!).sort();
  const cut = losses[Math.ceil(share * trials.length) - 1]!;
  return trials.filter(({ values }) => sign * values![0]! <= cut);
}

function regimesOf(name: string, trials: readonly FrozenTrial[]): Regime[] {
  const regimes: Regime[] = [];
  for (const trial of trials) {
    const distribution = Object.hasOwn(trial.distributions, name)
      ? trial.distributions[name]
      : undefined;
    const known = regimes.find((regime) =>
      regime.distribution === undefined || distribution === undefined
        ? regime.distribution === distribution
        : sameDistribution(regime.distribution, distribution)
    );
    if (known === undefined) regimes.push({ distribution, trials: [trial] });
    else known.trials.push(trial);
  }
  return regimes;
}
