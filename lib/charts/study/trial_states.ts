/**
 * The states of a study's trials in words.
 *
 * @module
 */
import type { TrialState } from "../../tuner/mod.ts";
import { countOf, formatCount } from "../drawing/numbers.ts";
import type { StudyLike } from "./trials.ts";

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
  return `${countOf(study.trials.length, "trial")}: ${parts.join(", ")}`;
}
