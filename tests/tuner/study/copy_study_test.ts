import assert from "node:assert/strict";
import {
  copyStudy,
  createStudy,
  loadStudy,
  MemoryStorage,
  RandomSampler,
  TrialPruned,
} from "../../../lib/mod.ts";

Deno.test("copyStudy() copies trials, attributes and the queue, and leaves the original alone", async () => {
  const [from, to] = [new MemoryStorage(), new MemoryStorage()];
  const sampler = new RandomSampler({ seed: 1 });
  const study = await createStudy({ direction: "maximize", sampler, storage: from, name: "elb" });
  await study.setUserAttr("owner", ["ops"]);
  await study.optimize(async (trial) => {
    const x = trial.suggestFloat("x", 0, 1);
    trial.setUserAttr("twice", 2 * x);
    await trial.report(x, 3);
    if (trial.number === 1) throw new TrialPruned();
    if (trial.number === 2) throw new Error("no");
    return x;
  }, { nTrials: 4 });
  await study.ask();
  await study.enqueueTrial({ x: 0.5 });
  const copy = await copyStudy("elb", { from, to });
  assert.deepEqual(copy.userAttrs, { owner: ["ops"] });
  const copied = await loadStudy({ name: "elb", storage: to, sampler });
  assert.equal(copied.bestValue, study.bestValue);
  const bare = (trials: typeof study.trials) => trials.map(({ trialId: _, ...rest }) => rest);
  assert.deepEqual(bare(copied.trials).slice(0, 4), bare(study.trials).slice(0, 4));
  assert.deepEqual(copied.trials.slice(4).map(({ state }) => state), ["FAIL", "WAITING"]);
  assert.deepEqual(study.trials.slice(4).map(({ state }) => state), ["RUNNING", "WAITING"]);
  await copyStudy("elb", { from, to: from, name: "elb, again" });
  await assert.rejects(copyStudy("elb", { from, to }), /"elb" exists already/);
  await assert.rejects(copyStudy("none", { from, to }), /no study "none"/);
});

Deno.test("copyStudy() leaves nothing behind where it fails, and can be called again", async () => {
  const study = await createStudy({ direction: "minimize", seed: 1 });
  await study.optimize((trial) => trial.suggestFloat("x", 0, 1), { nTrials: 2 });
  const from = study.storage;
  const dump = await from.dumpStudy(study.studyId);
  const broken = Object.assign(new MemoryStorage(), {
    findStudy: from.findStudy.bind(from),
    dumpStudy: () =>
      Promise.resolve({
        ...dump,
        trials: dump.trials.map((row, i) => i === 1 ? { ...row, datetime_start: "no date" } : row),
      }),
  });
  const to = new MemoryStorage();
  const options = { name: "copy", to };
  await assert.rejects(copyStudy(study.name, { ...options, from: broken }), /Cannot read a date/);
  assert.deepEqual(await to.listStudies(), []);
  await copyStudy(study.name, { ...options, from });
  assert.equal((await loadStudy({ name: "copy", storage: to, seed: 1 })).trials.length, 2);
});
