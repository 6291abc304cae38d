import assert from "node:assert/strict";
import {
  createStudy,
  deleteStudy,
  loadStudy,
  MemoryStorage,
  RandomSampler,
  type Study,
  TpeSampler,
  type Trial,
} from "../../../lib/mod.ts";

const sampler = () => new RandomSampler({ seed: 1 });
const newStudy = () => createStudy({ direction: "minimize", sampler: sampler() });

Deno.test("createStudy() refuses unknown directions, taken names and wrong kinds", async () => {
  const storage = new MemoryStorage();
  await createStudy({ direction: "minimize", sampler: sampler(), storage, name: "elb" });
  const make = (options: Record<string, unknown>) =>
    createStudy({ direction: "minimize", sampler: sampler(), storage, ...options });
  await assert.rejects(make({ direction: "down" }), {
    name: "RangeError",
    message:
      'Cannot create a study as direction must be "minimize" or "maximize": current value is "down"',
  });
  await assert.rejects(make({ name: "elb" }), /name must be new: "elb" exists already/);
  await assert.rejects(make({ name: 7 }), /name must be a string/);
  await assert.rejects(
    make({ name: "x".repeat(513) }),
    /at most 512 characters.*\(513 characters\)/,
  );
  await assert.rejects(
    make({ name: "elb", direction: "maximize", loadIfExists: true }),
    /direction must be the stored one, minimize: current value is maximize/,
  );
  await assert.rejects(make({ storage: "mysql://host/db" }), /mysql/);
});

Deno.test("createStudy() goes on with a study, loadStudy() needs one, deleteStudy() ends one", async () => {
  const storage = new MemoryStorage();
  const make = () =>
    createStudy({
      direction: "minimize",
      sampler: sampler(),
      storage,
      name: "elb",
      loadIfExists: true,
    });
  await (await make()).optimize(() => 1, { nTrials: 2 });
  assert.equal((await make()).trials.length, 2);
  assert.equal((await loadStudy({ name: "elb", storage, sampler: sampler() })).bestValue, 1);
  await deleteStudy("elb", { storage });
  await assert.rejects(loadStudy({ name: "elb", storage, sampler: sampler() }), /no study "elb"/);
  await assert.rejects(deleteStudy("elb", { storage }), /no study "elb"/);
});

Deno.test("createStudy() names unnamed studies by the first free number", async () => {
  const storage = new MemoryStorage();
  const make = () => createStudy({ direction: "minimize", sampler: sampler(), storage });
  assert.deepEqual([(await make()).name, (await make()).name], ["no-name-0", "no-name-1"]);
});

Deno.test("Study refuses a stored study of several objectives", async () => {
  const storage = new MemoryStorage();
  await storage.createStudy("two", ["minimize", "maximize"]);
  await assert.rejects(
    loadStudy({ name: "two", storage, sampler: sampler() }),
    /must have one objective: it has 2/,
  );
});

Deno.test("study.bestTrial is the first of the best, and never infeasible", async () => {
  const study = await newStudy();
  const values = [3, 1, 1, NaN, 0];
  for (const value of values) {
    const trial = await study.ask();
    if (value === 0) {
      await study.storage.setTrialSystemAttr(trial.trialId, "constraints", [-1, 0.5]);
    }
    await study.tell(trial, value);
  }
  assert.equal(study.bestTrial.number, 1);
  assert.equal(study.bestValue, 1);
});

Deno.test("study.bestTrial says why there is none", async () => {
  const study = await newStudy();
  assert.throws(() => study.bestTrial, /one must be COMPLETE: of 0 trials 0 failed/);
  await study.optimize((trial) => {
    trial.suggestFloat("lr", 0, 1);
    throw new TypeError("no weights");
  }, { nTrials: 2 });
  assert.throws(() => study.bestValue, /of 2 trials 2 failed, the last: TypeError: no weights/);
});

