import assert from "node:assert/strict";
import {
  createStudy,
  MemoryStorage,
  type OptimizeOptions,
  RandomSampler,
  type Sampler,
  stopWhenStale,
  type Study,
  TpeSampler,
  type Trial,
} from "../../../lib/mod.ts";
import { floatDistribution } from "../../../lib/tuner/distributions/distribution.ts";

const newStudy = (sampler: Sampler = new RandomSampler({ seed: 1 })) =>
  createStudy({ direction: "minimize", sampler });
const states = ({ trials }: Study) => trials.map(({ state }) => state);
const history = ({ trials }: Study) =>
  trials.map(({ state, values, params, userAttrs, intermediateValues }) => [
    state,
    values,
    params,
    userAttrs,
    [...intermediateValues],
  ]);
const fixture = (name: string) => new URL(`../../fixtures/tuner/${name}`, import.meta.url);

Deno.test("study.optimize() fails the trial, not the study, when the objective throws", async () => {
  const study = await newStudy();
  const results: (() => unknown)[] = [
    () => 1,
    () => {
      throw new RangeError("too deep");
    },
    () => Promise.reject("just text"),
    () => NaN,
    () => undefined,
    () => null,
    () => 2,
  ];
  await study.optimize((trial) => {
    trial.suggestInt("n", 3, 3);
    return results[trial.number]!() as number;
  }, { nTrials: results.length });
  assert.deepEqual(states(study), [
    "COMPLETE",
    "FAIL",
    "FAIL",
    "FAIL",
    "FAIL",
    "FAIL",
    "COMPLETE",
  ]);
  assert.deepEqual(study.trials.slice(1, 6).map(({ userAttrs }) => userAttrs.fail_reason), [
    "RangeError: too deep (optimize_test.ts:33:13)",
    "just text",
    "Cannot finish trial 3: objective returned NaN for n=3",
    "Cannot finish trial 4: objective must return a number, it returned undefined",
    "Cannot finish trial 5: objective must return a number, it returned null",
  ]);
});

Deno.test("study.optimize() refuses options outside their ranges", async () => {
  const study = await newStudy();
  const cases: [OptimizeOptions, RegExp][] = [
    [{}, /something must end it/],
    [{ nTrials: -1 }, /nTrials must be an integer of 0 or more: current value is -1/],
    [{ nTrials: 1.5 }, /nTrials/],
    [{ timeout: -1 }, /timeout/],
    [{ timeout: NaN }, /timeout/],
    [{ nTrials: 1, parallel: 0 }, /parallel must be an integer of 1 or more/],
    [{ nTrials: 1, nTrialsAs: "all" as never }, /nTrialsAs/],
    [{ nTrials: 1, duplicates: "no" as never }, /duplicates/],
    [{ nTrials: 1, heartbeat: { interval: 0 } }, /heartbeat.interval/],
    [{ nTrials: 1, heartbeat: { interval: 5, grace: 1 } }, /heartbeat.grace/],
  ];
  for (const [options, message] of cases) {
    await assert.rejects(study.optimize(() => 1, options), { name: "RangeError", message });
  }
  await assert.rejects(study.optimize("./objective.ts", { nTrials: 1 }), {
    name: "TypeError",
    message: /must be a function or an absolute module URL: current value is .\/objective.ts/,
  });
  assert.equal(study.trials.length, 0);
});

Deno.test("nTrials counts new trials, or all of the study", async () => {
  const study = await newStudy();
  await study.optimize(() => 1, { nTrials: 3 });
  await study.optimize(() => 1, { nTrials: 3 });
  assert.equal(study.trials.length, 6);
  await study.optimize(() => 1, { nTrials: 8, nTrialsAs: "total" });
  assert.equal(study.trials.length, 8);
  await study.optimize(() => 1, { nTrials: 8, nTrialsAs: "total" });
  assert.equal(study.trials.length, 8);
  await study.optimize(() => 1, { nTrials: 0 });
  assert.equal(study.trials.length, 8);
});

