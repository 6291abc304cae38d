import assert from "node:assert/strict";
import {
  type CategoricalChoice,
  createStudy,
  type Direction,
  type Distribution,
  paramImportances,
  PedAnovaEvaluator,
  PermutationEvaluator,
  RandomSampler,
} from "../../../lib/tuner/mod.ts";
import {
  floatDistribution,
  intDistribution,
} from "../../../lib/tuner/distributions/distribution.ts";
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

/** A study of one trial, whose importances an evaluator is made to say. */
function sayImportances(said: Record<string, number>, normalize?: boolean): Record<string, number> {
  const study = { direction: "minimize", trials: [completeTrial(0, 1, {}, {})] } as const;
  const evaluator = { evaluate: () => new Map(Object.entries(said)) };
  return paramImportances(study, {
    evaluator,
    ...(normalize === undefined ? {} : { normalize }),
  });
}

Deno.test("paramImportances() gives shares that sum to 1, the largest first", () => {
  const found = sayImportances({ a: 1, b: 5, c: 2 });
  assert.deepEqual(Object.entries(found), [["b", 0.625], ["c", 0.25], ["a", 0.125]]);
  assert.deepEqual(sayImportances({ a: 0, b: 0 }), { a: 0.5, b: 0.5 });
});

Deno.test("paramImportances() with normalize: false gives what was measured, the largest first", () => {
  assert.deepEqual(Object.entries(sayImportances({ a: 1, b: 5 }, false)), [["b", 5], ["a", 1]]);
});

Deno.test("PedAnovaEvaluator refuses quantiles that do not rise within 0 and 1", () => {
  for (const [targetQuantile, regionQuantile] of [[0, 0.5], [0.5, 0.5], [0.6, 0.5], [0.1, 1.1]]) {
    assert.throws(
      () =>
        new PedAnovaEvaluator({ targetQuantile: targetQuantile!, regionQuantile: regionQuantile! }),
      { name: "RangeError", message: /must hold: they are/ },
    );
  }
  new PedAnovaEvaluator({ targetQuantile: 0.99, regionQuantile: 1 });
});

Deno.test("PED-ANOVA and permutation agree on what matters, and on what does not", async () => {
  const study = await createStudy({
    direction: "minimize",
    sampler: new RandomSampler({ seed: 2 }),
  });
  await study.optimize((trial) => {
    const big = trial.suggestFloat("big", -5, 5);
    const middle = trial.suggestCategorical("middle", ["a", "b", "c"]);
    trial.suggestInt("none", 0, 100);
    trial.suggestFloat("single", 1, 1);
    return big ** 2 + (middle === "b" ? 0 : 6);
  }, { nTrials: 150 });
  for (const evaluator of [new PedAnovaEvaluator(), new PermutationEvaluator({ seed: 1 })]) {
    const importances = paramImportances(study, { evaluator });
    assert.deepEqual(Object.keys(importances), ["big", "middle", "none", "single"]);
    assert.ok(importances.none! < 0.1, `none: ${importances.none}`);
    assert.equal(importances.single, 0);
    const sum = Object.values(importances).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12);
  }
  const twice = [1, 1].map((seed) =>
    paramImportances(study, { evaluator: new PermutationEvaluator({ seed }) })
  );
  assert.deepEqual(twice[0], twice[1]);
});

Deno.test("paramImportances() needs a finite value, and shares out where nothing matters", () => {
  const distributions = { x: floatDistribution(0, 1), y: floatDistribution(0, 1) };
  const one = [completeTrial(0, 3, { x: 0.5, y: 0.5 }, distributions)];
  const direction = "minimize";
  assert.deepEqual(paramImportances({ trials: one, direction }), { x: 0.5, y: 0.5 });
  assert.deepEqual(
    paramImportances({ trials: one, direction }, { normalize: false }),
    { x: 0, y: 0 },
  );
  const infinite = [completeTrial(0, Infinity, { x: 0.5 }, distributions)];
  assert.throws(
    () => paramImportances({ trials: infinite, direction }),
    /a trial must be COMPLETE with a finite value: none of 1 is/,
  );
  assert.throws(() => new PedAnovaEvaluator({ targetQuantile: 1 }), /they are 1 and 1/);
  assert.throws(() => new PermutationEvaluator({ seed: 1, nTrees: 0 }), /nTrees/);
});