Deno.test("study.tell() takes numbers, states and trial numbers, and refuses the rest", async () => {
  const study = await newStudy();
  const [a, b, c, d] = [await study.ask(), await study.ask(), await study.ask(), await study.ask()];
  assert.equal((await study.tell(a, -Infinity)).values![0], -Infinity);
  assert.equal((await study.tell(b.number, "FAIL")).state, "FAIL");
  await c.report(4, 0);
  assert.deepEqual((await study.tell(c, "PRUNED")).values, [4]);
  const params = d.suggestInt("n", 1, 1);
  assert.equal(
    (await study.tell(d, NaN)).userAttrs.fail_reason,
    "Cannot finish trial 3: objective returned NaN for n=" + params,
  );
  await assert.rejects(study.tell(a, 1), /trial 0 as it must be RUNNING: its state is COMPLETE/);
  await assert.rejects(study.tell(99, 1), /no such trial/);
  await assert.rejects(study.tell(await study.ask(), "DONE" as never), {
    name: "TypeError",
    message: /must be a number, "PRUNED" or "FAIL": current value is DONE/,
  });
});

Deno.test("study.tell() ends a trial that another process began", async () => {
  const storage = new MemoryStorage();
  const options = { direction: "minimize", storage, name: "shared", loadIfExists: true } as const;
  const here = await createStudy({ ...options, sampler: sampler() });
  const there = await createStudy({ ...options, sampler: sampler() });
  const trial = await there.ask();
  trial.suggestFloat("x", 0, 1);
  await here.tell(trial.number, 5);
  assert.equal(here.bestValue, 5);
});

Deno.test("study.enqueueTrial() queues parameters, in order, once if told so", async () => {
  const study = await newStudy();
  await study.enqueueTrial({ x: 0.25 }, { userAttrs: { why: "known good" } });
  await study.enqueueTrial({ x: 0.75, c: "b" });
  await study.enqueueTrial({ x: 0.25 }, { skipIfExists: true });
  assert.deepEqual(study.trials.map(({ state }) => state), ["WAITING", "WAITING"]);
  const objective = (trial: Trial) => {
    trial.suggestCategorical("c", ["a", "b"]);
    return trial.suggestFloat("x", 0, 1);
  };
  await study.optimize(objective, { nTrials: 3 });
  assert.deepEqual(study.trials.slice(0, 2).map(({ params }) => params.x), [0.25, 0.75]);
  assert.equal(study.trials[1]!.params.c, "b");
  assert.equal(study.trials[0]!.userAttrs.why, "known good");
  await study.enqueueTrial(study.trials[2]!.params, { skipIfExists: true });
  assert.equal(study.trials.length, 3);
});

Deno.test("study.enqueueTrial(): numbers out of range are used, unknown choices are an error", async () => {
  const study = await newStudy();
  await study.enqueueTrial({ x: 7 });
  await study.optimize((trial) => trial.suggestFloat("x", 0, 1), { nTrials: 1 });
  assert.equal(study.bestValue, 7);
  await study.enqueueTrial({ c: "z" });
  await assert.rejects(
    study.optimize((trial) => trial.suggestCategorical("c", ["a"]).length, { nTrials: 1 }),
    /Cannot suggest "c" in trial 1: Cannot use "z" as it must be one of the choices \["a"\]/,
  );
});

Deno.test("trial.suggest*() refuses empty ranges and changed kinds, and ends the optimisation", async () => {
  const cases: [(trial: Trial) => unknown, RegExp][] = [
    [(t) => t.suggestFloat("x", 1, 0), /Cannot suggest "x" in trial 0: .*low must not exceed high/],
    [(t) => t.suggestInt("x", 0, 9, { step: 2 }), /step must lead from low to high/],
    [(t) => t.suggestCategorical("x", []), /at least one choice/],
    [
      (t) => [t.suggestFloat("x", 0, 1), t.suggestInt("x", 0, 1)],
      /must keep its kind, log and choices .* it was float without log, now it is int without log/,
    ],
    [
      (t) => [t.suggestFloat("x", 0, 1), t.suggestFloat("x", 5, 9)],
      /Cannot suggest "x" again as the value of trial 0 must lie in 5..9/,
    ],
    [(t) => t.report(1, -1), /step must be an integer in 0..2147483647: current value is -1/],
    [(t) => t.report("1" as never, 0), /value must be a number/],
  ];
  for (const [misuse, message] of cases) {
    const study = await newStudy();
    await assert.rejects(
      study.optimize(async (trial) => {
        await misuse(trial);
        return 1;
      }, { nTrials: 3 }),
      message,
    );
    assert.deepEqual(study.trials.map(({ state }) => state), ["FAIL"]);
    assert.match(String(study.trials[0]!.userAttrs.fail_reason), message);
  }
});

