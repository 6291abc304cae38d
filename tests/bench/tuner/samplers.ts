/** The samplers that are compared, and a study of one of them on a problem. */
import {
  createStudy,
  ForestSampler,
  GpSampler,
  GridSampler,
  QmcSampler,
  RandomSampler,
  type Sampler,
  TpeSampler,
  type Trial,
} from "../../../lib/mod.ts";
import type { Distribution } from "../../../lib/tuner/mod.ts";
import { atUnit } from "../../../lib/tuner/samplers/unit_interval.ts";
import type { Problem } from "./mixed_problems.ts";

/** The best value after each trial. */
export type Curve = number[];

export const SAMPLERS: Record<string, (seed: number, problem: Problem) => Sampler> = {
  random: (seed) => new RandomSampler({ seed }),
  Sobol: (seed) => new QmcSampler({ seed }),
  grid: (seed, problem) => new GridSampler(gridOf(problem), { seed }),
  TPE: (seed) => new TpeSampler({ seed }),
  forest: (seed) => new ForestSampler({ seed }),
  GP: (seed) => new GpSampler({ seed }),
};

/** Asks for a parameter; a categorical one is given by its place. */
export function suggest(trial: Trial, name: string, d: Distribution): number {
  if (d.kind === "categorical") return d.choices.indexOf(trial.suggestCategorical(name, d.choices));
  const options = { log: d.log, ...(d.step === null ? {} : { step: d.step }) };
  return d.kind === "int"
    ? trial.suggestInt(name, d.low, d.high, options)
    : trial.suggestFloat(name, d.low, d.high, options);
}

function gridOf({ space, gridSize }: Problem) {
  return Object.fromEntries(
    Object.entries(space).map(([name, d]) => [
      name,
      d.kind === "categorical" ? d.choices : [
        ...new Set(
          Array.from({ length: gridSize }, (_, i) => atUnit(d, (i + 0.5) / gridSize)),
        ),
      ],
    ]),
  );
}

export async function curveOf(sampler: Sampler, problem: Problem, nTrials: number): Promise<Curve> {
  const study = await createStudy({ direction: "minimize", sampler });
  await study.optimize(async (trial) => {
    await new Promise((resolve) => setTimeout(resolve)); // the peers' answers come between trials
    const params: Record<string, number> = {};
    for (const [name, d] of Object.entries(problem.space)) params[name] = suggest(trial, name, d);
    return problem.value(params);
  }, { nTrials });
  return running(study.trials.map(({ values }) => values?.[0] ?? Infinity), nTrials);
}

/** The least value so far; a study that ended early (a grid) keeps its last one. */
export function running(values: number[], trials: number): Curve {
  let best = Infinity;
  return Array.from({ length: trials }, (_, i) => best = Math.min(best, values[i] ?? Infinity));
}