Deno.test("one call resumes after a crash: stale trials are repeated, the total is kept", async () => {
  const storage = new MemoryStorage();
  const open = (seed: number) =>
    createStudy({
      direction: "minimize",
      storage,
      name: "elb",
      loadIfExists: true,
      sampler: new RandomSampler({ seed }),
    });
  const crashed = await open(1);
  await crashed.optimize((trial) => trial.suggestFloat("x", 0, 1), { nTrials: 4 });
  const lost = (await storage.startTrial(crashed.studyId, { heartbeat: true }))!; // never ended
  const x = 0.125;
  await storage.setTrialParam(lost.trialId, "x", x, floatDistribution(0, 1));
  await new Promise((resolve) => setTimeout(resolve, 40));
  const resumed = await open(2);
  await resumed.optimize((trial) => trial.suggestFloat("x", 0, 1), {
    nTrials: 10,
    nTrialsAs: "total",
    heartbeat: { interval: 0.01, grace: 0.02 },
  });
  assert.deepEqual(states(resumed), [
    ...Array(4).fill("COMPLETE"),
    "FAIL",
    ...Array(6).fill("COMPLETE"),
  ]);
  const retry = resumed.trials.find(({ systemAttrs }) => "failed_trial" in systemAttrs)!;
  assert.equal(retry.systemAttrs.failed_trial, lost.number);
  assert.equal(retry.params.x, x);
});

Deno.test("an aborted signal ends at once, keeps what is finished and rejects with its reason", async () => {
  for (const parallel of [1, 3]) {
    const study = await newStudy();
    const controller = new AbortController();
    let seen: AbortSignal | undefined;
    const running = study.optimize(async (trial) => {
      if (trial.number < 3) return trial.number;
      seen = trial.signal;
      setTimeout(() => controller.abort(new Error("stop button")));
      await new Promise(() => {});
      return 0;
    }, { nTrials: 50, parallel, signal: controller.signal });
    await assert.rejects(running, /stop button/);
    assert.deepEqual(states(study).slice(0, 3), ["COMPLETE", "COMPLETE", "COMPLETE"]);
    assert.deepEqual(new Set(states(study).slice(3)), new Set(["FAIL"]));
    assert.equal(study.trials[3]!.userAttrs.fail_reason, "the optimization was aborted");
    assert.equal(seen!.aborted, true);
    await study.optimize(() => -1, { nTrials: 1 });
    assert.equal(study.bestValue, -1, "the study can go on");
  }
});

Deno.test("a signal that is aborted already starts no trial", async () => {
  const study = await newStudy();
  await assert.rejects(
    study.optimize(() => 1, { nTrials: 5, signal: AbortSignal.abort() }),
    { name: "AbortError" },
  );
  assert.equal(study.trials.length, 0);
});

Deno.test("a synchronous objective lets timers have their turn, so that it can be stopped", async () => {
  const study = await newStudy();
  const controller = new AbortController();
  const objective = ({ number }: Trial) => {
    if (number === 0) setTimeout(() => controller.abort());
    return 1;
  };
  await assert.rejects(study.optimize(objective, { signal: controller.signal }), {
    name: "AbortError",
  });
  assert.ok(study.trials.length > 0);
});

Deno.test("timeout starts no trial after its time, and lets the last one end", async () => {
  const study = await newStudy();
  await study.optimize(async () => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    return 1;
  }, { timeout: 0.4 });
  assert.ok(study.trials.length >= 1 && study.trials.length <= 4);
  assert.deepEqual(new Set(states(study)), new Set(["COMPLETE"]));
});

Deno.test("callbacks see each finished trial in order, may stop, and their errors come out", async () => {
  const study = await newStudy();
  const seen: number[] = [];
  await study.optimize(async (trial) => {
    await new Promise((resolve) => setTimeout(resolve, 5 * (4 - trial.number % 4)));
    return trial.number;
  }, {
    nTrials: 100,
    parallel: 4,
    callbacks: [(study, trial) => {
      seen.push(trial.number);
      if (trial.number === 5) study.stop();
    }],
  });
  assert.deepEqual(seen, [...seen.keys()]);
  assert.ok(seen.length >= 6 && seen.length < 100); // three more may have started
  await assert.rejects(
    study.optimize(() => 1, {
      nTrials: 3,
      callbacks: [() => Promise.reject(new Error("no bar"))],
    }),
    /no bar/,
  );
  assert.equal(study.trials.at(-1)!.state, "COMPLETE");
  assert.throws(() => study.stop(), /must be optimizing/);
});

Deno.test("study.optimize() refuses to run twice at once", async () => {
  const study = await newStudy();
  await study.optimize(async () => {
    await assert.rejects(study.optimize(() => 1, { nTrials: 1 }), /is being optimized already/);
    return 1;
  }, { nTrials: 1 });
  assert.deepEqual(states(study), ["COMPLETE"]);
});

