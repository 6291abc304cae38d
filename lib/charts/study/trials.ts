/**
 * What a chart of a study asks of it; `Study` is one, and so is any list of trials with a direction.
 *
 * @module
 */
import { constraintViolation } from "../../tuner/storages/mod.ts";
import type { Direction, FrozenTrial } from "../../tuner/mod.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { infeasibleColor } from "../drawing/palette.ts";

/** A study, as far as charts are concerned. */
export interface StudyLike {
  /** All trials by number, whatever their state. */
  readonly trials: readonly FrozenTrial[];
  /** Which way the objective goes. */
  readonly direction: Direction;
  /** For the key of a chart of several studies. */
  readonly name?: string | undefined;
}

/** Which number of a trial a chart shows in place of the objective value. */
export interface TargetOptions {
  /** The number of a trial; the objective value unless told. As in Optuna, no best value then. */
  readonly target?: (trial: FrozenTrial) => number;
  /**
   * What the number is.
   *
   * @default {"Objective value"}
   */
  readonly targetName?: string;
}

/** A finished trial with the number a chart shows. */
export interface ValuedTrial {
  readonly trial: FrozenTrial;
  /** Finite. */
  readonly value: number;
  readonly isFeasible: boolean;
}

/** COMPLETE trials whose value is finite (or infinite, if kept), by number, as Optuna's charts take them. */
export function completeTrials(
  study: StudyLike,
  { target, keepInfinite = false }: TargetOptions & { readonly keepInfinite?: boolean } = {},
): ValuedTrial[] {
  return study.trials
    .filter((trial) => trial.state === "COMPLETE")
    .map((trial) => ({
      trial,
      value: targetValue(trial, target),
      isFeasible: constraintViolation(trial) === 0,
    }))
    .filter(({ value }) => keepInfinite ? !Number.isNaN(value) : Number.isFinite(value));
}

function targetValue(trial: FrozenTrial, target: TargetOptions["target"]): number {
  if (target !== undefined) {
    const value: unknown = target(trial);
    if (typeof value === "number") return value;
    throw new TypeError(
      `Cannot draw a study as target must give a number: for trial ${trial.number} it gave ${value}`,
    );
  }
  if (trial.values?.length !== 1) {
    throw new RangeError(
      `Cannot draw a study as a trial must have one value, else choose with the option target: trial ${trial.number} has ${
        trial.values?.length ?? 0
      }`,
    );
  }
  return trial.values[0]!;
}

/** Whether low values are the dark ones: when minimizing, and for a target of one's own. */
export function isReversed(study: StudyLike, { target }: TargetOptions): boolean {
  return target !== undefined || study.direction === "minimize";
}

/** The key's entry for infeasible trials; none where all are feasible. */
export function infeasibleLegend(trials: readonly ValuedTrial[]): LegendItem[] {
  if (trials.every(({ isFeasible }) => isFeasible)) return [];
  return [{ label: "infeasible", mark: "dot", color: infeasibleColor }];
}
