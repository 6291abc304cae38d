import assert from "node:assert/strict";
import { toExternal, toInternal } from "../../../../lib/tuner/distributions/distribution.ts";
import {
  createStudy,
  type FrozenTrial,
  TpeSampler,
  type Trial,
  type TrialTemplate,
} from "../../../../lib/tuner/mod.ts";
import { ParzenEstimator } from "../../../../lib/tuner/samplers/tpe/parzen_estimator.ts";
import type { Observations } from "../../../../lib/tuner/samplers/tpe/column.ts";
import { splitTrials } from "../../../../lib/tuner/samplers/tpe/split.ts";
import { MIXED_SPACE } from "../../mixed_space.ts";
import { readFixture, replay, type SamplersFixture, SPACES } from "../../optuna_fixture.ts";
import { completeTrial } from "../../complete_trial.ts";

const fixture = readFixture<SamplersFixture>("samplers.json");

for (const { space, seed, joint, direction, trials } of fixture.tpe) {
  const mode = joint ? "joint" : "independent";
  Deno.test(`TpeSampler suggests what Optuna ${fixture.optuna} does: ${space}, seed ${seed}, ${mode}`, async () => {
    const worst = await replay(new TpeSampler({ seed, joint }), space, direction, trials);
    assert.ok(worst <= 1e-12, `largest relative difference: ${worst}`);
  });
}

for (const { seed, direction, trials: rows } of fixture.batches) {
  Deno.test(`TpeSampler suggests what Optuna ${fixture.optuna} does: three trials at once, some enqueued, seed ${seed}`, async () => {
    const study = await createStudy({ direction, sampler: new TpeSampler({ seed }) });
    for (let round = 0; round * 3 < rows.length; round++) {
      const trials: Trial[] = [];
      for (let k = 0; k < 3; k++) {
        if (k === 1 && round % 4 === 3) await study.enqueueTrial({ x: round / 4 });
        const trial = await study.ask();
        SPACES.two(trial);
        for (const [name, value] of Object.entries(rows[round * 3 + k]![3])) {
          const gap = Math.abs(Number(trial.params[name]) - Number(value));
          assert.ok(gap <= 1e-12 * Math.abs(Number(value)), `trial ${trial.number}, ${name}`);
        }
        trials.push(trial);
      }
      for (const trial of trials) await study.tell(trial, rows[trial.number]![1]);
    }
  });
}

// A fixed history of 12 trials and what Optuna 5.0.0 makes of it (checked with an independent
// implementation, stable sort).
const LR = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 2e-5, 2e-4, 2e-3];
const N = [1, 2, 3, 5, 8, 13, 21, 34, 55, 64, 10, 30];
const M = [2, 10, 18, 6, 14];
const C = ["relu", "tanh", "gelu"];
// deno-fmt-ignore
const VALUES = [18.3375, 14.422879, 11.9125, 7.085379, 5.85, 4.189621, 2.9625, 4.577121, 5.1875,
  6.42397, 3.22397, 4.45103];

function goldenHistory(): TrialTemplate[] {
  return VALUES.map((value, i) => {
    const [n, m] = [N[i]!, M[i % 5]!];
    const params = { x: -9 + 1.5 * i, lr: LR[i]!, st: (i % 5) * 0.25, n, m, c: C[i % 3]! };
    return completeTrial(i, value, params, MIXED_SPACE);
  });
}

function asTrials(templates: TrialTemplate[]): FrozenTrial[] {
  return templates.map((template, number) => ({ ...template, number, trialId: number + 1 }));
}

function observed(trials: FrozenTrial[], names: string[]): Map<string, Observations> {
  return new Map(names.map((name) => {
    const values = trials.map((trial) => toInternal(MIXED_SPACE[name]!, trial.params[name]!));
    return [name, { values: Float64Array.from(values), order: Uint32Array.from(values.keys()) }];
  }));
}

const NAMES = ["c", "lr", "m", "n", "st", "x"];

Deno.test("splitTrials() takes the best tenth, rounded up, by number", () => {
  const { below, above } = splitTrials(asTrials(goldenHistory()), "minimize", true);
  assert.deepEqual(below.map((trial) => trial.number), [6, 10]);
  assert.deepEqual(above.map((trial) => trial.number), [0, 1, 2, 3, 4, 5, 7, 8, 9, 11]);
});

