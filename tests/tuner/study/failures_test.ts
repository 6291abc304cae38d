/** How a study says why trials fail, and what an objective may do wrong. */
import assert from "node:assert/strict";
import {
  createStudy,
  loadStudy,
  MemoryStorage,
  openStorage,
  RandomSampler,
  type Storage,
  type Study,
  TpeSampler,
  type Trial,
  TrialPruned,
} from "elb-anomaly/tuner";

const any = (value: unknown) => value as never;
const newStudy = (storage: Storage = new MemoryStorage()) =>
  createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }), storage });
const states = ({ trials }: Study) => trials.map(({ state }) => state);
const fixture = (name: string) => new URL(`../../fixtures/tuner/${name}`, import.meta.url);

Deno.test("study.optimize() tells onFailure at once, and gives a summary", async () => {
  const study = await newStudy();
  const told: [number, unknown][] = [];
  const summary = await study.optimize((trial) => {
    if (trial.number === 0) throw new TypeError("no such method");
    if (trial.number === 1) return NaN;
    if (trial.number === 2) throw new TrialPruned();
    return trial.number === 3 ? NaN : 1;
  }, { nTrials: 6, onFailure: ({ number }, error) => told.push([number, error]) });
  assert.deepEqual(told.map(([number]) => number), [0, 1, 3]);
  assert.ok(told[0]![1] instanceof TypeError);
  assert.equal(told[1]![1], undefined, "nothing was thrown");
  const { reasons, ...counts } = summary;
  assert.deepEqual(counts, { complete: 2, pruned: 1, failed: 3 });
  assert.match(reasons[0]!.reason, /^TypeError: no such method \(failures_test\.ts:\d+:\d+\)$/);
  assert.deepEqual(reasons.slice(1), [
    { reason: "Cannot finish trial 1: objective returned NaN", count: 1 },
    { reason: "Cannot finish trial 3: objective returned NaN", count: 1 },
  ]);
});

Deno.test("study.optimize() notices a shouldPrune() that nobody awaits", async () => {
  for (const prune of [true, false]) {
    const study = await newStudy();
    await assert.rejects(
      study.optimize(async (trial) => {
        await trial.report(1, 0);
        const answer = trial.shouldPrune();
        if (prune && any(answer)) throw new TrialPruned();
        return 1;
      }, { nTrials: 3 }),
      /Cannot finish trial 0 as shouldPrune\(\) must be awaited: write "if \(await trial/,
    );
    assert.deepEqual(states(study), ["FAIL"]);
  }
});

Deno.test("study.optimize() is content with a shouldPrune() that is awaited in any way", async () => {
  const study = await newStudy();
  await study.optimize(async (trial) => {
    await trial.report(1, 0);
    if (await trial.shouldPrune()) throw new TrialPruned();
    await Promise.all([trial.shouldPrune(), trial.shouldPrune()]);
    return await trial.shouldPrune().then((prune) => prune ? 0 : 2);
  }, { nTrials: 2 });
  assert.deepEqual(study.trials.map(({ values }) => values), [[2], [2]]);
});

Deno.test("a shouldPrune() that nobody awaits in a Worker ends the optimisation too", async () => {
  const study = await newStudy();
  await assert.rejects(
    study.optimize(fixture("unawaited_objective.ts"), { nTrials: 2 }),
    /shouldPrune\(\) must be awaited/,
  );
  assert.deepEqual(states(study), ["FAIL"]);
});

Deno.test('misuse: "fail" fails the trial and goes on', async () => {
  const study = await newStudy();
  const { complete, failed } = await study.optimize(
    (trial) => trial.suggestFloat("x", trial.number % 2, 0.5),
    { nTrials: 4, misuse: "fail" },
  );
  assert.deepEqual([complete, failed], [2, 2]);
  assert.match(String(study.trials[1]!.userAttrs.fail_reason), /low must not exceed high/);
});

Deno.test("a failure's reason names the place in the objective, not one in the library", async () => {
  const study = await newStudy();
  await study.optimize(async (trial) => {
    if (trial.number === 0) await trial.report(1, 2 ** 31);
    return trial.suggestCategorical("c", [{}] as never);
  }, { nTrials: 2, misuse: "fail" });
  for (const { userAttrs } of study.trials) {
    assert.match(String(userAttrs.fail_reason), / \(failures_test\.ts:\d+:\d+\)$/);
  }
});

