/** The trials of a study as its charts take them, and their states in words. */
import { requireKind } from "../../checks.ts";
import { constraintViolation } from "../../tuner/storages/mod.ts";
import type { FrozenTrial, StudyLike, TrialState } from "../../tuner/mod.ts";
import { extent } from "../drawing/axes.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { counted, formatCount } from "../../text.ts";
import { infeasibleColor } from "../drawing/palette.ts";

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

/** One study, or several, as a list. */
export function studiesOf(study: StudyLike | readonly StudyLike[]): readonly StudyLike[] {
  const studies = Array.isArray(study) ? study : [study];
  for (const each of studies) {
    requireKind("draw a study", { study: each }, "a study, such as createStudy() gives");
  }
  return studies;
}

/** COMPLETE trials with a finite (or infinite, if kept) value, by number, as Optuna's charts do. */
export function completeTrials(
  study: StudyLike,
  { target, keepInfinite = false }: TargetOptions & { readonly keepInfinite?: boolean } = {},
): ValuedTrial[] {
  requireKind("draw a study", { study }, "a study, such as createStudy() gives");
  const valued = study.trials
    .filter((trial) => trial.state === "COMPLETE")
    .map((trial) => ({
      trial,
      value: targetValue(trial, target),
      isFeasible: constraintViolation(trial) === 0,
    }))
    .filter(({ value }) => keepInfinite ? !Number.isNaN(value) : Number.isFinite(value));
  if (keepInfinite) return valued;
  const [low, high] = extent(valued.map(({ value }) => value));
  // No axis holds both ends of the doubles: what is out of its reach counts as infinite.
  return Number.isFinite(high - low) || valued.length === 0
    ? valued
    : valued.filter(({ value }) => Math.abs(value) < Number.MAX_VALUE / 4);
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

const words: readonly (readonly [state: TrialState, word: string])[] = [
  ["COMPLETE", "complete"],
  ["PRUNED", "pruned"],
  ["FAIL", "failed"],
  ["RUNNING", "running"],
  ["WAITING", "waiting"],
];

/** `10 trials: 8 complete, 2 pruned`; says so where nothing is complete. */
export function describeTrials(study: StudyLike): string {
  if (study.trials.length === 0) return "0 trials: nothing to draw yet";
  const parts = words.flatMap(([state, word]) => {
    const count = study.trials.filter((trial) => trial.state === state).length;
    return count === 0 ? [] : [`${formatCount(count)} ${word}`];
  });
  return `${counted(study.trials.length, "trial")}: ${parts.join(", ")}`;
}