Deno.test("splitTrials() ranks feasible, then pruned by last step, then infeasible by violation", () => {
  const base = asTrials(goldenHistory());
  const trials: FrozenTrial[] = base.map((trial) => ({
    ...trial,
    systemAttrs: trial.number === 6 ? { "constraints:size": 0.5 } : {},
  }));
  trials[3] = {
    ...trials[3]!,
    state: "PRUNED",
    intermediateValues: new Map([[0, 1], [9, 5]]),
  };
  trials[4] = { ...trials[4]!, state: "RUNNING", values: null, complete: null };
  trials[5] = { ...trials[5]!, state: "FAIL", values: null };
  const finished = trials.filter(({ state }) => state === "COMPLETE" || state === "PRUNED");
  assert.equal(finished.length, 10);
  const many = [...finished, ...finished.map((t) => ({ ...t, number: t.number + 100 }))];
  assert.deepEqual(splitTrials(trials, "minimize", true).below.map((t) => t.number), [10]);
  assert.ok(splitTrials(trials, "minimize", true).above.some((t) => t.number === 4));
  assert.ok(!splitTrials(trials, "minimize", false).above.some((t) => t.number === 4));
  assert.ok(!splitTrials(trials, "minimize", true).above.some((t) => t.number === 5));
  assert.deepEqual(
    splitTrials(many, "minimize", false).below.map((t) => t.number),
    [10, 110],
    "equal values: both copies of the best feasible one",
  );
  const worst = finished.filter(({ number }) => number === 3 || number === 6);
  assert.deepEqual(splitTrials(worst, "minimize", false).below.map((t) => t.number), [3]);
});

Deno.test("ParzenEstimator gives Optuna's joint log densities on mixed parameters", () => {
  const { below, above } = splitTrials(asTrials(goldenHistory()), "minimize", true);
  const space = new Map(NAMES.map((name) => [name, MIXED_SPACE[name]!]));
  const good = new ParzenEstimator(space, observed(below, NAMES));
  const bad = new ParzenEstimator(space, observed(above, NAMES));
  const rows: [string, number, number, number, number, number, number, number][] = [
    ["relu", 1e-3, 6, 16, 0.5, 3, -12.594758666, -14.858870248],
    ["gelu", 5e-5, 18, 2, 0, -8, -12.918823134, -10.486440628],
    ["tanh", 0.05, 2, 50, 1, 9.5, -16.303006572, -17.650023423],
  ];
  for (const [c, lr, m, n, st, x, logGood, logBad] of rows) {
    const values = [C.indexOf(c), lr, m, n, st, x];
    const candidate = new Map(NAMES.map((name, i) => [name, Float64Array.of(values[i]!)]));
    assert.ok(Math.abs(good.logDensities(candidate)[0]! - logGood) < 1e-9);
    assert.ok(Math.abs(bad.logDensities(candidate)[0]! - logBad) < 1e-9);
  }
});

