import assert from "node:assert/strict";
import { createStudy, ForestSampler } from "../../../lib/tuner/mod.ts";
import { Mt19937 } from "../../../lib/math/mod.ts";
import {
  categoricalDistribution,
  floatDistribution,
  intDistribution,
} from "../../../lib/tuner/distributions/distribution.ts";
import { ForestEncoding } from "../../../lib/tuner/samplers/forest/encoding.ts";
import { growTree } from "../../../lib/tuner/samplers/forest/regression_trees.ts";
import { atUnit, unitOf } from "../../../lib/tuner/samplers/unit_interval.ts";
import { drawCandidates } from "../../../lib/tuner/samplers/forest/candidates.ts";
import { expectedImprovement, logLosses } from "../../../lib/tuner/samplers/forest/improvement.ts";
import { observe } from "../../../lib/tuner/samplers/observations.ts";
import { completeTrial } from "../complete_trial.ts";

Deno.test("growTree() splits a pure step, which the package alone refuses", () => {
  const rows = Array.from({ length: 40 }, (_, i) => [i / 40, (i * 7 % 40) / 40]);
  const targets = rows.map(([x]) => x! < 0.5 ? 1 : 9);
  const tree = growTree(rows, targets, new Mt19937(1));
  const [low, high] = tree.predict([[0.1, 0.5], [0.9, 0.5]]);
  assert.ok(Math.abs(low! - 1) < 1e-6 && Math.abs(high! - 9) < 1e-6, `${low}, ${high}`);
});

Deno.test("growTree() takes constant targets, few rows and equal rows", () => {
  for (const n of [2, 3, 10]) {
    const tree = growTree(Array.from({ length: n }, () => [0.5]), Array(n).fill(3), new Mt19937(n));
    assert.ok(Math.abs(tree.predict([[0.5]])[0]! - 3) < 1e-6);
  }
});

Deno.test("growTree() keeps the rows it has not seen apart", () => {
  const rows = Array.from({ length: 300 }, (_, i) => [i]);
  const tree = growTree(rows, rows.map(([x]) => x!), new Mt19937(1));
  assert.equal(tree.unseen.length, 180);
  assert.equal(new Set(tree.unseen).size, 180);
});

Deno.test("ForestEncoding has a place for numbers, choices and what is missing", () => {
  const distributions = {
    one: intDistribution(1, 1),
    lr: floatDistribution(1e-4, 1, { log: true }),
    c: categoricalDistribution(["a", "b"]),
    n: intDistribution(0, 4),
  };
  const { n: _n, ...withoutN } = distributions;
  const trials = [
    completeTrial(0, 1, { one: 1, lr: 0.01, c: "b", n: 3 }, distributions),
    completeTrial(1, 1, { one: 1, lr: 1, c: "a" }, withoutN),
  ];
  const encoding = new ForestEncoding(trials);
  assert.deepEqual([...encoding.space.keys()], ["c", "lr", "n"]);
  assert.deepEqual(encoding.starts, [0, 2, 3, 4]);
  assert.deepEqual(encoding.rowOf(trials[0]!.params), [0, 1, 0.5, 0.75]);
  assert.deepEqual(encoding.rowOf(trials[1]!.params), [1, 0, 1, -1]);
  assert.ok(encoding.equals(new ForestEncoding([...trials].reverse())));
  assert.ok(!encoding.equals(new ForestEncoding([trials[1]!])));
});

Deno.test("atUnit() undoes unitOf() on every kind of range", () => {
  const ranges = [
    floatDistribution(-3, 9),
    floatDistribution(1e-5, 10, { log: true }),
    floatDistribution(0, 0.9, { step: 0.3 }),
    intDistribution(2, 18, { step: 4 }),
    intDistribution(1, 64, { log: true }),
  ];
  for (const range of ranges) {
    for (
      const value of [
        range.low,
        range.high,
        range.step === null ? range.low * 0.9 + range.high * 0.1 : range.low + range.step,
      ]
    ) {
      assert.ok(
        Math.abs(atUnit(range, unitOf(range, value)) - value) < 1e-12 * Math.abs(range.high),
      );
    }
  }
});