Deno.test("an error of ours that the objective caught ends nothing later", async () => {
  const study = await newStudy();
  await study.optimize((trial) => {
    let x;
    try {
      x = trial.suggestFloat("x", 0, 1, { step: 0.3 });
    } catch {
      x = trial.suggestFloat("x", 0, 0.9, { step: 0.3 });
    }
    if (trial.number === 1) throw new Error("own");
    return x;
  }, { nTrials: 3 });
  assert.deepEqual(states(study), ["COMPLETE", "FAIL", "COMPLETE"]);
  assert.match(String(study.trials[1]!.userAttrs.fail_reason), /^Error: own /);
});

Deno.test("trialTimeout fails a trial that takes too long, and aborts its signal", async () => {
  const study = await newStudy();
  let aborted: unknown;
  const objective = async (trial: Trial) => {
    if (trial.number !== 1) return 1;
    trial.signal.addEventListener("abort", () => aborted = trial.signal.reason);
    return await new Promise<number>(() => {}); // for ever
  };
  await study.optimize(objective, { nTrials: 1, trialTimeout: 1000 });
  await study.optimize(objective, { nTrials: 1, trialTimeout: 0.02 });
  assert.deepEqual(states(study), ["COMPLETE", "FAIL"]);
  assert.match(
    String(study.trials[1]!.userAttrs.fail_reason),
    /Cannot finish trial 1 as it must end within 0\.02 s, its trialTimeout/,
  );
  assert.equal((aborted as Error).name, "TimeoutError");
});

Deno.test("trialTimeout fails a trial that never waits, once it is done", async () => {
  const study = await newStudy();
  await study.optimize(() => {
    const end = performance.now() + 10;
    while (performance.now() < end);
    return 1;
  }, { nTrials: 1, trialTimeout: 0.005 });
  assert.deepEqual(states(study), ["FAIL"]);
});

Deno.test("trialTimeout ends a Worker that is busy, and the next trial gets a new one", async () => {
  const study = await newStudy();
  const run = (trialTimeout: number) =>
    study.optimize(fixture("late_objective.ts"), { nTrials: 1, trialTimeout });
  await run(1000);
  const { reasons } = await run(0.5);
  assert.match(reasons[0]!.reason, /trial 1 as it must end within 0\.5 s, its trialTimeout/);
  await run(1000);
  assert.deepEqual(states(study), ["COMPLETE", "FAIL", "COMPLETE"]);
});

Deno.test("a trial that has ended takes no suggestion, report or attribute", async () => {
  const study = await newStudy();
  const trial = await study.ask();
  trial.suggestFloat("x", 0, 1);
  await study.tell(trial, 1);
  assert.throws(() => trial.suggestFloat("y", 0, 1), /suggest in trial 0 as it must be running/);
  assert.throws(() => trial.suggestFloat("x", 0, 1), /it has ended/);
  assert.throws(() => trial.setUserAttr("a", 1), /it has ended/);
  await assert.rejects(trial.report(1, 0), /report in trial 0 as it must be running/);
  await assert.rejects(trial.shouldPrune(), /it has ended/);
  assert.deepEqual(Object.keys(study.trials[0]!.params), ["x"]);
});

