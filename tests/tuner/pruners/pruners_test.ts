import assert from "node:assert/strict";
import fc from "fast-check";
import {
  createStudy,
  HyperbandPruner,
  MedianPruner,
  NopPruner,
  PatientPruner,
  PercentilePruner,
  type Pruner,
  RandomSampler,
  SuccessiveHalvingPruner,
  ThresholdPruner,
  TrialPruned,
} from "../../../lib/tuner/mod.ts";
import { Mt19937 } from "../../../lib/math/mod.ts";
import { completeTrial } from "../complete_trial.ts";
import { readFixture } from "../optuna_fixture.ts";

const fixture = readFixture<{
  optuna: string;
  decisions: Record<string, string>;
  brackets: Record<string, number[]>;
}>("pruners.json");

const PRUNERS: Record<string, () => Pruner> = {
  "median": () => new MedianPruner(),
  "median, early and sparse": () =>
    new MedianPruner({ nStartupTrials: 1, nWarmupSteps: 3, intervalSteps: 4, nMinTrials: 3 }),
  "percentile 25": () => new PercentilePruner(25, { nStartupTrials: 2 }),
  "percentile 90, every second step": () =>
    new PercentilePruner(90, { nStartupTrials: 0, nWarmupSteps: 1, intervalSteps: 2 }),
  "patient alone": () => new PatientPruner(undefined, { patience: 2 }),
  "patient median": () =>
    new PatientPruner(new MedianPruner({ nStartupTrials: 1 }), { patience: 1, minDelta: 0.5 }),
  "halving": () => new SuccessiveHalvingPruner(),
  "halving by 2": () => new SuccessiveHalvingPruner({ minResource: 1, reductionFactor: 2 }),
  "halving with bootstrap": () =>
    new SuccessiveHalvingPruner({
      minResource: 2,
      reductionFactor: 3,
      minEarlyStoppingRate: 1,
      bootstrapCount: 3,
    }),
  "hyperband": () => new HyperbandPruner(),
  "hyperband to 27": () => new HyperbandPruner({ maxResource: 27, reductionFactor: 3 }),
  "hyperband by 2 with bootstrap": () =>
    new HyperbandPruner({
      minResource: 2,
      maxResource: 20,
      reductionFactor: 2,
      bootstrapCount: 2,
    }),
  "threshold": () =>
    new ThresholdPruner({ lower: 1, upper: 8.5, nWarmupSteps: 2, intervalSteps: 3 }),
};

/** The same story as make_pruners.py tells. */
async function decisions(number: number, pruner: Pruner): Promise<string> {
  const stream = new Mt19937(number);
  const draw = () => stream.random();
  const study = await createStudy({
    name: `study ${number}`,
    direction: draw() < 0.5 ? "maximize" : "minimize",
    sampler: new RandomSampler({ seed: 0 }),
    pruner,
  });
  let out = "";
  for (let t = 0; t < 15; t++) {
    const trial = await study.ask();
    const level = draw() * 5;
    const count = 2 + Math.floor(draw() * 12);
    let step = 0;
    let pruned = false;
    for (let i = 0; i < count && !pruned; i++) {
      step += draw() < 0.7 ? 1 : 2;
      const kind = draw();
      let value = Number((level + draw() * 5).toFixed(1));
      if (kind < 0.05) value = NaN;
      else if (kind < 0.07) value = Infinity;
      await trial.report(value, step);
      const prune = await trial.shouldPrune();
      out += prune ? "1" : "0";
      pruned = prune && draw() < 0.6;
    }
    const last = draw();
    if (pruned) await study.tell(trial, "PRUNED");
    else if (last < 0.1) await study.tell(trial, "FAIL");
    else if (last > 0.05 + 0.1) await study.tell(trial, level);
  }
  return out;
}

for (const [name, make] of Object.entries(PRUNERS)) {
  const expected = fixture.decisions[name]!.split("/");
  const questions = expected.reduce((sum, { length }) => sum + length, 0);
  Deno.test(`${name}: decides ${questions} questions as Optuna ${fixture.optuna} does`, async () => {
    assert.ok(expected.some((study) => study.includes("1")), "the fixture prunes something");
    for (let number = 0; number < expected.length; number++) {
      assert.equal(await decisions(number, make()), expected[number], `study ${number}`);
    }
  });
}

Deno.test("HyperbandPruner puts trials into Optuna's brackets, exact powers included", () => {
  for (const [key, expected] of Object.entries(fixture.brackets)) {
    const [reductionFactor, maxResource] = key.split(" ").map(Number) as [number, number];
    const pruner = new HyperbandPruner({ reductionFactor, maxResource });
    const brackets = expected.map((_, number) => pruner.bracketOf("demo", number));
    assert.deepEqual(brackets, expected, key);
  }
});

Deno.test("no pruner prunes a trial that reported nothing", async () => {
  for (const [name, make] of Object.entries(PRUNERS)) {
    const study = await createStudy({
      direction: "minimize",
      sampler: new RandomSampler({ seed: 0 }),
      pruner: make(),
    });
    await study.optimize(async (trial) => {
      assert.equal(await trial.shouldPrune(), false, name);
      return 1;
    }, { nTrials: 10 });
    assert.equal(study.trials.at(-1)!.state, "COMPLETE");
    const asked = {
      studyName: "s",
      direction: "minimize",
      trial: { ...study.trials[9]!, state: "RUNNING" },
      trials: study.trials,
      setSystemAttr: () => {},
    } as const;
    assert.equal(make().prune(asked), false, name);
  }
});

