/** What every sampler must do. */
import assert from "node:assert/strict";
import {
  createStudy,
  ForestSampler,
  GpSampler,
  GridSampler,
  QmcSampler,
  RandomSampler,
  type Sampler,
  type Study,
  TpeSampler,
  type Trial,
} from "../../../lib/mod.ts";

const SPACE = {
  float: [-3, -0.25, 2],
  log: [1e-4, 0.01, 10],
  step: [-0.3, 0, 0.6],
  int: [-5, 0, 12],
  intStep: [3, 11, 19],
  intLog: [1, 8, 100],
  choice: ["a", null, true, 2.5],
  single: [4],
  singleFloat: [0.5],
  singleChoice: ["only"],
};

const SAMPLERS: Record<string, (seed: number) => Sampler> = {
  RandomSampler: (seed) => new RandomSampler({ seed }),
  GridSampler: (seed) => new GridSampler(SPACE, { seed }),
  TpeSampler: (seed) => new TpeSampler({ seed }),
  "TpeSampler, independent": (seed) => new TpeSampler({ seed, joint: false, constantLiar: false }),
  ForestSampler: (seed) => new ForestSampler({ seed }),
  GpSampler: (seed) => new GpSampler({ seed }),
  QmcSampler: (seed) => new QmcSampler({ seed }),
};

/** Every kind of parameter; checks each value on the way. */
function objective(trial: Trial): number {
  const float = trial.suggestFloat("float", -3, 2);
  const log = trial.suggestFloat("log", 1e-4, 10, { log: true });
  const step = trial.suggestFloat("step", -0.3, 0.6, { step: 0.3 });
  const int = trial.suggestInt("int", -5, 12);
  const intStep = trial.suggestInt("intStep", 3, 19, { step: 4 });
  const intLog = trial.suggestInt("intLog", 1, 100, { log: true });
  const choice = trial.suggestCategorical("choice", ["a", null, true, 2.5]);
  assert.ok(float >= -3 && float <= 2, `float ${float}`);
  assert.ok(log >= 1e-4 && log <= 10, `log ${log}`);
  assert.ok([-0.3, 0, 0.3, 0.6].some((s) => Math.abs(s - step) < 1e-12), `step ${step}`);
  assert.ok(Number.isInteger(int) && int >= -5 && int <= 12, `int ${int}`);
  assert.ok([3, 7, 11, 15, 19].includes(intStep), `intStep ${intStep}`);
  assert.ok(Number.isInteger(intLog) && intLog >= 1 && intLog <= 100, `intLog ${intLog}`);
  assert.ok(["a", null, true, 2.5].includes(choice), `choice ${choice}`);
  assert.equal(trial.suggestInt("single", 4, 4), 4);
  assert.equal(trial.suggestFloat("singleFloat", 0.5, 0.5), 0.5);
  assert.equal(trial.suggestCategorical("singleChoice", ["only"]), "only");
  assert.equal(trial.suggestFloat("float", -3, 2), float, "asked again: the same");
  return float ** 2 + Math.log10(log) ** 2 + int / 5 + (choice === "a" ? 0 : 1) + intLog / 50;
}

async function study(make: (seed: number) => Sampler, seed = 7): Promise<Study> {
  return await createStudy({ direction: "minimize", sampler: make(seed) });
}

const history = ({ trials }: Study) =>
  trials.map(({ state, values, params }) => [state, values, params]);

