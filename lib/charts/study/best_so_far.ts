/** The best value as of each trial, of one study and over several. */
import { statistics } from "../../packages.ts";
import type { StudyLike } from "../../tuner/mod.ts";
import { completeTrials, type TargetOptions } from "./trials.ts";

/** The best value as of a trial. */
export interface BestPoint {
  /** The trial's. */
  readonly number: number;
  /** The best up to it. */
  readonly value: number;
}

/** The best feasible value up to each trial of any state, from the first on that has one. */
export function bestSoFar(study: StudyLike): BestPoint[] {
  const values = new Map(
    completeTrials(study).filter((one) => one.isFeasible).map((one) => [one.trial, one.value]),
  );
  const better = study.direction === "minimize" ? Math.min : Math.max;
  const points: BestPoint[] = [];
  let best: number | undefined;
  for (const trial of study.trials) {
    const value = values.get(trial);
    if (value !== undefined) best = best === undefined ? value : better(best, value);
    if (best !== undefined) points.push({ number: trial.number, value: best });
  }
  return points;
}

/** What several studies have in common at one trial number. */
export interface AveragePoint {
  /** Of the trials. */
  readonly number: number;
  /** Mean of the values. */
  readonly mean: number;
  /** Their population standard deviation. */
  readonly deviation: number;
}

/** Means over several studies, and of their best values so far. */
export interface Averages {
  /** At each number at which some study has a feasible COMPLETE trial. */
  readonly values: readonly AveragePoint[];
  /** Of the best values at the same numbers; empty with a target of one's own. */
  readonly best: readonly AveragePoint[];
}

/** Averages studies by trial number, as Optuna's error bars do: feasible, finite values only. */
export function averageHistories(studies: readonly StudyLike[], options: TargetOptions): Averages {
  const values = studies.flatMap((study) =>
    completeTrials(study, options).filter(({ isFeasible }) => isFeasible)
      .map(({ trial, value }): BestPoint => ({ number: trial.number, value }))
  );
  const numbers = [...new Set(values.map(({ number }) => number))].sort((a, b) => a - b);
  const best = options.target === undefined ? studies.flatMap(bestSoFar) : [];
  return { values: average(values, numbers), best: average(best, numbers) };
}

function average(points: readonly BestPoint[], numbers: readonly number[]): AveragePoint[] {
  const groups = Map.groupBy(points, ({ number }) => number);
  return numbers.flatMap((number) => {
    const group = groups.get(number)?.map(({ value }) => value);
    if (group === undefined) return [];
    return [{
      number,
      mean: statistics.mean(group),
      deviation: statistics.standardDeviation(group),
    }];
  });
}