Deno.test("NopPruner prunes nothing, whatever is reported", async () => {
  const study = await createStudy({
    direction: "minimize",
    sampler: new RandomSampler({ seed: 0 }),
    pruner: new NopPruner(),
  });
  await study.optimize(async (trial) => {
    await trial.report(trial.number === 9 ? NaN : trial.number, 1);
    assert.equal(await trial.shouldPrune(), false);
    return 1;
  }, { nTrials: 10 });
  assert.deepEqual(new Set(study.trials.map(({ state }) => state)), new Set(["COMPLETE"]));
});

Deno.test("a pruned trial has its last report as value, unless that is NaN or missing", async () => {
  const study = await createStudy({
    direction: "minimize",
    sampler: new RandomSampler({ seed: 0 }),
    pruner: new NopPruner(),
  });
  const reports = [[3, 2], [3, NaN], [], [Infinity]];
  await study.optimize(async (trial) => {
    const steps = reports[trial.number]!;
    for (let i = 0; i < steps.length; i++) await trial.report(steps[i]!, i);
    throw new TrialPruned();
  }, { nTrials: reports.length });
  assert.deepEqual(study.trials.map(({ state }) => state), Array(4).fill("PRUNED"));
  assert.deepEqual(study.trials.map(({ values }) => values), [[2], null, null, [Infinity]]);
});

Deno.test("pruners refuse numbers outside their ranges by name and value", () => {
  const cases: [() => unknown, RegExp][] = [
    [() => new PercentilePruner(-1), /percentile must be in \[0, 100\]: current value is -1/],
    [() => new MedianPruner({ intervalSteps: 0 }), /intervalSteps .* 1 or more: .* 0$/],
    [() => new MedianPruner({ nStartupTrials: 1.5 }), /nStartupTrials .* 1.5$/],
    [() => new SuccessiveHalvingPruner({ minResource: 0 }), /minResource/],
    [() => new SuccessiveHalvingPruner({ bootstrapCount: 2 }), /with bootstrapCount/],
    [() => new HyperbandPruner({ minResource: 5, maxResource: 4 }), /maxResource .* 5 or more/],
    [() => new HyperbandPruner({ bootstrapCount: 2 }), /with bootstrapCount/],
    [() => new PatientPruner(undefined, { patience: 1, minDelta: NaN }), /minDelta/],
    [() => new ThresholdPruner({ lower: 2, upper: 1 }), /lower must not exceed upper/],
  ];
  for (const [make, message] of cases) assert.throws(make, { name: "RangeError", message });
});

/** PatientPruner's rule, read off its text. */
function isStale(
  reports: readonly (readonly [number, number])[],
  patience: number,
  minDelta: number,
) {
  const values = reports.toSorted(([a], [b]) => a - b).map(([, value]) => value);
  const least = (part: number[]) =>
    part.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b)[0] ?? NaN;
  const split = values.length - patience - 1;
  return split > 0 && least(values.slice(0, split)) + minDelta < least(values.slice(split));
}

Deno.test("PatientPruner decides by the order of the steps, in whatever order they were reported", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(fc.nat(12), fc.constantFrom(-1, 0, 0.5, 1, 2, NaN)), {
        selector: ([step]) => step,
        minLength: 1,
      }),
      fc.boolean(),
      fc.nat(4),
      fc.constantFrom(0, 0.5),
      fc.constantFrom("minimize", "maximize"),
      async (reports, isSorted, patience, minDelta, direction) => {
        if (isSorted) reports.sort(([a], [b]) => a - b);
        const sign = direction === "minimize" ? 1 : -1;
        const pruner = new PatientPruner(undefined, { patience, minDelta });
        const study = await createStudy({
          direction,
          sampler: new RandomSampler({ seed: 1 }),
          pruner,
        });
        const trial = await study.ask();
        for (const [i, [step, value]] of reports.entries()) {
          await trial.report(sign * value, step);
          const expected = isStale(reports.slice(0, i + 1), patience, minDelta);
          assert.equal(await trial.shouldPrune(), expected);
        }
      },
    ),
  );
});

Deno.test("a pruner with intervals decides once in each, in whatever order steps are reported", () => {
  const pruner = new ThresholdPruner({ upper: 0, nWarmupSteps: 2, intervalSteps: 3 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(20), { minLength: 1 }), (steps) => {
      const intermediateValues = new Map(steps.map((step) => [step, 1]));
      const trial = { ...completeTrial(0, 1, {}, {}), intermediateValues };
      const last = Math.max(...steps);
      const interval = (step: number) => Math.floor((step - 2) / 3);
      const isFirst = last >= 2 && steps.every((s) => s === last || interval(s) < interval(last));
      const context = {
        studyName: "a",
        direction: "minimize",
        trials: [trial],
        setSystemAttr() {},
      } as const;
      assert.equal(pruner.prune({ ...context, trial }), isFirst);
    }),
  );
});
