/** Ending trials only once they have stopped getting better. */
import { optionsOf, requireInteger, requireKnownOptions, requireNumber } from "../../checks.ts";
import { bestBeforeAndAfter } from "../storages/report_log.ts";
import type { Pruner, PrunerContext } from "./pruner.ts";

/** How a {@linkcode PatientPruner} measures. */
export interface PatientPrunerOptions {
  /**
   * How many reports without improvement to wait for, an integer of 0 or more.
   */
  patience: number;
  /**
   * What counts as no improvement: less than this gained, 0 or more.
   *
   * @default {0}
   */
  minDelta?: number;
}

/**
 * Lets another pruner decide, but only once the best of the last `patience + 1` reports is worse by
 * more than `minDelta` than the best before them; without another pruner that alone prunes. The
 * rules of Optuna 5.0.0; NaN reports are left out.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { PatientPruner } from "elb-anomaly/tuner";
 *
 * assert.throws(() => new PatientPruner(undefined, { patience: -1 }), /patience must be/);
 * ```
 */
export class PatientPruner implements Pruner {
  readonly #wrapped: Pruner | undefined;
  readonly #patience: number;
  readonly #minDelta: number;

  /**
   * Sets the rule.
   *
   * @param wrapped Who decides once patience is over, or `undefined` to prune then
   * @param options See {@linkcode PatientPrunerOptions}
   * @throws {RangeError} If a number is outside its range
   */
  constructor(wrapped: Pruner | undefined, options: PatientPrunerOptions) {
    const { patience, minDelta = 0, ...rest } = optionsOf("make a pruner", options);
    requireKnownOptions("make a pruner", rest);
    requireInteger("make a pruner", { patience }, { min: 0 });
    requireNumber("make a pruner", { minDelta }, { min: 0 });
    this.#wrapped = wrapped;
    this.#patience = patience;
    this.#minDelta = minDelta;
  }

  /** See {@linkcode Pruner}. */
  prune(context: PrunerContext): boolean {
    const { trial, direction } = context;
    const count = this.#patience + 1;
    if (trial.intermediateValues.size <= count) return false;
    const [before, after] = bestBeforeAndAfter(trial, count, direction);
    const isStale = direction === "minimize"
      ? before + this.#minDelta < after
      : before - this.#minDelta > after;
    return isStale && (this.#wrapped === undefined || this.#wrapped.prune(context));
  }
}
