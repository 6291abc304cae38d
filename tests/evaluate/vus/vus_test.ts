import assert from "node:assert/strict";
import fc from "fast-check";
import golden from "../../fixtures/evaluate/vus.json" with { type: "json" };
import { vus } from "../../../lib/evaluate/vus/vus.ts";
import { vusBuffer } from "../../../lib/evaluate/vus/buffer.ts";

function assertClose(actual: number, expected: number, where: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-12, `${where}: ${actual} against ${expected}`);
}

Deno.test("vus() equals TSB-AD's code on its vector", () => {
  const { labels, scores, buffer, roc, pr } = golden.toy;
  const areas = vus(labels, scores, { buffer });
  assertClose(areas.roc, roc, "roc");
  assertClose(areas.pr, pr, "pr");
});

for (const [i, expected] of golden.cases.entries()) {
  Deno.test(`vus() equals the plain definition, buffer by buffer: case ${i}`, () => {
    const { labels, scores, buffer } = expected;
    const areas = vus(labels, scores, { buffer });
    assertClose(areas.roc, expected.roc, "roc");
    assertClose(areas.pr, expected.pr, "pr");
    for (let l = 0; l <= buffer; l++) {
      assertClose(areas.rocByBuffer[l]!, expected.rocByBuffer[l]!, `roc of buffer ${l}`);
      assertClose(areas.prByBuffer[l]!, expected.prByBuffer[l]!, `pr of buffer ${l}`);
    }
  });
}

Deno.test("vus() uses ranks only, and a buffer of 100 unless told", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 20 })), { maxLength: 80 }),
      (rows) => {
        const labels = [true, false, ...rows.map(([label]) => label)];
        const scores = [3, 3, ...rows.map(([, score]) => score)];
        const plain = vus(labels, scores, { buffer: 9 });
        const curved = scores.map((score) => Math.sqrt(score) - 5);
        assert.deepEqual(vus(labels, curved, { buffer: 9 }), plain);
        for (const area of [...plain.prByBuffer, ...plain.rocByBuffer]) {
          assert.ok(area >= 0 && area <= 1 + 1e-12);
        }
        assert.deepEqual(vus(labels, scores).pr, vus(labels, scores, { buffer: 100 }).pr);
      },
    ),
    { seed: 21, numRuns: 40 },
  );
});

Deno.test("vus() of the labels themselves is 1 without a buffer", () => {
  const labels = [0, 1, 1, 0, 0, 1, 0];
  const { roc, pr } = vus(labels, labels, { buffer: 0 });
  assert.deepEqual([roc, pr], [1, 1]);
});

for (const { period, length, buffer } of golden.buffers) {
  Deno.test(`vusBuffer() of ${length} rows with period ${period} is ${buffer}, as TSB-AD's rule`, () => {
    const wave = Float64Array.from({ length }, (_, i) => Math.cos((2 * Math.PI * i) / period));
    assert.equal(vusBuffer(wave), buffer);
    assert.equal(vusBuffer(wave.map((value) => value + 100)), buffer, "whatever the mean is");
  });
}

Deno.test("vusBuffer() reads the first 20,000 values only", () => {
  const values = Float64Array.from(
    { length: 40_000 },
    (_, i) => i < 20_000 ? Math.cos(i * 2 * Math.PI / 50) : 100 * Math.cos(i * 2 * Math.PI / 80),
  );
  assert.equal(vusBuffer(values), 50);
});

Deno.test("vusBuffer() falls back to 125 where nothing repeats", () => {
  for (const values of [[7], new Float64Array(500).fill(3), [1, 2, 3, 4, 5, 6, 7, 8]]) {
    assert.equal(vusBuffer(values), 125);
  }
});

Deno.test("vus() and vusBuffer() refuse bad input", () => {
  assert.throws(() => vus([0, 1], [1]), /got 2 and 1/);
  assert.throws(() => vus([0, 1], [1, NaN]), /scores\[1\] is NaN/);
  assert.throws(() => vus([0, 0], [1, 2]), /0 of 2 labels are 1/);
  assert.throws(() => vus([1, 1], [1, 2]), /2 of 2 labels are 1/);
  assert.throws(() => vus([0, 2], [1, 2]), /labels\[1\] is 2/);
  for (const buffer of [-1, 1.5, NaN]) {
    assert.throws(() => vus([0, 1], [1, 2], { buffer }), /buffer must be an integer of 0 or more/);
  }
  assert.throws(() => vusBuffer([]), /at least one value/);
  assert.throws(() => vusBuffer([1, Infinity]), /values\[1\] is Infinity/);
});
