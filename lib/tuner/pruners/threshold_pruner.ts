/** Ending trials that leave a range. */
import { optionsOf, requireInteger, requireKnownOptions } from "../../checks.ts";
import { lastStep } from "../storages/report_log.ts";
import { isFirstInInterval, type Pruner, type PrunerContext } from "./pruner.ts";

/** The range a {@linkcode ThresholdPruner} allows; at least one end is needed. */
export interface ThresholdPrunerOptions {
  /** Smallest value that goes on. */
  lower?: number;
  /** Largest value that goes on. */
  upper?: number;
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
}

/**
 * Prunes a trial whose last report is NaN, below `lower` or above `upper`, by the rules of Optuna
 * 5.0.0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ThresholdPruner } from "elb-anomaly/tuner";
 *
 * assert.throws(() => new ThresholdPruner({}), /lower or upper/);
 * ```
 */
export class ThresholdPruner implements Pruner {
  readonly #lower: number;
  readonly #upper: number;
  readonly #nWarmupSteps: number;
  readonly #intervalSteps: number;

  /**
   * Sets the range.
   *
   * @param options See {@linkcode ThresholdPrunerOptions}
   * @throws {RangeError} If there is no range, or a number is outside its own
   */
  constructor(options: ThresholdPrunerOptions) {
    const { lower = -Infinity, upper = Infinity, nWarmupSteps = 0, intervalSteps = 1, ...rest } =
      optionsOf("make a pruner", options);
    requireKnownOptions("make a pruner", rest);
    if (options.lower === undefined && options.upper === undefined) {
      throw new RangeError(
        "Cannot make a pruner as lower or upper must be given: both are missing",
      );
    }
    if (!(lower <= upper)) {
      throw new RangeError(
        `Cannot make a pruner as lower must not exceed upper: lower is ${lower}, upper is ${upper}`,
      );
    }
    requireInteger("make a pruner", { nWarmupSteps }, { min: 0 });
    requireInteger("make a pruner", { intervalSteps }, { min: 1 });
    this.#lower = lower;
    this.#upper = upper;
    this.#nWarmupSteps = nWarmupSteps;
    this.#intervalSteps = intervalSteps;
  }

  /** See {@linkcode Pruner}. */
  prune({ trial }: PrunerContext): boolean {
    if (trial.intermediateValues.size === 0) return false;
    if (!isFirstInInterval(trial, this.#nWarmupSteps, this.#intervalSteps)) return false;
    const value = trial.intermediateValues.get(lastStep(trial))!;
    return !(value >= this.#lower && value <= this.#upper);
  }
}
