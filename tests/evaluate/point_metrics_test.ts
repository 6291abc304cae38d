import assert from "node:assert/strict";
import fc from "fast-check";
import golden from "../fixtures/evaluate/points.json" with { type: "json" };
import { detect } from "../../lib/detect/threshold.ts";
import { pointMetrics } from "../../lib/evaluate/point_metrics.ts";

for (const [i, expected] of golden.cases.entries()) {
  Deno.test(`pointMetrics() of flags and scores equals scikit-learn: case ${i}`, () => {
    const { labels, scores, threshold } = expected;
    const flags = pointMetrics(labels, detect(scores, threshold));
    const areas = pointMetrics(labels, scores);
    for (const name of ["precision", "recall", "f1"] as const) {
      assert.ok(Math.abs(flags[name] - expected[name]) <= 1e-12, name);
    }
    for (const name of ["averagePrecision", "rocAuc"] as const) {
      assert.ok(Math.abs(areas[name] - expected[name]) <= 1e-12, name);
    }
    assert.equal(flags.tp + flags.fp + flags.fn + flags.tn, labels.length);
  });
}

Deno.test("pointMetrics() of flags gives 0 where nothing is flagged or labelled", () => {
  assert.deepEqual(pointMetrics([0, 1], [false, false]), {
    tp: 0,
    fp: 0,
    fn: 1,
    tn: 1,
    precision: 0,
    recall: 0,
    f1: 0,
  });
  assert.equal(pointMetrics([0, 0], [true, false]).recall, 0);
});

Deno.test("pointMetrics() of scores depends on ranks and ties only", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9 })), { minLength: 1 }),
      (rows) => {
        const labels = [true, false, ...rows.map(([label]) => label)];
        const scores = [5, 5, ...rows.map(([, score]) => score)];
        const plain = pointMetrics(labels, scores);
        assert.deepEqual(pointMetrics(labels, scores.map((score) => Math.exp(score) - 7)), plain);
        const reversed = pointMetrics(labels.toReversed(), scores.toReversed());
        assert.deepEqual(reversed, plain);
        const mirrored = pointMetrics(labels, scores.map((score) => -score));
        assert.ok(Math.abs(plain.rocAuc + mirrored.rocAuc - 1) < 1e-12);
      },
    ),
    { seed: 4 },
  );
});

Deno.test("pointMetrics() ranks infinite scores and takes constant ones as chance", () => {
  assert.equal(pointMetrics([0, 1], [-Infinity, Infinity]).rocAuc, 1);
  assert.deepEqual(pointMetrics([0, 1, 0, 0], new Float64Array(4)), {
    averagePrecision: 0.25,
    rocAuc: 0.5,
  });
});

Deno.test("pointMetrics() refuses bad input by rule and row", () => {
  assert.throws(() => pointMetrics([], [] as boolean[]), RangeError);
  assert.throws(() => pointMetrics([1], [1, 2]), /got 1 labels and 2 rows/);
  assert.throws(() => pointMetrics([1, 2], [1, 2]), /labels\[1\] is 2/);
  assert.throws(() => pointMetrics([1, NaN], [1, 2]), /labels\[1\] is NaN/);
  assert.throws(() => pointMetrics([1, 0], [1, NaN]), /scores\[1\] is NaN/);
  assert.throws(() => pointMetrics([0, 0], [1, 2]), /0 of 2 labels are 1/);
  assert.throws(() => pointMetrics([1, 1], [1, 2]), /2 of 2 labels are 1/);
  const mixed = [true, 1] as unknown as boolean[];
  assert.throws(() => pointMetrics([1, 0], mixed), {
    name: "TypeError",
    message: /row 1 is a number, row 0 a boolean/,
  });
  const text = ["0.5", "0.1"] as unknown as number[];
  assert.throws(() => pointMetrics([1, 0], text), TypeError);
});