for (const url of [undefined, "sqlite:///:memory:"]) {
  const where = url ?? "memory";
  Deno.test(`attributes that are no JSON fail their trial, and no more: ${where}`, async () => {
    const storage = url === undefined ? new MemoryStorage() : await openStorage(url);
    const study = await newStudy(storage);
    const circle: unknown[] = [];
    circle.push(circle);
    const values: [string, unknown, RegExp | unknown][] = [
      ["scores", { train: 0.9, test: undefined }, { train: 0.9 }],
      ["when", new Date(0), "1970-01-01T00:00:00.000Z"],
      ["typed", Float32Array.of(0.5, NaN), [0.5, NaN]],
      ["holes", [undefined, 1], [null, 1]],
      ["big", 1n, /attribute "big" of trial 4 .* the value is a bigint/],
      ["circle", circle, /attribute "circle" .* the value\[0\] is what it is part of/],
      ["deep", { a: [() => 1] }, /the value\.a\[0\] is a function/],
      ["map", new Map(), /the value is a Map/],
      ["error", { e: new RangeError() }, /the value\.e is a RangeError/],
      ["nothing", undefined, /the value is undefined/],
      ["k".repeat(513), 1, /name must have at most 512 characters/],
      ["half \ud800", 1, /half of a surrogate pair/],
    ];
    await study.optimize((trial) => {
      const [key, value] = values[trial.number]!;
      trial.setUserAttr(key, any(value));
      return 1;
    }, { nTrials: values.length });
    await study.refresh();
    for (const [i, [key, , expected]] of values.entries()) {
      const { state, userAttrs } = study.trials[i]!;
      if (expected instanceof RegExp) {
        assert.equal(state, "FAIL");
        assert.match(String(userAttrs.fail_reason), expected);
      } else {
        assert.equal(state, "COMPLETE");
        assert.deepEqual(userAttrs, { [key]: expected });
      }
    }
    await storage.close();
  });

  Deno.test(`names of any kind are kept apart: ${where}`, async () => {
    const storage = url === undefined ? new MemoryStorage() : await openStorage(url);
    const study = await createStudy({
      direction: "minimize",
      sampler: new TpeSampler({ seed: 1, nStartupTrials: 2 }),
      storage,
    });
    const names = ["__proto__", "constructor", "toString", "10", "x".repeat(512), "🙂", ""];
    await study.enqueueTrial({ "10": 0.5 });
    await study.optimize((trial) => {
      for (const name of names) trial.setUserAttr(name, name);
      return names.reduce((sum, name) => sum + trial.suggestFloat(name, 0, 1), 0);
    }, { nTrials: 5 });
    for (const { params, userAttrs } of study.trials) {
      assert.deepEqual(new Set(Object.keys(params)), new Set(names));
      assert.ok(Object.values(params).every((value) => typeof value === "number"));
      for (const name of names) {
        assert.equal(Object.getOwnPropertyDescriptor(userAttrs, name)?.value, name);
      }
    }
    assert.equal(study.trials[0]!.params["10"], 0.5);
    await assert.rejects(
      study.optimize((trial) => trial.suggestFloat("n".repeat(513), 0, 1), { nTrials: 1 }),
      /at most 512 characters/,
    );
    await assert.rejects(
      study.optimize((trial) => trial.report(1, 2 ** 31).then(() => 1), { nTrials: 1 }),
      /step must be an integer in 0\.\.2147483647/,
    );
    assert.deepEqual(states(study).slice(-2), ["FAIL", "FAIL"]);
    await storage.close();
  });

  Deno.test(`200,000 reports of a trial harm nobody: ${where}`, async () => {
    const storage = url === undefined ? new MemoryStorage() : await openStorage(url);
    const { studyId } = await storage.createStudy("s", ["minimize"]);
    const many = new Map(
      Array.from({ length: url === undefined ? 200_000 : 2000 }, (_, i) => [i, i]),
    );
    await storage.createTrial(studyId, {
      state: "PRUNED",
      values: [1],
      start: new Date(),
      complete: new Date(),
      params: { x: 0.5 },
      distributions: { x: { kind: "float", low: 0, high: 1, log: false, step: null } },
      intermediateValues: many,
      userAttrs: {},
      systemAttrs: {},
    });
    const sampler = new TpeSampler({ seed: 1, nStartupTrials: 1 });
    const study = await loadStudy({ storage, name: "s", sampler });
    const trial = await study.ask();
    trial.suggestFloat("x", 0, 1);
    for (let step = 0; step < 100; step++) await trial.report(step, step);
    assert.equal(await trial.shouldPrune(), false);
    assert.equal((await study.tell(trial, "PRUNED")).values![0], 99);
    await storage.close();
  });
}

