/** Successive halving at several speeds side by side. */
import { node } from "../../node.ts";
import { optionsOf, requireInteger, requireKnownOptions } from "../../checks.ts";
import type { Pruner, PrunerContext } from "./pruner.ts";
import { longestCompleteStep, SuccessiveHalvingPruner } from "./successive_halving_pruner.ts";

/** The brackets of Hyperband. */
export interface HyperbandPrunerOptions {
  /**
   * Step of the first rung of the fastest bracket, an integer of 1 or more.
   *
   * @default {1}
   */
  minResource?: number;
  /**
   * How many steps a trial has, an integer, `minResource` or more; "auto" takes one more than the
   * last step of the longest COMPLETE trial, and prunes nothing before there is one.
   *
   * @default {"auto"}
   */
  maxResource?: number | "auto";
  /**
   * As for successive halving, an integer of 2 or more.
   *
   * @default {3}
   */
  reductionFactor?: number;
  /**
   * As for successive halving; only together with a `maxResource` that is a number.
   *
   * @default {0}
   */
  bootstrapCount?: number;
}

/**
 * Hyperband, by the rules of Optuna 5.0.0: each trial belongs to one of several brackets, chosen by
 * a hash of study name and trial number, and is pruned by successive halving among the trials of
 * its bracket; later brackets prune later.
 *
 * Source: Li et al. (2018), Hyperband, https://jmlr.org/papers/v18/16-558.html.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { HyperbandPruner } from "elb-anomaly/tuner";
 *
 * const pruner = new HyperbandPruner({ maxResource: 27 });
 * assert.deepEqual([0, 1, 2, 3].map((number) => pruner.bracketOf("demo", number)), [3, 0, 0, 1]);
 * ```
 */
export class HyperbandPruner implements Pruner {
  readonly #minResource: number;
  readonly #reductionFactor: number;
  readonly #bootstrapCount: number;
  #brackets: { budget: number; pruner: Pruner }[] = [];

  /**
   * Sets the brackets.
   *
   * @param options See {@linkcode HyperbandPrunerOptions}
   * @throws {RangeError} If a number is outside its range
   */
  constructor(options: HyperbandPrunerOptions = {}) {
    const {
      minResource = 1,
      maxResource = "auto",
      reductionFactor = 3,
      bootstrapCount = 0,
      ...rest
    } = optionsOf("make a pruner", options);
    requireKnownOptions("make a pruner", rest);
    requireInteger("make a pruner", { minResource }, { min: 1 });
    if (maxResource !== "auto") {
      requireInteger("make a pruner", { maxResource }, { min: minResource });
    }
    requireInteger("make a pruner", { reductionFactor }, { min: 2 });
    requireInteger("make a pruner", { bootstrapCount }, { min: 0 });
    if (bootstrapCount > 0 && maxResource === "auto") {
      throw new RangeError(
        `Cannot make a pruner as maxResource must be a number with bootstrapCount: bootstrapCount is ${bootstrapCount}`,
      );
    }
    this.#minResource = minResource;
    this.#reductionFactor = reductionFactor;
    this.#bootstrapCount = bootstrapCount;
    if (maxResource !== "auto") this.#openBrackets(maxResource);
  }

  /** See {@linkcode Pruner}. */
  prune(context: PrunerContext): boolean {
    if (this.#brackets.length === 0) {
      const longest = longestCompleteStep(context.trials);
      if (longest === undefined) return false;
      this.#openBrackets(longest + 1);
    }
    const { studyName, trial, trials } = context;
    const bracket = this.bracketOf(studyName, trial.number);
    const rivals = trials.filter(({ number }) => this.bracketOf(studyName, number) === bracket);
    return this.#brackets[bracket]!.pruner.prune({ ...context, trials: rivals });
  }

  /**
   * The bracket of a trial, 0 being the one that prunes first.
   *
   * @throws {RangeError} If `maxResource` is "auto" and not yet known
   */
  bracketOf(studyName: string, number: number): number {
    if (this.#brackets.length === 0) {
      throw new RangeError(
        'Cannot tell the bracket as maxResource must be known: it is "auto" and no trial is COMPLETE',
      );
    }
    const total = this.#brackets.reduce((sum, { budget }) => sum + budget, 0);
    let place = node.zlib.crc32(`${studyName}_${number}`) % total;
    let bracket = 0;
    while (place >= this.#brackets[bracket]!.budget) place -= this.#brackets[bracket++]!.budget;
    return bracket;
  }

  #openBrackets(maxResource: number): void {
    const factor = this.#reductionFactor;
    const ratio = maxResource / this.#minResource;
    // the quotient of logarithms, rounding included, is Optuna's
    const count = Math.floor(Math.log(ratio) / Math.log(factor)) + 1;
    this.#brackets = Array.from({ length: Math.max(count, 1) }, (_, rate) => {
      const s = count - 1 - rate;
      return {
        budget: Math.ceil(count * factor ** s / (s + 1)),
        pruner: new SuccessiveHalvingPruner({
          minResource: this.#minResource,
          reductionFactor: factor,
          minEarlyStoppingRate: rate,
          bootstrapCount: this.#bootstrapCount,
        }),
      };
    });
  }
}
