import assert from "node:assert/strict";
import fc from "fast-check";
import { logImprovement } from "../../../../lib/tuner/samplers/gp/expected_improvement.ts";
import { factorize } from "../../../../lib/tuner/samplers/gp/factorize.ts";
import { GaussianProcess } from "../../../../lib/tuner/samplers/gp/gaussian_process.ts";
import { type KernelScales, PairGaps } from "../../../../lib/tuner/samplers/gp/matern_kernel.ts";
import { normalized } from "../../../../lib/tuner/samplers/gp/power_transform.ts";
import { Mt19937 } from "../../../../lib/math/mod.ts";

const close = (a: number, b: number, relative: number) =>
  assert.ok(Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b)), `${a}, ${b}`);

/** Rows of two numbers and a choice of three. */
function rowsOf(n: number, seed: number): Float64Array[] {
  const stream = new Mt19937(seed);
  return Array.from(
    { length: n },
    () => Float64Array.of(stream.random(), stream.random(), stream.integer(2)),
  );
}
const isChoice = [false, false, true];

Deno.test("PairGaps.covariance() is the Matern 5/2 kernel, choices 1 apart", () => {
  const gaps = new PairGaps({
    rows: [Float64Array.of(0.1, 0), Float64Array.of(0.4, 2), Float64Array.of(0.1, 2)],
    isChoice: [false, true],
  });
  const matrix = gaps.covariance({ weights: Float64Array.of(4, 0.25), variance: 2, noise: 0.5 });
  const kernel = (squared: number) => {
    const d = Math.sqrt(5 * squared);
    return 2 * (1 + d + 5 * squared / 3) * Math.exp(-d);
  };
  close(matrix[1]!, kernel(4 * 0.09 + 0.25), 1e-12);
  close(matrix[2]!, kernel(0.25), 1e-12);
  close(matrix[5]!, kernel(4 * 0.09), 1e-12);
  assert.deepEqual([matrix[0], matrix[4], matrix[8]], [2.5, 2.5, 2.5]);
  assert.equal(matrix[3], matrix[1]);
});

Deno.test("factorize() solves a covariance matrix", () => {
  const gaps = new PairGaps({ rows: rowsOf(12, 1), isChoice });
  const scales = { weights: Float64Array.of(3, 1, 0.5), variance: 1.5, noise: 0.01 };
  const matrix = gaps.covariance(scales);
  const targets = Float64Array.from({ length: 12 }, (_, i) => Math.sin(i));
  const { alpha } = factorize(matrix, targets);
  for (let i = 0; i < 12; i++) {
    let sum = 0;
    for (let j = 0; j < 12; j++) sum += matrix[12 * i + j]! * alpha[j]!;
    assert.ok(Math.abs(sum - targets[i]!) < 1e-9);
  }
});

Deno.test("PairGaps.slope() is the slope of the covariances", () => {
  const gaps = new PairGaps({ rows: rowsOf(7, 2), isChoice });
  const stream = new Mt19937(3);
  const shares = Float64Array.from({ length: 49 }, () => stream.normal());
  for (let i = 0; i < 7; i++) for (let j = 0; j < i; j++) shares[7 * j + i] = shares[7 * i + j]!;
  const logs = [0.3, -0.5, 0.2, 0.4, -2];
  const sum = (at: readonly number[]) => {
    const scales: KernelScales = {
      weights: Float64Array.from(at.slice(0, 3), Math.exp),
      variance: Math.exp(at[3]!),
      noise: Math.exp(at[4]!),
    };
    return gaps.covariance(scales).reduce((total, k, i) => total + k * shares[i]!, 0);
  };
  const slope = gaps.slope(shares, {
    weights: Float64Array.from(logs.slice(0, 3), Math.exp),
    variance: Math.exp(logs[3]!),
    noise: Math.exp(logs[4]!),
  });
  for (let t = 0; t < 5; t++) {
    const moved = (by: number) => logs.map((log, i) => i === t ? log + by : log);
    const expected = (sum(moved(1e-5)) - sum(moved(-1e-5))) / 2e-5;
    close(slope[t]!, expected, 1e-6);
  }
});

Deno.test("GaussianProcess goes through its points and knows least far from them", () => {
  const rows = Array.from({ length: 12 }, (_, i) => Float64Array.of(0.05 + i * 0.05));
  const targets = normalized(Float64Array.from(rows, ([x]) => Math.sin(6 * x!)));
  const model = GaussianProcess.fit({ rows, isChoice: [false] }, targets);
  rows.forEach((row, i) => {
    const { mean, sd } = model.predict(row);
    assert.ok(Math.abs(mean - targets[i]!) < 0.05 && sd < 0.05, `${i}: ${mean}, ${sd}`);
  });
  const between = model.predict(Float64Array.of(0.325));
  const beyond = model.predict(Float64Array.of(1));
  assert.ok(between.sd < beyond.sd / 3, `${between.sd}, ${beyond.sd}`);
});

Deno.test("GaussianProcess.withExpected() keeps what is expected and takes the doubt away", () => {
  const rows = rowsOf(15, 4);
  const targets = normalized(Float64Array.from(rows, ([x, y, c]) => x! + y! * y! + c!));
  const model = GaussianProcess.fit({ rows, isChoice }, targets);
  const there = Float64Array.of(0.95, 0.03, 1);
  const fantasy = model.withExpected([there]);
  const [before, after] = [model.predict(there), fantasy.predict(there)];
  assert.ok(Math.abs(before.mean - after.mean) < 1e-3);
  assert.ok(after.sd < 0.2 * before.sd);
  assert.equal(model.withExpected([]), model);
});

Deno.test("GaussianProcess takes equal rows and equal targets", () => {
  const rows = Array.from({ length: 6 }, (_, i) => Float64Array.of(i % 2));
  const { mean, sd } = GaussianProcess.fit({ rows, isChoice: [false] }, new Float64Array(6))
    .predict(Float64Array.of(0.5));
  assert.ok(Math.abs(mean) < 1e-9 && sd > 0);
});

Deno.test("logImprovement() is log(phi(z) + z Phi(z)), far into the tail too", () => {
  // 50 digits by mpmath 1.3: log(exp(-z^2/2)/sqrt(2 pi) + z erfc(-z/sqrt 2)/2)
  const table: [number, number][] = [
    [3, 1.0987396653277078],
    [0, -0.91893853320467274],
    [-1, -2.4851210257126413],
    [-4.9, -16.212816407897734],
    [-5.1, -17.285185774704836],
    [-40, -808.29856835661997],
    [-1000, -500014.73445209116],
  ];
  for (const [z, expected] of table) close(logImprovement(z), expected, 1e-12);
  assert.ok(logImprovement(-1e8) > -Infinity);
});

Deno.test("normalized() keeps the order, and has mean 0 and variance 1 or nothing to tell", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
        minLength: 2,
        maxLength: 30,
      }),
      (losses) => {
        const values = normalized(Float64Array.from(losses));
        const n = values.length;
        const mean = values.reduce((sum, value) => sum + value, 0) / n;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
        assert.ok(Math.abs(mean) < 1e-6);
        assert.ok(Math.abs(variance - 1) < 1e-6 || values.every((value) => value === 0));
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            if (losses[i]! < losses[j]!) assert.ok(values[i]! <= values[j]!);
          }
        }
      },
    ),
    { seed: 5, numRuns: 300 },
  );
  const skewed = normalized(Float64Array.of(1, 1.1, 1.2, 1.4, 1e6));
  assert.ok(skewed[3]! - skewed[0]! > 0.5, "the worst hides nothing");
});