Deno.test("unknown options are refused by name, wherever they are given", async () => {
  const study = await newStudy();
  const storage = new MemoryStorage();
  const seeded = { direction: "minimize", seed: 1 } as const;
  const rejected: [() => unknown, RegExp][] = [
    [() => createStudy({ ...seeded, ...{ sampelr: 1 } }), /no option "sampelr"/],
    [() => loadStudy({ name: "s", storage, seed: 1, ...{ prunner: 1 } }), /no option "prunner"/],
    [() => study.optimize(() => 1, { nTrials: 1, ...{ treshold: 9 } }), /no option "treshold"/],
    [
      () => study.optimize(() => 1, { nTrials: 1, heartbeat: { interval: 1, ...{ gracee: 2 } } }),
      /no option "gracee"/,
    ],
    [() => study.enqueueTrial({}, any({ userAttr: {} })), /no option "userAttr"/],
    [() => openStorage("sqlite://", any({ waitAtstart: true })), /no option "waitAtstart"/],
  ];
  for (const [call, message] of rejected) {
    await assert.rejects(async () => await call(), { name: "TypeError", message });
  }
  assert.throws(() => study.trialsDataFrame(any({ column: [] })), /no option "column"/);
  assert.throws(() => new TpeSampler({ seed: 1, ...{ gamma: 2 } }), /no option "gamma"/);
  assert.throws(() => new (TpeSampler as new () => TpeSampler)(), /seed must be .* undefined/);
});

Deno.test("createStudy() is content with a direction and a seed, and says when one lacks", async () => {
  const objective = (trial: Trial) => trial.suggestFloat("x", -1, 1) ** 2;
  const [plain, told] = [
    await createStudy({ direction: "minimize", seed: 3 }),
    await createStudy({ direction: "minimize", sampler: new TpeSampler({ seed: 3 }) }),
  ];
  for (const study of [plain, told]) await study.optimize(objective, { nTrials: 15 });
  assert.deepEqual(
    plain.trials.map(({ params }) => params),
    told.trials.map(({ params }) => params),
  );
  await assert.rejects(createStudy({ direction: "minimize" }), /seed must be .* undefined/);
  await assert.rejects(
    createStudy({ direction: "minimize", seed: 1, sampler: new TpeSampler({ seed: 1 }) }),
    /there is a sampler too/,
  );
});

Deno.test("a study that is opened again does not draw again what it drew", async () => {
  const objective = (trial: Trial) => trial.suggestFloat("x", 0, 1);
  for (const Sampler of [RandomSampler, TpeSampler]) {
    const storage = new MemoryStorage();
    const open = () =>
      createStudy({
        direction: "minimize",
        sampler: new Sampler({ seed: 1 }),
        storage,
        name: "s",
        loadIfExists: true,
      });
    for (let run = 0; run < 3; run++) await (await open()).optimize(objective, { nTrials: 3 });
    const { trials } = await open();
    assert.equal(new Set(trials.map(({ params }) => params.x)).size, 9);
  }
});

Deno.test("study.enqueueTrial() takes NaN once with skipIfExists, and no objects", async () => {
  const study = await newStudy();
  for (let i = 0; i < 2; i++) await study.enqueueTrial({ x: NaN }, { skipIfExists: true });
  assert.equal(study.trials.length, 1);
  await assert.rejects(study.enqueueTrial({ x: any({}) }), /"x" must be null, a boolean, a number/);
});

Deno.test("countFailed: false leaves failed trials out of the total", async () => {
  const study = await newStudy();
  const options = { nTrials: 4, nTrialsAs: "total", countFailed: false } as const;
  const { complete, failed } = await study.optimize(
    (trial) => trial.number % 2 === 0 ? NaN : 1,
    options,
  );
  assert.deepEqual([complete, failed], [4, 4]);
  assert.deepEqual(await study.optimize(() => 1, options), {
    complete: 0,
    pruned: 0,
    failed: 0,
    reasons: [],
  });
});

Deno.test("NaN and infinite choices are chosen, kept and learnt from", async () => {
  const study = await createStudy({ direction: "minimize", seed: 1 });
  const choices = [NaN, 0, Infinity] as const;
  await study.optimize((trial) => {
    const choice = trial.suggestCategorical("missing", choices);
    return (Number.isNaN(choice) ? 0 : 5) + trial.suggestFloat("x", 0, 1);
  }, { nTrials: 40 });
  assert.ok(Number.isNaN(study.bestParams.missing));
  const late = study.trials.slice(20).filter(({ params }) => Number.isNaN(params.missing));
  assert.ok(late.length > 10, `${late.length} of the last 20`);
});
