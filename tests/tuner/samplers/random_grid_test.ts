import assert from "node:assert/strict";
import { createStudy, GridSampler, RandomSampler, type Trial } from "../../../lib/tuner/mod.ts";
import { roundHalfEven } from "../../../lib/tuner/samplers/random_sampler.ts";
import { readFixture, replay, type SamplersFixture } from "../optuna_fixture.ts";

const fixture = readFixture<SamplersFixture>("samplers.json");

for (const { seed, trials } of fixture.random) {
  Deno.test(`RandomSampler suggests bit for bit what Optuna ${fixture.optuna} does: seed ${seed}`, async () => {
    assert.equal(await replay(new RandomSampler({ seed }), "mixed", "minimize", trials), 0);
  });
}

function cell(trial: Trial): number {
  trial.suggestCategorical("a", ["p", "q"]);
  trial.suggestInt("b", 1, 3);
  trial.suggestInt("c", 0, 3);
  return 1;
}
const GRID = { b: [1, 2, 3], a: ["p", "q"], c: [0, 1, 2, 3] };

for (const { seed, first, cells } of fixture.grid) {
  Deno.test(`GridSampler walks as Optuna ${fixture.optuna} does: seed ${seed}, ${first} trials before`, async () => {
    const study = await createStudy({
      direction: "minimize",
      sampler: new GridSampler(GRID, { seed }),
    });
    const before = await createStudy({
      direction: "minimize",
      sampler: new RandomSampler({ seed: 1 }),
    });
    await before.optimize((trial) => trial.suggestFloat("other", 0, 1), { nTrials: first });
    for (const trial of before.trials) await study.storage.createTrial(study.studyId, trial);
    await study.optimize(cell, { nTrials: 100 });
    const walked = study.trials.slice(first).map(({ systemAttrs, params }) => [
      systemAttrs.grid_id,
      ...Object.values(params),
    ]);
    const ordered = 24 - first; // the last ones are drawn from a Python set, whose order is its own
    assert.deepEqual(walked.slice(0, ordered), cells.slice(0, ordered));
    assert.deepEqual(new Set(walked.map(String)), new Set(cells.map(String)));
  });
}

Deno.test("GridSampler visits each cell once with several trials at once", async () => {
  const study = await createStudy({ direction: "minimize", sampler: new GridSampler(GRID) });
  await study.optimize(async (trial) => {
    await Promise.resolve();
    return cell(trial);
  }, { nTrials: 100, parallel: 5 });
  assert.equal(study.trials.length, 24);
  assert.equal(new Set(study.trials.map(({ params }) => JSON.stringify(params))).size, 24);
});

Deno.test("GridSampler goes on after a crash with the cells that are left", async () => {
  const study = await createStudy({ direction: "minimize", sampler: new GridSampler(GRID) });
  await study.optimize(cell, { nTrials: 10 });
  const again = await createStudy({
    name: study.name,
    direction: "minimize",
    storage: study.storage,
    sampler: new GridSampler(GRID),
    loadIfExists: true,
  });
  await again.optimize(cell, { nTrials: 100 });
  assert.equal(again.trials.length, 24);
  assert.equal(new Set(again.trials.map(({ params }) => JSON.stringify(params))).size, 24);
});

Deno.test("GridSampler says what its space lacks", async () => {
  assert.throws(() => new GridSampler({}), /must name a parameter/);
  assert.throws(() => new GridSampler({ x: [] }), /every parameter must have a value: "x"/);
  const study = await createStudy({
    direction: "minimize",
    sampler: new GridSampler({ x: [1, 2] }),
  });
  await assert.rejects(
    study.optimize((trial) => trial.suggestFloat("y", 0, 1), { nTrials: 1 }),
    /Cannot suggest "y" as the grid must hold it: it holds x/,
  );
  await assert.rejects(
    study.optimize((trial) => trial.suggestCategorical("x", ["a", "b"]).length, { nTrials: 1 }),
    /must be one of the choices/,
  );
});

Deno.test("roundHalfEven() rounds as Python does", () => {
  const values = [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 2.4999, 3, -0.4, 1e15 + 0.5];
  assert.deepEqual(values.map(roundHalfEven), [0, 2, 2, -0, -2, -2, 2, 3, -0, 1e15]);
});
