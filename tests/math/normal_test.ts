import assert from "node:assert/strict";
import { CellMasses } from "../../lib/tuner/samplers/tpe/cell_masses.ts";
import {
  logNormalCdf,
  logNormalMass,
  normalCdf,
  truncatedNormalQuantile,
} from "../../lib/math/normal.ts";
import { argsort, settleOrder } from "../../lib/math/argsort.ts";
import { Mt19937 } from "../../lib/math/random.ts";
import { readFixture } from "../tuner/optuna_fixture.ts";

const golden = readFixture<{
  "made by": string;
  cdf: [number, number, number][];
  ppf: [number, number, number, number][];
}>("normal.json");

const close = (actual: number, expected: number, tolerance: number, what: string) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), 1e-300),
    `${what}: ${actual} and ${expected}`,
  );

Deno.test("normalCdf() and logNormalCdf() agree with SciPy to 1e-13 into the far tails", () => {
  for (const [x, cdf, log] of golden.cdf) {
    close(normalCdf(x), cdf, 1e-13, `cdf(${x})`);
    close(logNormalCdf(x), log, 1e-14, `log cdf(${x})`);
  }
});

Deno.test("truncatedNormalQuantile() agrees with SciPy, and keeps to its ends", () => {
  for (const [q, a, b, x] of golden.ppf) {
    const actual = truncatedNormalQuantile(q, a, b);
    assert.ok(Math.abs(actual - x) <= 1e-9 * Math.max(1, Math.abs(x)), `${q} in ${a}..${b}`);
    assert.ok(actual >= a && actual <= b);
  }
  assert.equal(truncatedNormalQuantile(0, -1, 2), -1);
  assert.equal(truncatedNormalQuantile(1, -1, 2), 2);
});

Deno.test("truncatedNormalQuantile() undoes the share below it", () => {
  const stream = new Mt19937(3);
  for (let i = 0; i < 500; i++) {
    const a = stream.normal() * 4;
    const b = a + 0.5 + 3 * stream.random();
    const q = stream.random();
    const x = truncatedNormalQuantile(q, a, b);
    close(Math.exp(logNormalMass(a, x) - logNormalMass(a, b)), q, 1e-9, `${q} in ${a}..${b}`);
  }
});

Deno.test("CellMasses: cells of a whole grid sum to 1, by table, by series and by difference", () => {
  const stream = new Mt19937(4);
  const shapes = [
    { steps: 20, grid: true }, // tables
    { steps: 8000, grid: true }, // too long for tables: the series in narrow cells
    { steps: 20, grid: false },
  ];
  for (const { steps, grid } of shapes) {
    const means = Float64Array.from({ length: 30 }, () => stream.integer(steps));
    means[29] = steps / 2 + 0.25; // off the grid
    const widths = means.map((_, k) => [0.3, 2, steps / 4][k % 3]!);
    const [low, high] = [-0.5, steps + 0.5];
    const inside = means.map((mean, k) =>
      logNormalMass((low - mean) / widths[k]!, (high - mean) / widths[k]!)
    );
    const cells = new CellMasses(
      means,
      widths,
      inside,
      grid ? { low: 0, step: 1, steps } : undefined,
    );
    const sums = new Float64Array(30);
    for (let value = 0; value <= steps; value++) {
      const row = new Float64Array(30);
      cells.addLog(value - 0.5, value + 0.5, row);
      row.forEach((log, k) => sums[k]! += Math.exp(log));
    }
    sums.forEach((sum, k) => close(sum, 1, 1e-8, `${steps} steps, kernel ${k}`));
  }
});

Deno.test("argsort() and settleOrder() sort as the built-in stable sort does", () => {
  const stream = new Mt19937(5);
  for (const count of [0, 1, 2, 3, 7, 64, 100, 1000]) {
    const values = Float64Array.from({ length: count }, () => stream.integer(20));
    const expected = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
    assert.deepEqual([...argsort(values)], expected);
    expected.sort((a, b) => values[b]! - values[a]! || a - b);
    assert.deepEqual([...argsort(values, { descending: true })], expected);
    expected.sort((a, b) => values[a]! - values[b]! || a - b);
    const shuffled = argsort(values.map(() => stream.random()));
    assert.deepEqual([...settleOrder(values, shuffled)], expected);
  }
});
