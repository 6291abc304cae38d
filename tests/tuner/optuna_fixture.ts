/** Histories that Optuna wrote, see tests/fixtures/tuner/make_samplers.py. */
import assert from "node:assert/strict";
import type { CategoricalChoice, Sampler, Study, Trial } from "../../lib/mod.ts";
import { createStudy } from "../../lib/tuner/mod.ts";

/** State, value, reports by step, parameters. */
export type TrialRow = [
  state: "COMPLETE" | "PRUNED" | "FAIL",
  value: number,
  reports: Record<string, number>,
  params: Record<string, CategoricalChoice>,
];

export interface SamplersFixture {
  optuna: string;
  tpe: {
    space: keyof typeof SPACES;
    seed: number;
    joint: boolean;
    direction: "minimize" | "maximize";
    trials: TrialRow[];
  }[];
  batches: { seed: number; direction: "minimize" | "maximize"; trials: TrialRow[] }[];
  random: { seed: number; trials: TrialRow[] }[];
  grid: { seed: number; first: number; cells: [number, string, number, number][] }[];
}

/** The search spaces of the fixture. */
export const SPACES = {
  two: (t: Trial) => {
    t.suggestFloat("x", -10, 10);
    t.suggestFloat("lr", 1e-5, 1e-1, { log: true });
  },
  four: (t: Trial) => {
    t.suggestFloat("b", -1, 3);
    t.suggestFloat("a", 1e-3, 1e3, { log: true });
    t.suggestFloat("d", 0, 1e-6);
    t.suggestFloat("c", -500, -2);
  },
  mixed: (t: Trial) => {
    t.suggestFloat("x", -10, 10);
    t.suggestFloat("lr", 1e-5, 1e-1, { log: true });
    t.suggestFloat("st", 0, 1, { step: 0.25 });
    t.suggestInt("n", 1, 64, { log: true });
    t.suggestInt("m", 2, 18, { step: 4 });
    t.suggestCategorical("c", ["relu", "tanh", "gelu"]);
  },
};

export function readFixture<T>(name: string): T {
  return JSON.parse(
    Deno.readTextFileSync(new URL(`../fixtures/tuner/${name}`, import.meta.url)),
  );
}

/** Runs a sampler along a recorded history; the largest relative difference of a parameter. */
export async function replay(
  sampler: Sampler,
  space: keyof typeof SPACES,
  direction: "minimize" | "maximize",
  rows: TrialRow[],
): Promise<number> {
  const study: Study = await createStudy({ direction, sampler, name: "fixture" });
  let worst = 0;
  for (const [state, value, reports, params] of rows) {
    const trial = await study.ask();
    SPACES[space](trial);
    for (const [name, expected] of Object.entries(params)) {
      const actual = trial.params[name]!;
      if (typeof expected === "number") {
        const scale = Math.max(Math.abs(expected), 1e-9);
        worst = Math.max(worst, Math.abs(Number(actual) - expected) / scale);
      } else assert.equal(actual, expected, `trial ${trial.number}, ${name}`);
    }
    for (const [step, report] of Object.entries(reports)) await trial.report(report, Number(step));
    await study.tell(trial, state === "COMPLETE" ? value : state);
  }
  return worst;
}
