/**
 * The study of tests/fixtures/charts/optuna_study.json as charts take it, and what Optuna computes.
 */
import type { Distribution, FrozenTrial, StudyLike } from "../../lib/tuner/mod.ts";

const fixture = JSON.parse(
  await Deno.readTextFile(new URL("../fixtures/charts/optuna_study.json", import.meta.url)),
);
const distributions = fixture.distributions as Record<string, Distribution>;

interface StoredTrial {
  number: number;
  state: FrozenTrial["state"];
  values: (number | string)[] | null;
  start: string;
  complete: string;
  params: FrozenTrial["params"];
  intermediateValues: [number, number][];
  systemAttrs: FrozenTrial["systemAttrs"];
}

/** 28 trials by Optuna: pruned, failed, infeasible, infinite; one conditional parameter. */
export const optunaStudy: StudyLike = {
  direction: fixture.direction,
  name: "elb",
  trials: (fixture.trials as StoredTrial[]).map((trial): FrozenTrial => ({
    trialId: trial.number + 1,
    number: trial.number,
    state: trial.state,
    values: trial.values?.map((value) => value === "inf" ? Infinity : Number(value)) ?? null,
    start: new Date(trial.start),
    complete: new Date(trial.complete),
    params: trial.params,
    distributions: Object.fromEntries(
      Object.keys(trial.params).map((name) => [name, distributions[name]!]),
    ),
    intermediateValues: new Map(trial.intermediateValues),
    userAttrs: {},
    systemAttrs: trial.systemAttrs,
  })),
};

/** What Optuna 5.0.0 computes for its charts of that study. */
export const golden: {
  best: number[];
  errorBar: {
    numbers: number[];
    means: number[];
    deviations: number[];
    bestMeans: number[];
    bestDeviations: number[];
  };
  ranks: Record<string, number>;
  edf: { x: number[]; y: number[] };
  contourRanges: Record<string, { range: [number, number]; log: boolean; categorical: boolean }>;
  parallel: Record<string, { at: number[]; text: string[] }>;
  parallelFeasible: boolean[];
  slice: Record<string, { numbers: number[]; log: boolean; feasible: boolean[] }>;
  rankTicks: string[];
  importances: Record<string, number>;
} = fixture.golden;