Deno.test("trial.suggest*() refuses a kind that an earlier trial contradicts", async () => {
  const study = await newStudy();
  await study.optimize((trial) => trial.suggestCategorical("x", ["a", "b"]).length, { nTrials: 1 });
  await assert.rejects(
    study.optimize((trial) => trial.suggestCategorical("x", ["a", "b", "c"]).length, {
      nTrials: 1,
    }),
    /it was categorical \["a", "b"\], now it is categorical \["a", "b", "c"\]/,
  );
});

Deno.test("an objective may catch what a suggestion throws and go on", async () => {
  const study = await newStudy();
  await study.optimize((trial) => {
    try {
      trial.suggestFloat("x", 1, 0);
    } catch {
      return trial.suggestFloat("x", 0, 1);
    }
    return 0;
  }, { nTrials: 2 });
  assert.equal(study.trials.filter(({ state }) => state === "COMPLETE").length, 2);
});

Deno.test("trial.report() keeps the first report of a step", async () => {
  const study = await newStudy();
  const trial = await study.ask();
  await trial.report(1, 0);
  await trial.report(2, 0);
  await study.tell(trial, 0);
  assert.deepEqual([...study.trials[0]!.intermediateValues], [[0, 1]]);
});

Deno.test("study.trialsDataFrame() has Optuna's columns, and kinds by content", async () => {
  const study = await newStudy();
  await study.optimize(async (trial) => {
    trial.suggestFloat("whole", 2, 2);
    trial.suggestInt("n", 1, 9);
    if (trial.number > 0) trial.suggestCategorical("mixed", ["a", null, 1.5]);
    trial.setUserAttr("note", `trial ${trial.number}`);
    await trial.report(1, 0);
    return trial.number === 2 ? NaN : trial.number;
  }, { nTrials: 4 });
  const frame = study.trialsDataFrame();
  assert.deepEqual(frame.columns, [
    "number",
    "value",
    "datetime_start",
    "datetime_complete",
    "duration",
    "params_mixed",
    "params_n",
    "params_whole",
    "user_attrs_fail_reason",
    "user_attrs_note",
    "state",
  ]);
  const kinds = Object.fromEntries(
    frame.columns.map((name) => [name, String(frame.getColumn(name).dtype)]),
  );
  assert.match(kinds.params_whole!, /Float64/);
  assert.match(kinds.params_n!, /Int64/);
  assert.match(kinds.params_mixed!, /String|Utf8/);
  assert.match(kinds.datetime_start!, /Datetime/);
  assert.deepEqual(frame.getColumn("value").toArray(), [0, 1, null, 3]);
  assert.equal(frame.getColumn("params_mixed").toArray()[0], null);
  assert.deepEqual(frame.getColumn("state").toArray(), [
    "COMPLETE",
    "COMPLETE",
    "FAIL",
    "COMPLETE",
  ]);
  const some = study.trialsDataFrame({ columns: ["state", "params", "number"] });
  assert.deepEqual(some.columns, ["state", "params_mixed", "params_n", "params_whole", "number"]);
  assert.throws(
    () => study.trialsDataFrame({ columns: ["when"] as never }),
    /columns must be among .*: one is "when"/,
  );
  assert.equal((await newStudy()).trialsDataFrame().height, 0);
});

Deno.test("two workers in one study do not take each other's trials", async () => {
  const storage = new MemoryStorage();
  const worker = (seed: number): Promise<Study> =>
    createStudy({
      direction: "minimize",
      storage,
      name: "shared",
      loadIfExists: true,
      sampler: new TpeSampler({ seed }),
    });
  const [a, b] = [await worker(1), await worker(2)];
  for (let i = 0; i < 20; i++) await a.enqueueTrial({ x: i });
  const objective = async (trial: Trial) => {
    const x = trial.suggestFloat("x", 0, 100);
    await Promise.resolve();
    return x;
  };
  await Promise.all([
    a.optimize(objective, { nTrials: 30, nTrialsAs: "total" }),
    b.optimize(objective, { nTrials: 30, nTrialsAs: "total" }),
  ]);
  await a.refresh();
  assert.equal(a.trials.length, 30);
  assert.deepEqual(a.trials.slice(0, 20).map(({ params }) => params.x), [...Array(20).keys()]);
});