Deno.test("ParzenEstimator gives Optuna's one-dimensional log densities", () => {
  const { below } = splitTrials(asTrials(goldenHistory()), "minimize", true);
  const density = (name: string, value: number, trials = below) =>
    new ParzenEstimator(new Map([[name, MIXED_SPACE[name]!]]), observed(trials, [name]))
      .logDensities(new Map([[name, Float64Array.of(value)]]))[0]!;
  const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} and ${b}`);
  close(density("x", 3), -2.731885326);
  close(density("x", -8), -3.573327946);
  close(density("n", 16), -3.946789376);
  close(density("n", 1), -2.332019263);
  const reluTanh = asTrials(goldenHistory()).slice(0, 2);
  const c = [0, 1, 2].map((choice) => density("c", choice, reluTanh));
  c.forEach((value, i) => close(value, [-0.944461609, -0.944461609, -1.504077397][i]!));
});

Deno.test("ParzenEstimator's densities of a grid sum to 1", () => {
  for (const [name, distribution] of Object.entries(MIXED_SPACE)) {
    if (distribution.kind === "float" && distribution.step === null) continue;
    const values = distribution.kind === "categorical" ? [0, 1, 2] : Array.from(
      { length: Math.round((distribution.high - distribution.low) / distribution.step!) + 1 },
      (_, i) => distribution.low + i * distribution.step!,
    );
    const estimator = new ParzenEstimator(
      new Map([[name, distribution]]),
      observed(asTrials(goldenHistory()), [name]),
    );
    const sum = estimator.logDensities(new Map([[name, Float64Array.from(values)]]))
      .reduce((total, log) => total + Math.exp(log), 0);
    assert.ok(Math.abs(sum - 1) < 1e-9, `${name}: ${sum}`);
  }
});

for (
  const [joint, order, expected] of [
    [true, NAMES, {
      x: 7.857460087168853,
      lr: 6.821017684631193e-05,
      st: 0,
      n: 12,
      m: 10,
      c: "tanh",
    }],
    [false, ["x", "lr", "st", "n", "m", "c"], {
      x: 8.771284700137286,
      lr: 0.009983525760123877,
      st: 0.25,
      n: 17,
      m: 6,
      c: "tanh",
    }],
  ] as const
) {
  Deno.test(`TpeSampler proposes Optuna's next point on mixed parameters, joint ${joint}`, async () => {
    const study = await createStudy({
      direction: "minimize",
      sampler: new TpeSampler({ seed: 7, joint }),
    });
    for (const template of goldenHistory()) {
      await study.storage.createTrial(study.studyId, template);
    }
    const trial = await study.ask();
    for (const name of order) {
      const d = MIXED_SPACE[name]!;
      if (d.kind === "categorical") trial.suggestCategorical(name, d.choices);
      else {
        const options = { log: d.log, ...(d.step === null ? {} : { step: d.step }) };
        if (d.kind === "int") trial.suggestInt(name, d.low, d.high, options);
        else trial.suggestFloat(name, d.low, d.high, options);
      }
    }
    for (const [name, value] of Object.entries(expected)) {
      const actual = trial.params[name]!;
      if (typeof value === "string") assert.equal(actual, value);
      else assert.ok(Math.abs(Number(actual) - value) <= 1e-12 * Math.abs(value), name);
    }
    await study.tell(trial, 1);
    const noted = study.trials.at(-1)!.systemAttrs["tpe:relative_params:0"];
    if (joint) assert.deepEqual(JSON.parse(String(noted)), { ...trial.params });
    else assert.equal(noted, undefined);
  });
}

Deno.test("TpeSampler learns at once in a study that goes on, and from the 11th trial of a new one", async () => {
  const study = await createStudy({ direction: "minimize", sampler: new TpeSampler({ seed: 1 }) });
  await study.optimize((trial) => trial.suggestFloat("x", 0, 1), { nTrials: 12 });
  const noted = study.trials.map((trial) => "tpe:relative_params:0" in trial.systemAttrs);
  assert.deepEqual(noted, [...Array(10).fill(false), true, true]);
});

Deno.test("TpeSampler spreads RUNNING trials: the liar sees what they are about to use", async () => {
  const study = await createStudy({ direction: "minimize", sampler: new TpeSampler({ seed: 3 }) });
  await study.optimize((trial) => trial.suggestFloat("x", 0, 1) ** 2, { nTrials: 30 });
  const first = await study.ask();
  first.suggestFloat("x", 0, 1);
  const others: number[] = [];
  for (let i = 0; i < 5; i++) others.push((await study.ask()).suggestFloat("x", 0, 1));
  assert.equal(new Set([...others, first.params.x]).size, 6);
});

Deno.test("TpeSampler splits long notes into pieces that another worker puts together", async () => {
  const study = await createStudy({ direction: "minimize", sampler: new TpeSampler({ seed: 3 }) });
  const ask = (trial: Awaited<ReturnType<typeof study.ask>>) => {
    for (let i = 0; i < 60; i++) trial.suggestFloat(`a long name of a parameter ${i}`, 0, 1);
    return 1;
  };
  await study.optimize(ask, { nTrials: 11 });
  const { systemAttrs, params } = study.trials[10]!;
  const pieces = [0, 1].map((i) => systemAttrs[`tpe:relative_params:${i}`]);
  assert.equal(String(pieces[0]).length, 2045);
  assert.equal(systemAttrs["tpe:relative_params:2"], undefined);
  assert.deepEqual(JSON.parse(pieces.join("")), { ...params });
});

Deno.test("toExternal() undoes toInternal() for the values of the golden history", () => {
  for (const { params } of goldenHistory()) {
    for (const [name, value] of Object.entries(params)) {
      assert.equal(toExternal(MIXED_SPACE[name]!, toInternal(MIXED_SPACE[name]!, value)), value);
    }
  }
});
