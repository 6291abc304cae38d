import assert from "node:assert/strict";
import {
  type CategoricalChoice,
  type Direction,
  type Distribution,
  paramImportances,
  PedAnovaEvaluator,
} from "../../../lib/tuner/mod.ts";
import { intDistribution } from "../../../lib/tuner/distributions/distribution.ts";
import { distributionFromJson } from "../../../lib/tuner/distributions/distribution_json.ts";
import { completeTrial } from "../complete_trial.ts";
import { MIXED_SPACE } from "../mixed_space.ts";
import { readFixture } from "../optuna_fixture.ts";

const fixture = readFixture<{
  optuna: string;
  cases: {
    direction: Direction;
    trials: [number, Record<string, CategoricalChoice>, Record<string, unknown>][];
    importances: Record<string, number>[];
  }[];
}>("importance.json");

const SPACE: Record<string, Distribution> = {
  ...MIXED_SPACE,
  wide: intDistribution(0, 1000),
  one: intDistribution(3, 3),
};

const EVALUATORS = [
  new PedAnovaEvaluator(),
  new PedAnovaEvaluator({ evaluateOnLocal: false }),
  new PedAnovaEvaluator({ targetQuantile: 0.25, regionQuantile: 0.75 }),
];

fixture.cases.forEach(({ direction, trials: rows, importances }, i) => {
  const trials = rows.map(([value, params, special], number) => {
    const distributions = Object.fromEntries(
      Object.keys(params).map((name) => [
        name,
        name in special ? distributionFromJson(JSON.stringify(special[name])) : SPACE[name]!,
      ]),
    );
    return completeTrial(number, value, params, distributions);
  });
  EVALUATORS.forEach((evaluator, e) => {
    Deno.test(`PedAnovaEvaluator equals Optuna ${fixture.optuna}: history ${i}, options ${e}`, () => {
      const ours = paramImportances({ trials, direction }, { evaluator, normalize: false });
      const theirs = importances[e]!;
      assert.deepEqual(Object.keys(ours).sort(), Object.keys(theirs).sort());
      for (const [name, value] of Object.entries(theirs)) {
        const gap = Math.abs(ours[name]! - value);
        assert.ok(gap <= 1e-12 * value + 1e-15, `${name}: ${ours[name]} and ${value}`);
      }
    });
  });
});
