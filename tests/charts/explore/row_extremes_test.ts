import assert from "node:assert/strict";
import fc from "fast-check";
import { rowExtremes } from "../../../lib/charts/explore/browser/row_extremes.ts";

const value = fc.oneof(fc.constant(NaN), fc.integer({ min: -9, max: 9 }), fc.double());

Deno.test("rowExtremes() gives the least and greatest of any run of rows, whatever is unknown among them", () => {
  fc.assert(fc.property(fc.array(value, { maxLength: 70 }), fc.nat(), fc.nat(), (values, a, b) => {
    const [from, to] = [a, b].map((at) => at % (values.length + 1)).sort((x, y) => x - y);
    const known = values.slice(from, to).filter((value) => !Number.isNaN(value));
    const [low, high] = rowExtremes(values)(from!, to!);
    assert.equal(low + 0, Math.min(...known) + 0); // -0 is 0
    assert.equal(high + 0, Math.max(...known) + 0);
  }));
});

Deno.test("rowExtremes() reads two values a level, not every row", () => {
  let reads = 0;
  const rows = Float64Array.from({ length: 1 << 17 }, (_, i) => (i * 7919) % 104_729);
  const counted = new Proxy(rows, {
    get: (target, key) => {
      if (typeof key === "string" && /^\d+$/.test(key)) reads++;
      return Reflect.get(target, key);
    },
  });
  const extremes = rowExtremes(counted);
  reads = 0;
  assert.deepEqual(extremes(1, rows.length - 1), [0, 104_728]);
  assert.ok(reads <= 8, `${reads} reads`); // each row at an end is compared twice, and taken
});
