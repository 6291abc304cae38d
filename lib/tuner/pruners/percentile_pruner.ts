/** Ending trials that are worse than most finished ones were at the same step. */
import { optionsOf, requireInteger, requireKnownOptions, requireNumber } from "../../checks.ts";
import { percentile } from "../../math/mod.ts";
import { bestReport, lastStep } from "../storages/report_log.ts";
import { isFirstInInterval, type Pruner, type PrunerContext } from "./pruner.ts";

/** When a percentile pruner may decide. */
export interface PercentilePrunerOptions {
  /**
   * No trial is pruned before so many are COMPLETE.
   *
   * @default {5}
   */
  nStartupTrials?: number;
  /**
   * No trial is pruned before this step.
   *
   * @default {0}
   */
  nWarmupSteps?: number;
  /**
   * Steps between two decisions, counted from the end of the warm-up.
   *
   * @default {1}
   */
  intervalSteps?: number;
  /**
   * No trial is pruned at a step that fewer COMPLETE trials have reported.
   *
   * @default {1}
   */
  nMinTrials?: number;
}

/**
 * Prunes a trial whose best report so far is worse than a percentile of what COMPLETE trials
 * reported at the step, by the rules of Optuna 5.0.0: NaN reports are left out, a trial with only
 * NaN reports is pruned, the percentile is interpolated linearly, and "worse" is strict.
 *
 * @example Keep only trials in the better quarter
 * ```ts
 * import assert from "node:assert/strict";
 * import { PercentilePruner } from "elb-anomaly/tuner";
 *
 * assert.throws(() => new PercentilePruner(120), /percentile must be in \[0, 100\]/);
 * ```
 */
export class PercentilePruner implements Pruner {
  readonly #percentile: number;
  readonly #options: Required<PercentilePrunerOptions>;

  /**
   * Sets the rule.
   *
   * @param percentile Share of better trials to keep, in 0..100
   * @param options When it may decide
   * @throws {RangeError} If a number is outside its range
   */
  constructor(percentile: number, options: PercentilePrunerOptions = {}) {
    requireNumber("make a pruner", { percentile }, { min: 0, max: 100 });
    this.#percentile = percentile;
    const { nStartupTrials = 5, nWarmupSteps = 0, intervalSteps = 1, nMinTrials = 1, ...rest } =
      optionsOf("make a pruner", options);
    requireKnownOptions("make a pruner", rest);
    requireInteger("make a pruner", { nStartupTrials, nWarmupSteps }, { min: 0 });
    requireInteger("make a pruner", { intervalSteps, nMinTrials }, { min: 1 });
    this.#options = { nStartupTrials, nWarmupSteps, intervalSteps, nMinTrials };
  }

  /** See {@linkcode Pruner}. */
  prune({ trial, trials, direction }: PrunerContext): boolean {
    const { nStartupTrials, nWarmupSteps, intervalSteps, nMinTrials } = this.#options;
    if (trial.intermediateValues.size === 0) return false;
    const complete = trials.filter(({ state }) => state === "COMPLETE");
    if (complete.length === 0 || complete.length < nStartupTrials) return false;
    if (!isFirstInInterval(trial, nWarmupSteps, intervalSteps)) return false;
    const step = lastStep(trial);
    const best = bestReport(trial, direction);
    const hasNumber = !Number.isNaN(best);
    const reached = complete.flatMap(({ intermediateValues }) =>
      intermediateValues.get(step) ?? []
    );
    if (reached.length < nMinTrials) return !hasNumber;
    if (!hasNumber) return true;
    const numbers = reached.filter((value) => !Number.isNaN(value));
    return direction === "minimize"
      ? best > percentile(numbers, this.#percentile)
      : best < percentile(numbers, 100 - this.#percentile);
  }
}

/**
 * Prunes a trial whose best report so far is worse than the median of what COMPLETE trials reported
 * at the step: a {@linkcode PercentilePruner} at 50, the default of a study as in Optuna 5.0.0.
 *
 * @example A trial far above five finished ones
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, MedianPruner, RandomSampler, TrialPruned } from "elb-anomaly/tuner";
 *
 * const study = await createStudy({
 *   direction: "minimize",
 *   sampler: new RandomSampler({ seed: 3 }),
 *   pruner: new MedianPruner({ nStartupTrials: 5 }),
 * });
 * await study.optimize(async (trial) => {
 *   const x = trial.suggestFloat("x", 0, 1) + (trial.number === 5 ? 10 : 0);
 *   await trial.report(x, 0);
 *   if (await trial.shouldPrune()) throw new TrialPruned();
 *   return x;
 * }, { nTrials: 6 });
 * assert.equal(study.trials[5]?.state, "PRUNED");
 * ```
 */
export class MedianPruner extends PercentilePruner {
  /**
   * Sets the rule.
   *
   * @param options When it may decide
   * @throws {RangeError} If a number is outside its range
   */
  constructor(options: PercentilePrunerOptions = {}) {
    super(50, options);
  }
}
