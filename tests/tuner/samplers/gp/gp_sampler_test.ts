import assert from "node:assert/strict";
import { createStudy, GpSampler, MemoryStorage, type Study, type Trial } from "elb-anomaly/tuner";

const newStudy = (seed: number, nStartupTrials = 6) =>
  createStudy({ direction: "minimize", sampler: new GpSampler({ seed, nStartupTrials }) });
const params = ({ trials }: Study) => trials.map(({ params }) => params);

function bowl(trial: Trial): number {
  const x = trial.suggestFloat("x", -5, 5);
  const lr = trial.suggestFloat("lr", 1e-5, 1e-1, { log: true });
  const n = trial.suggestInt("n", 1, 64, { log: true });
  const c = trial.suggestCategorical("c", ["a", "b", "c"]);
  return (x - 2) ** 2 / 4 + (Math.log10(lr) + 3) ** 2 + (Math.log2(n) - 4) ** 2 / 4 +
    (c === "b" ? 0 : 1);
}

Deno.test("GpSampler finds the middle of a bowl of four kinds within 25 trials", async () => {
  const values: number[] = [];
  for (let seed = 0; seed < 5; seed++) {
    const study = await newStudy(seed);
    await study.optimize(bowl, { nTrials: 25 });
    values.push(study.bestValue);
  }
  assert.ok(values.sort((a, b) => a - b)[2]! < 0.05, `${values}`);
});

Deno.test("GpSampler goes on in a study that is opened again as if it had not ended", async () => {
  const whole = await newStudy(3);
  await whole.optimize(bowl, { nTrials: 12 });
  const storage = new MemoryStorage();
  let part: Study | undefined;
  for (let run = 0; run < 4; run++) {
    part = await createStudy({
      direction: "minimize",
      sampler: new GpSampler({ seed: 3, nStartupTrials: 6 }),
      storage,
      name: "s",
      loadIfExists: true,
    });
    await part.optimize(bowl, { nTrials: 3 });
  }
  assert.deepEqual(params(part!), params(whole));
});

Deno.test("GpSampler keeps trials that run side by side apart", async () => {
  const study = await newStudy(1);
  await study.optimize((trial) => (trial.suggestFloat("x", 0, 1) - 0.3) ** 2, { nTrials: 8 });
  const trials: Trial[] = [];
  for (let i = 0; i < 4; i++) {
    trials.push(await study.ask());
    trials[i]!.suggestFloat("x", 0, 1);
  }
  const places = trials.map(({ params }) => Number(params.x)).sort((a, b) => a - b);
  for (let i = 1; i < 4; i++) assert.ok(places[i]! - places[i - 1]! > 1e-4, `${places}`);
});

Deno.test("GpSampler tries no point of a small space twice before all were tried", async () => {
  const study = await newStudy(2, 2);
  await study.optimize((trial) => {
    const n = trial.suggestInt("n", 0, 4);
    return n + (trial.suggestCategorical("c", ["a", "b"]) === "a" ? 0 : 0.5);
  }, { nTrials: 20 });
  // The first are spread evenly and may repeat one another.
  const late = study.trials.slice(2, 11).map(({ params }) => `${params.n} ${params.c}`);
  assert.ok(
    new Set(study.trials.slice(0, 12).map(({ params }) => `${params.n} ${params.c}`)).size === 10,
    `${late}`,
  );
});

Deno.test("GpSampler learns from the best and the latest of many trials", async () => {
  const study = await newStudy(1);
  for (let i = 0; i < 200; i++) {
    await study.enqueueTrial({ x: (i * 0.618) % 1, y: (i * 0.414) % 1 });
  }
  const objective = (trial: Trial) =>
    (trial.suggestFloat("x", 0, 1) - 0.21) ** 2 + (trial.suggestFloat("y", 0, 1) - 0.83) ** 2;
  await study.optimize(objective, { nTrials: 200 });
  const before = study.bestValue;
  await study.optimize(objective, { nTrials: 3 });
  assert.ok(study.bestValue < before / 10, `${before}, ${study.bestValue}`);
});

Deno.test("GpSampler takes pruned, failed, infinite, huge and constant histories", async () => {
  for (const scale of [1, 1e308, 1e-308, 0]) {
    const study = await createStudy({
      direction: "maximize",
      sampler: new GpSampler({ seed: 5, nStartupTrials: 4 }),
    });
    for (let i = 0; i < 20; i++) {
      const trial = await study.ask();
      const x = trial.suggestFloat("x", 0, 1);
      await trial.report(scale * (i % 7), 0);
      const results = [scale * x, "PRUNED", "FAIL", -Infinity, -scale * x] as const;
      await study.tell(trial, results[i % 5]!);
    }
    assert.ok(study.trials.every(({ params }) => Number(params.x) >= 0 && Number(params.x) <= 1));
  }
});