Deno.test("stopWhenStale() stops after so many trials without a better value", async () => {
  const study = await newStudy();
  const values = [5, 4, 4, 3.95, NaN, 4, 4, 1];
  await study.optimize((trial) => values[trial.number]!, {
    nTrials: values.length,
    callbacks: [stopWhenStale(3, { minDelta: 0.1 })],
  });
  assert.equal(study.trials.length, 5, "3.95 is no improvement of 0.1");
  assert.throws(() => stopWhenStale(0), /trials must be an integer of 1 or more/);
  assert.throws(() => stopWhenStale(1, { minDelta: -1 }), /minDelta/);
});

Deno.test('duplicates: "skip" tries every point of a small space once, then ends', async () => {
  for (const sampler of [new RandomSampler({ seed: 1 }), new TpeSampler({ seed: 1 })]) {
    const study = await newStudy(sampler);
    await study.optimize((trial) => {
      const n = trial.suggestInt("n", 0, 3);
      const kind = trial.suggestCategorical("kind", ["a", "b"]);
      return kind === "a" ? n : trial.suggestInt("more", 1, 2) * n;
    }, { nTrials: 100, duplicates: "skip" });
    const tried = study.trials.filter(({ state }) => state === "COMPLETE")
      .map(({ params }) => JSON.stringify(params));
    assert.equal(tried.length, 12);
    assert.equal(new Set(tried).size, 12);
    assert.deepEqual(states(study).slice(12), ["FAIL"]);
  }
});

Deno.test('duplicates: "skip" asks a sampler 21 times, then draws, and gives up after 1,000 times', async () => {
  const asked: number[] = [];
  let begun = 0;
  const stubborn: Sampler = {
    beforeTrial: ({ trial }) => void (begun += Number(trial.number === 2)),
    sample: ({ trial, redraw }) => {
      if (trial.number === 2) asked.push(redraw);
      return trial.number % 2;
    },
  };
  const study = await newStudy(stubborn);
  await study.optimize((trial) => trial.suggestInt("n", 0, 1), {
    nTrials: 100,
    duplicates: "skip",
  });
  assert.deepEqual(states(study), ["COMPLETE", "COMPLETE", "FAIL"]);
  assert.deepEqual(asked, Array.from({ length: 21 }, (_, redraw) => redraw));
  assert.equal(begun, 1001);
});

Deno.test('duplicates: "reuse" takes the value found before and does not evaluate', async () => {
  const study = await newStudy();
  let evaluated = 0;
  await study.optimize((trial) => {
    const n = trial.suggestInt("n", 0, 3);
    evaluated++;
    return n * n;
  }, { nTrials: 30, duplicates: "reuse" });
  assert.equal(evaluated, 4);
  for (const { params, values, userAttrs } of study.trials) {
    assert.deepEqual(values, [Number(params.n) ** 2]);
    if (userAttrs.duplicate_of !== undefined) {
      assert.deepEqual(study.trials[Number(userAttrs.duplicate_of)]!.params, params);
    }
  }
});

Deno.test("parallel trials of a function give what one after the other gives", async () => {
  const objective = async (trial: Trial) => {
    const x = trial.suggestFloat("x", -1, 1);
    await new Promise((resolve) => setTimeout(resolve, trial.number % 3));
    const n = trial.suggestInt("n", 1, 9); // after a pause: draws are in trial order all the same
    const c = trial.suggestCategorical("c", ["a", "bb"]);
    if (trial.number === 4) throw new Error("four");
    return x * n + c.length;
  };
  const [one, four] = [await newStudy(), await newStudy()];
  for (const study of [one, four]) await study.enqueueTrial({ n: 5 });
  await one.optimize(objective, { nTrials: 20 });
  await four.optimize(objective, { nTrials: 20, parallel: 4 });
  assert.deepEqual(history(four), history(one));
});

Deno.test("parallel trials in Workers give what one after the other gives", async () => {
  const url = fixture("objective.ts");
  const { default: objective } = await import(url.href);
  const study = await newStudy();
  await study.optimize(objective, { nTrials: 24 });
  for (const parallel of [1, 3]) {
    const other = await newStudy();
    const seen: number[] = [];
    await other.optimize(url, {
      nTrials: 24,
      parallel,
      callbacks: [(_, { number }) => {
        seen.push(number);
      }],
    });
    assert.deepEqual(history(other), history(study));
    assert.deepEqual(seen, [...Array(24).keys()]);
  }
});

