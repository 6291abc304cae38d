import assert from "node:assert/strict";
import { createStudy, MemoryStorage, QmcSampler, type Trial } from "elb-anomaly/tuner";
import { SOBOL_DIMENSIONS, SobolDimension } from "../../../../lib/tuner/samplers/qmc/sobol.ts";

/** How many of the points lie in each of `parts` equal parts of 0..1. */
function counts(points: number[], parts: number): number[] {
  const found = Array<number>(parts).fill(0);
  for (const point of points) found[Math.floor(point * parts)]!++;
  return found;
}

Deno.test("SobolDimension has one of 2^k points in each of 2^k parts, whatever the seed", () => {
  for (let dimension = 0; dimension < SOBOL_DIMENSIONS; dimension++) {
    for (const seed of [0, 1, 77]) {
      const sobol = new SobolDimension(dimension, seed);
      for (const [start, size] of [[0, 8], [0, 64], [64, 64], [1024, 1024]] as const) {
        const points = Array.from({ length: size }, (_, i) => sobol.at(start + i));
        assert.ok(counts(points, size).every((count) => count === 1), `${dimension}, ${seed}`);
      }
    }
  }
});

Deno.test("two SobolDimensions fill their square evenly, as the direction numbers promise", () => {
  // the first pairs are (0, m, 2)-nets with m = k: each of 4 x 4 cells holds one of 16 points
  const [x, y] = [new SobolDimension(0, 3), new SobolDimension(1, 3)];
  const cells = Array.from(
    { length: 16 },
    (_, i) => 4 * Math.floor(4 * x.at(i)) + Math.floor(4 * y.at(i)),
  );
  assert.equal(new Set(cells).size, 16);
  // of later pairs no cell of 8 x 8 is far from its 16 of 1,024 points
  for (const pair of [[2, 3], [7, 12], [19, 20]] as const) {
    const [a, b] = pair.map((dimension) => new SobolDimension(dimension, 5));
    const found = Array<number>(64).fill(0);
    for (let i = 0; i < 1024; i++) {
      found[8 * Math.floor(8 * a!.at(i)) + Math.floor(8 * b!.at(i))]!++;
    }
    assert.ok(Math.min(...found) >= 8 && Math.max(...found) <= 32, `${pair}: ${found}`);
  }
});

Deno.test("SobolDimension is uniform over seeds, and past the table over indices", () => {
  const mean = (points: number[]) => points.reduce((sum, point) => sum + point, 0) / points.length;
  const firsts = Array.from({ length: 2000 }, (_, seed) => new SobolDimension(4, seed).at(5));
  assert.ok(Math.abs(mean(firsts) - 0.5) < 0.03);
  const far = new SobolDimension(40, 1);
  const points = Array.from({ length: 2000 }, (_, i) => far.at(i));
  assert.ok(Math.abs(mean(points) - 0.5) < 0.03);
  assert.equal(new Set(points).size, 2000);
});

const objective = (trial: Trial) =>
  trial.suggestFloat("x", 0, 8) + trial.suggestInt("n", 0, 15) +
  Number(trial.suggestCategorical("c", [0, 1, 2, 3])) +
  trial.suggestFloat("lr", 1e-4, 1, { log: true });

Deno.test("QmcSampler gives each value its share, on each scale", async () => {
  const study = await createStudy({ direction: "minimize", sampler: new QmcSampler({ seed: 2 }) });
  await study.optimize(objective, { nTrials: 64 });
  const params = study.trials.map(({ params }) => params as Record<string, number>);
  assert.deepEqual(counts(params.map(({ x }) => x! / 8), 8), Array(8).fill(8));
  assert.deepEqual(counts(params.map(({ n }) => n! / 16), 16), Array(16).fill(4));
  assert.deepEqual(counts(params.map(({ c }) => c! / 4), 4), Array(4).fill(16));
  assert.deepEqual(counts(params.map(({ lr }) => 1 + Math.log10(lr!) / 4), 4), Array(4).fill(16));
});

Deno.test("QmcSampler goes on in a study that is opened again as if it had not ended", async () => {
  const sampler = () => new QmcSampler({ seed: 9 });
  const whole = await createStudy({ direction: "minimize", sampler: sampler() });
  await whole.optimize(objective, { nTrials: 12 });
  const storage = new MemoryStorage();
  for (let run = 0; run < 3; run++) {
    const part = await createStudy({
      direction: "minimize",
      sampler: sampler(),
      storage,
      name: "s",
      loadIfExists: true,
    });
    await part.optimize(objective, { nTrials: 4, parallel: 2 });
    if (run < 2) continue;
    assert.deepEqual(
      part.trials.map(({ params }) => params),
      whole.trials.map(({ params }) => params),
    );
  }
});

Deno.test("QmcSampler gives other parameters where those were tried", async () => {
  const study = await createStudy({ direction: "minimize", sampler: new QmcSampler({ seed: 1 }) });
  await study.optimize((trial) => trial.suggestInt("n", 0, 9), { nTrials: 50, duplicates: "skip" });
  const tried = study.trials.filter(({ state }) => state === "COMPLETE");
  assert.equal(new Set(tried.map(({ params }) => params.n)).size, 10);
});
