/** Ending trials by rungs: at each rung only the best part goes on. */
import { optionsOf, requireInteger, requireKnownOptions } from "../../checks.ts";
import { lastStep } from "../storages/report_log.ts";
import type { Pruner, PrunerContext } from "./pruner.ts";
import type { FrozenTrial } from "../storages/storage.ts";

/** The rungs of successive halving. */
export interface SuccessiveHalvingPrunerOptions {
  /**
   * Step of the first rung, an integer of 1 or more; "auto" takes a hundredth of the longest
   * COMPLETE trial, and prunes nothing before there is one.
   *
   * @default {"auto"}
   */
  minResource?: number | "auto";
  /**
   * Only the best 1 / reductionFactor go on, and each rung is so many times as far as the one
   * before; an integer of 2 or more.
   *
   * @default {4}
   */
  reductionFactor?: number;
  /**
   * How many rungs to leave out at the start.
   *
   * @default {0}
   */
  minEarlyStoppingRate?: number;
  /**
   * So many trials must reach a rung before one goes on from it; only together with a `minResource`
   * that is a number.
   *
   * @default {0}
   */
  bootstrapCount?: number;
}

/**
 * Asynchronous successive halving, by the rules of Optuna 5.0.0: a trial that reaches rung `k`, the
 * step `minResource * reductionFactor ** (minEarlyStoppingRate + k)`, notes its value in the system
 * attribute `completed_rung_<k>` and goes on if it is among the best 1 / reductionFactor of those
 * noted so far. A NaN never goes on.
 *
 * Source: Li et al. (2018), A System for Massively Parallel Hyperparameter Tuning,
 * https://arxiv.org/abs/1810.05934.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { SuccessiveHalvingPruner } from "elb-anomaly/tuner";
 *
 * assert.throws(
 *   () => new SuccessiveHalvingPruner({ reductionFactor: 1 }),
 *   /reductionFactor must be an integer of 2 or more/,
 * );
 * ```
 */
export class SuccessiveHalvingPruner implements Pruner {
  readonly #reductionFactor: number;
  readonly #rate: number;
  readonly #bootstrapCount: number;
  #minResource: number | undefined;

  /**
   * Sets the rungs.
   *
   * @param options See {@linkcode SuccessiveHalvingPrunerOptions}
   * @throws {RangeError} If a number is outside its range
   */
  constructor(options: SuccessiveHalvingPrunerOptions = {}) {
    const {
      minResource = "auto",
      reductionFactor = 4,
      minEarlyStoppingRate = 0,
      bootstrapCount = 0,
      ...rest
    } = optionsOf("make a pruner", options);
    requireKnownOptions("make a pruner", rest);
    if (minResource !== "auto") requireInteger("make a pruner", { minResource }, { min: 1 });
    requireInteger("make a pruner", { reductionFactor }, { min: 2 });
    requireInteger("make a pruner", { minEarlyStoppingRate, bootstrapCount }, { min: 0 });
    if (bootstrapCount > 0 && minResource === "auto") {
      throw new RangeError(
        `Cannot make a pruner as minResource must be a number with bootstrapCount: bootstrapCount is ${bootstrapCount}`,
      );
    }
    this.#minResource = minResource === "auto" ? undefined : minResource;
    this.#reductionFactor = reductionFactor;
    this.#rate = minEarlyStoppingRate;
    this.#bootstrapCount = bootstrapCount;
  }

  /** See {@linkcode Pruner}. */
  prune({ trial, trials, direction, setSystemAttr }: PrunerContext): boolean {
    if (trial.intermediateValues.size === 0) return false;
    const step = lastStep(trial);
    const value = trial.intermediateValues.get(step)!;
    this.#minResource ??= firstRung(trials);
    if (this.#minResource === undefined) return false;
    const sign = direction === "minimize" ? 1 : -1;
    for (let rung = reachedRungs(trial);; rung++) {
      if (step < this.#minResource * this.#reductionFactor ** (this.#rate + rung)) return false;
      if (Number.isNaN(value)) return true;
      const key = `completed_rung_${rung}`;
      const noted = trials.map(({ systemAttrs }) => systemAttrs[key])
        .filter((other) => typeof other === "number");
      setSystemAttr(key, value);
      const field = Float64Array.from([...noted, value], (other) => sign * other).sort();
      if (field.length <= this.#bootstrapCount) return true;
      const last = Math.max(Math.floor(field.length / this.#reductionFactor) - 1, 0);
      if (sign * value > field[last]!) return true;
    }
  }
}

/** The longest COMPLETE trial's last step, or `undefined` if none has reported. */
export function longestCompleteStep(trials: readonly FrozenTrial[]): number | undefined {
  let longest = -Infinity;
  for (const trial of trials) {
    if (trial.state === "COMPLETE") longest = Math.max(longest, lastStep(trial));
  }
  return longest === -Infinity ? undefined : longest;
}

function firstRung(trials: readonly FrozenTrial[]): number | undefined {
  const longest = longestCompleteStep(trials);
  return longest === undefined ? undefined : Math.max(Math.floor(longest / 100), 1);
}

function reachedRungs(trial: FrozenTrial): number {
  let rung = 0;
  while (`completed_rung_${rung}` in trial.systemAttrs) rung++;
  return rung;
}