Deno.test("conditional spaces give the same in every parallel run", async () => {
  const run = async (parallel: number) => {
    const study = await newStudy();
    await study.optimize(async (trial) => {
      const deep = trial.suggestCategorical("deep", [true, false]);
      await new Promise((resolve) => setTimeout(resolve, trial.number % parallel));
      return deep ? trial.suggestFloat("x", 0, 1) : trial.suggestFloat("y", 5, 6);
    }, { nTrials: 20, parallel });
    return history(study);
  };
  assert.deepEqual(await run(3), await run(5));
});

Deno.test("a Worker that dies fails its trial only", async () => {
  const study = await newStudy();
  await study.optimize(fixture("mortal_objective.ts"), { nTrials: 12, parallel: 2 });
  const failed = study.trials.filter(({ state }) => state === "FAIL");
  assert.deepEqual(failed.map(({ number }) => number), [2, 4, 6, 8]);
  assert.deepEqual(failed.map(({ userAttrs }) => userAttrs.fail_reason), [
    "Error: the Worker died with exit code 3",
    "Error: the Worker died: thrown by a timer",
    "Error: not an error",
    "Cannot finish trial 8: objective must return a number, it returned string",
  ]);
  assert.equal(study.trials.filter(({ state }) => state === "COMPLETE").length, 8);
});

Deno.test("misuse of a trial in a Worker ends the optimisation with its own error", async () => {
  const study = await newStudy();
  await assert.rejects(study.optimize(fixture("misusing_objective.ts"), { nTrials: 3 }), {
    name: "RangeError",
    message: /Cannot suggest "x" in trial 0: .* low is 1, high is 0/,
  });
  assert.deepEqual(states(study), ["FAIL"]);
});

Deno.test("trials in Workers report and are pruned", async () => {
  const study = await newStudy();
  await study.optimize(fixture("pruned_objective.ts"), { nTrials: 20, parallel: 2 });
  const kinds = new Set(states(study));
  assert.deepEqual(kinds, new Set(["COMPLETE", "PRUNED"]));
  const pruned = study.trials.find(({ state }) => state === "PRUNED")!;
  assert.deepEqual(pruned.values, [[...pruned.intermediateValues.values()].at(-1)]);
});

Deno.test("a module that cannot be loaded, or has no function, fails its trials with the reason", async () => {
  const study = await newStudy();
  await study.optimize("data:text/javascript,export default 7", { nTrials: 1 });
  assert.match(String(study.trials[0]!.userAttrs.fail_reason), /default export must be a function/);
  await study.optimize("data:text/javascript,syntax error", { nTrials: 1 });
  assert.match(String(study.trials[1]!.userAttrs.fail_reason), /SyntaxError|Error/);
});

Deno.test("an abort ends Workers that are busy", async () => {
  const study = await newStudy();
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 150);
  await assert.rejects(
    study.optimize("data:text/javascript,export default () => { for (;;); }", {
      nTrials: 4,
      parallel: 2,
      signal: controller.signal,
    }),
    { name: "AbortError" },
  );
  assert.ok(states(study).every((state) => state === "FAIL"));
});

Deno.test("a storage that fails ends the optimisation with its error", async () => {
  class Failing extends MemoryStorage {
    override setTrialParam(): Promise<void> {
      return Promise.reject(new Error("disk full"));
    }
  }
  const study = await createStudy({
    direction: "minimize",
    sampler: new RandomSampler({ seed: 1 }),
    storage: new Failing(),
  });
  await assert.rejects(
    study.optimize((trial) => trial.suggestFloat("x", 0, 1), { nTrials: 5 }),
    /disk full/,
  );
});

Deno.test("a trial that another worker has failed meanwhile does not end this worker", async () => {
  const study = await newStudy();
  await study.optimize(async (trial) => {
    const x = trial.suggestFloat("x", 0, 1);
    if (trial.number === 1) await study.storage.finishTrial(trial.trialId, "FAIL", null);
    if (trial.number === 1) trial.setUserAttr("late", true);
    return x;
  }, { nTrials: 3 });
  assert.deepEqual(states(study), ["COMPLETE", "FAIL", "COMPLETE"]);
});
