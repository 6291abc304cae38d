import assert from "node:assert/strict";
import fc from "fast-check";
import { findGaps } from "../../lib/data/gaps.ts";
import { readSeries } from "../../lib/data/mod.ts";
import { realElb, testWithRealElb } from "./real_elb.ts";

Deno.test("findGaps() finds nothing in a short or an even series", () => {
  assert.deepEqual(findGaps(new Float64Array(0)), []);
  assert.deepEqual(findGaps(Float64Array.of(5)), []);
  assert.deepEqual(findGaps(Float64Array.of(5, 50)), []);
  assert.deepEqual(findGaps(Float64Array.of(5, 50, 95)), []);
});

Deno.test("findGaps() counts missing samples in median steps, from one and a half steps on", () => {
  const at = (...times: number[]) => findGaps(Float64Array.from(times));
  assert.deepEqual(at(0, 10, 20, 34, 44), []);
  assert.deepEqual(at(0, 10, 20, 35, 45).map(({ missing }) => missing), [1]);
  assert.deepEqual(at(0, 10, 20, 30, 10_030).map(({ missing }) => missing), [999]);
});

Deno.test("findGaps() finds exactly the samples that were taken out of an even series", () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: 10, maxLength: 80 }),
      fc.integer({ min: 1, max: 1e7 }),
      (present, step) => {
        const all = present.map((_, i) => 1.4e12 + i * step);
        const timestamps = Float64Array.from(all.filter((_, i) => present[i]));
        const steps = Array.from(timestamps.subarray(1), (time, i) => time - timestamps[i]!);
        fc.pre(steps.filter((width) => width === step).length > steps.length / 2);
        const gaps = findGaps(timestamps);
        const last = present.lastIndexOf(true);
        const first = present.indexOf(true);
        const absent = present.slice(first, last).filter((isPresent) => !isPresent).length;
        assert.equal(gaps.reduce((sum, { missing }) => sum + missing, 0), absent);
        for (const { after, before, missing } of gaps) {
          assert.equal(before.getTime() - after.getTime(), (missing + 1) * step);
        }
      },
    ),
    { seed: 12 },
  );
});

testWithRealElb("findGaps() finds the eight missing samples of the real file", async () => {
  const { gaps } = await readSeries(realElb);
  assert.equal(gaps.length, 8);
  assert.deepEqual(gaps.map(({ missing }) => missing), Array(8).fill(1));
  assert.equal(gaps[0]!.after.toISOString(), "2014-04-10T11:29:00.000Z");
  assert.equal(gaps[7]!.before.toISOString(), "2014-04-20T04:19:00.000Z");
});