Deno.test("ForestSampler learns which branch of a conditional space is good", async () => {
  const study = await createStudy({
    direction: "minimize",
    sampler: new ForestSampler({ seed: 5 }),
  });
  await study.optimize((trial) => {
    const kind = trial.suggestCategorical("kind", ["a", "b", "c"]);
    if (kind === "a") return 2 + trial.suggestFloat("x", 0, 1);
    if (kind === "b") return 5 + trial.suggestInt("n", 0, 9);
    return Math.abs(trial.suggestFloat("y", -4, 4) - 1);
  }, { nTrials: 40 });
  const late = study.trials.slice(20).filter(({ params }) => params.kind === "c").length;
  assert.ok(late >= 12, `${late} of the last 20 trials take the good branch`);
  assert.ok(study.bestValue < 0.2);
});

Deno.test("ForestSampler takes pruned, failed, infinite and constant histories", async () => {
  const study = await createStudy({
    direction: "maximize",
    sampler: new ForestSampler({ seed: 5, nStartupTrials: 4 }),
  });
  for (let i = 0; i < 30; i++) {
    const trial = await study.ask();
    trial.suggestFloat("x", 0, 1);
    await trial.report(i % 7, 0);
    const results = [1, "PRUNED", "FAIL", -Infinity, 1] as const;
    await study.tell(trial, results[i % 5]!);
  }
  assert.equal(study.trials.length, 30);
});

Deno.test("drawCandidates() draws a third from the whole space, and half of the rest stays", () => {
  const distributions = { x: floatDistribution(0, 1) };
  const finished = [completeTrial(0, 1, { x: 0.5 }, distributions)]
    .map((trial) => ({ trial, loss: 1 }));
  const encoding = new ForestEncoding(finished.map(({ trial }) => trial));
  const places = drawCandidates(encoding, finished, 6000, new Mt19937(1))
    .map((values) => values.get("x")!);
  const share = (is: (x: number, i: number) => boolean) => places.filter(is).length / 6000;
  assert.ok(Math.abs(share((x) => x === 0.5) - 1 / 3) < 0.02, "half of two thirds");
  // a draw from 0..1 is farther than 0.45 in a tenth of all cases, a move of 0.2 or less hardly
  const far = (x: number) => Math.abs(x - 0.5) > 0.45;
  assert.ok(Math.abs(share((x, i) => i % 3 === 0 && far(x)) - 0.1 / 3) < 0.01);
  assert.ok(share((x, i) => i % 3 !== 0 && far(x)) < 0.01);
});

Deno.test("observe() takes a PRUNED trial for no better than the median", () => {
  const distributions = { x: floatDistribution(0, 1) };
  const complete = [1, 2, 3, 4, 9].map((value, i) =>
    completeTrial(i, value, { x: 0.1 * i }, distributions)
  );
  const pruned = [0.5, 3.5, 1e9, NaN].map((value, i) => ({
    ...completeTrial(5 + i, value, { x: 0.5 }, distributions),
    state: "PRUNED" as const,
    values: Number.isNaN(value) ? null : [value],
  }));
  const running = { ...pruned[0]!, number: 9, state: "RUNNING" as const, values: null };
  const losses = (direction: "minimize" | "maximize") =>
    observe([...complete, ...pruned, running], direction).map(({ loss }) => loss);
  assert.deepEqual(losses("minimize"), [1, 2, 3, 4, 9, 3, 3.5, 9, 9, 3]);
  assert.deepEqual(
    losses("maximize"),
    [-1, -2, -3, -4, -9, -1, -3, -3, -1, -3].map((loss, i) =>
      i < 5 || i === 9 ? loss : Math.max(loss, -3)
    ).map((loss, i) => i === 6 ? -3 : loss),
  );
});

Deno.test("expectedImprovement() is never below 0, and what is sure counts in full", () => {
  const best = Math.log(0.01); // as logLosses() gives the best trial
  assert.equal(expectedImprovement(best - 0.5, 0), 0.5);
  assert.equal(expectedImprovement(best + 0.5, 0), 0);
  assert.ok(expectedImprovement(best + 3, 1) > 0);
  assert.ok(Math.abs(expectedImprovement(best, 1) - 1 / Math.sqrt(2 * Math.PI)) < 1e-12);
  const observations = [3, 1, 5].map((loss, i) => ({
    trial: completeTrial(i, loss, {}, {}),
    loss,
  }));
  const [median, least, most] = logLosses(observations);
  assert.ok(Math.abs(least! - best) < 1e-12, "the best");
  assert.ok(Math.abs(median! - Math.log(1.01)) < 1e-12, "the median");
  assert.ok(Math.abs(most! - Math.log(2.01)) < 1e-12);
});
