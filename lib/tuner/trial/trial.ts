/** What an objective sees of its trial. */
import type { CategoricalChoice, NumericOptions } from "../distributions/distribution.ts";
import type { Json } from "../storages/storage.ts";

/** One evaluation of the objective: gives it parameters, takes its reports. */
export interface Trial {
  /** 0-based number within the study. */
  readonly number: number;
  /** Id within the storage. */
  readonly trialId: number;
  /** The parameters suggested so far. */
  readonly params: Readonly<Record<string, CategoricalChoice>>;
  /** Aborted when the optimisation is; for objectives that can stop half-way. */
  readonly signal: AbortSignal;
  /**
   * An integer in low..high. Asked again for the same name, it gives the same value.
   *
   * @throws {RangeError} If the range is empty or malformed, the name had another kind of range in
   *   this study, or the value it has already lies outside the range
   */
  suggestInt(name: string, low: number, high: number, options?: NumericOptions): number;
  /**
   * A real number in low..high (with a continuous range `high` itself is never drawn).
   *
   * @throws {RangeError} As `suggestInt`
   */
  suggestFloat(name: string, low: number, high: number, options?: NumericOptions): number;
  /**
   * One of the choices; the result has their type.
   *
   * @throws {RangeError} As `suggestInt`
   */
  suggestCategorical<const Choice extends CategoricalChoice>(
    name: string,
    choices: readonly Choice[],
  ): Choice;
  /**
   * Reports the objective's value at a step of a long evaluation (an epoch, say); the first report
   * of a step stays.
   *
   * @param value Any number; NaN and infinite ones too
   * @param step Integer, 0 or more
   */
  report(value: number, step: number): Promise<void>;
  /** Whether the study's pruner would end the trial; if so, throw {@linkcode TrialPruned}. */
  shouldPrune(): Promise<boolean>;
  /** Notes something about the trial, kept with it. */
  setUserAttr(key: string, value: Json): void;
}

/**
 * Thrown by an objective to end its trial as PRUNED; its value is then the last one reported.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { TrialPruned } from "elb-anomaly/tuner";
 *
 * assert.equal(new TrialPruned().name, "TrialPruned");
 * ```
 */
export class TrialPruned extends Error {
  /** Always "TrialPruned". */
  override readonly name = "TrialPruned";

  /** Takes a message, for the objective's own use. */
  constructor(message = "the trial was pruned") {
    super(message);
  }
}

/** What is optimized: gives a trial's value, at once or later. */
export type Objective = (trial: Trial) => number | Promise<number>;

/** Whether an error ends its trial as PRUNED: ours, or one of the same name from elsewhere. */
export function isPruned(error: unknown): boolean {
  return error instanceof TrialPruned || (error instanceof Error && error.name === "TrialPruned");
}