for (const [name, make] of Object.entries(SAMPLERS)) {
  Deno.test(`${name} keeps to bounds, steps, choices and single values`, async () => {
    const s = await study(make);
    await s.optimize(objective, { nTrials: 40 });
    assert.equal(s.trials.filter(({ state }) => state === "COMPLETE").length, 40);
    assert.ok(s.trials.some(({ params }) => params.choice !== s.trials[0]!.params.choice));
  });

  Deno.test(`${name} repeats itself under one seed, and differs under another`, async () => {
    const [a, b, c] = [await study(make), await study(make), await study(make, 8)];
    for (const s of [a, b, c]) await s.optimize(objective, { nTrials: 25 });
    assert.deepEqual(history(a), history(b));
    assert.notDeepEqual(history(a), history(c));
  });

  Deno.test(`${name} does not care how trials are cut into calls`, async () => {
    const [a, b] = [await study(make), await study(make)];
    await a.optimize(objective, { nTrials: 20 });
    for (let i = 0; i < 4; i++) await b.optimize(objective, { nTrials: 5 });
    assert.deepEqual(history(a), history(b));
  });

  Deno.test(`${name} goes on after NaN, thrown errors and infinite values`, async () => {
    const s = await study(make);
    await s.optimize((trial) => {
      const value = objective(trial);
      switch (trial.number % 5) {
        case 1:
          return NaN;
        case 2:
          throw new Error("no value");
        case 3:
          return Infinity;
        default:
          return value;
      }
    }, { nTrials: 40 });
    const states = s.trials.map(({ state }) => state);
    assert.equal(states.filter((state) => state === "FAIL").length, 16);
    assert.equal(states.filter((state) => state === "COMPLETE").length, 24);
    assert.ok(Number.isFinite(s.bestValue));
  });

  Deno.test(`${name} maximizes where it is told to`, async () => {
    const s = await createStudy({ direction: "maximize", sampler: make(3) });
    await s.optimize((trial) => -objective(trial), { nTrials: 30 });
    assert.equal(s.bestValue, Math.max(...s.trials.map(({ values }) => values![0]!)));
  });

  Deno.test(`${name} takes enqueued parameters first`, async () => {
    const s = await study(make);
    const params = {
      float: 1.5,
      log: 0.01,
      step: 0,
      int: 12,
      intStep: 11,
      intLog: 8,
      choice: null,
    };
    await s.enqueueTrial(params);
    await s.optimize(objective, { nTrials: 3 });
    for (const [key, value] of Object.entries(params)) {
      assert.equal(s.trials[0]!.params[key], value);
    }
  });
}

for (const name of Object.keys(SAMPLERS).filter((name) => name !== "GridSampler")) {
  Deno.test(`${name} serves conditional spaces and ranges that change`, async () => {
    const s = await study(SAMPLERS[name]!);
    await s.optimize((trial) => {
      const kind = trial.suggestCategorical("kind", ["deep", "flat"]);
      const wide = trial.suggestFloat("wide", 0, trial.number < 20 ? 1 : 5);
      assert.ok(wide <= (trial.number < 20 ? 1 : 5));
      if (kind === "flat") return 2 + wide;
      const depth = trial.suggestInt("depth", 1, 5);
      return wide + trial.suggestFloat(`width ${depth}`, 0, 1) / depth;
    }, { nTrials: 50 });
    assert.equal(s.trials.filter(({ state }) => state === "COMPLETE").length, 50);
    assert.equal(s.bestParams.kind, "deep");
  });
}

for (const name of ["TpeSampler", "TpeSampler, independent", "ForestSampler", "GpSampler"]) {
  Deno.test(`${name} finds a better point than random search, median of 7 seeds`, async () => {
    const bowl = (trial: Trial) => {
      const x = trial.suggestFloat("x", -10, 10);
      const y = trial.suggestInt("y", -100, 100) / 10;
      return (x - 3) ** 2 + (y + 4) ** 2 +
        (trial.suggestCategorical("c", ["no", "yes"]) === "no" ? 5 : 0);
    };
    const median = async (make: (seed: number) => Sampler) => {
      const values: number[] = [];
      for (let seed = 0; seed < 7; seed++) {
        const s = await study(make, seed);
        await s.optimize(bowl, { nTrials: name.startsWith("Tpe") ? 60 : 30 });
        values.push(s.bestValue);
      }
      return values.sort((a, b) => a - b)[3]!;
    };
    assert.ok(await median(SAMPLERS[name]!) < await median(SAMPLERS.RandomSampler!));
  });
}

Deno.test("samplers refuse options outside their ranges", () => {
  assert.throws(() => new RandomSampler({ seed: -1 }), /seed must be/);
  assert.throws(() => new TpeSampler({ seed: 1, nEiCandidates: 0 }), /nEiCandidates .* 0$/);
  assert.throws(() => new TpeSampler({ seed: 1.5 }), /seed must be/);
  assert.throws(() => new GpSampler({ seed: 1, nStartupTrials: 1 }), /nStartupTrials .* 1$/);
  assert.throws(() => new ForestSampler({ seed: 1, nTrees: 1 }), /nTrees .* 1$/);
});

Deno.test("samplers refuse options that they do not know, and say which they need", () => {
  for (const Sampler of [RandomSampler, TpeSampler, ForestSampler, GpSampler, QmcSampler]) {
    const Any = Sampler as unknown as new (options?: unknown) => Sampler;
    assert.throws(() => new Any(), /Cannot make a sampler as seed must be .* undefined/);
    assert.throws(() => new Any({ seed: 1, sede: 2 }), /Cannot make a sampler .* no option "sede"/);
  }
});
