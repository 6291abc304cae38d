import assert from "node:assert/strict";
import fc from "fast-check";
import { packSeries, unpackSeries } from "../../lib/fleet/packed_series.ts";

const bits = (numbers: Float64Array) => [...new BigUint64Array(Float64Array.from(numbers).buffer)];

Deno.test("unpackSeries() gives back every bit that packSeries() was given, and its name", () => {
  const points = fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 50 });
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), points, (name, rows) => {
      const timestamps = Float64Array.from(rows, ([time]) => time);
      const values = Float64Array.from(rows, ([, value]) => value);
      const packed = packSeries({ name, timestamps, values });
      const back = unpackSeries(packed);
      assert.equal(back.name, name);
      assert.deepEqual(bits(back.timestamps), bits(timestamps));
      assert.deepEqual(bits(back.values), bits(values));
      assert.deepEqual(packSeries(back), packed);
    }),
    { seed: 12 },
  );
});

Deno.test("packSeries() takes an eighth of a regular series' bytes, and leaves it as it is", () => {
  const timestamps = Float64Array.from({ length: 4032 }, (_, i) => 1.7e12 + i * 300_000);
  const values = timestamps.map((_, i) => Math.round(5000 + 3000 * Math.sin(i / 46)));
  const before = bits(timestamps);
  assert(packSeries({ name: "a", timestamps, values }).length < 4032 * 16 / 8);
  assert.deepEqual(bits(timestamps), before);
});

Deno.test("unpackSeries() refuses bytes that are damaged", () => {
  const [timestamps, values] = [Float64Array.of(1, 2, 3), Float64Array.of(4, 5, 6)];
  const packed = packSeries({ name: "a", timestamps, values });
  for (let i = 0; i < packed.length; i++) {
    const damaged = packed.slice();
    damaged[i]! ^= 0x55;
    assert.throws(() => unpackSeries(damaged), RangeError, `byte ${i}`);
  }
  assert.throws(() => unpackSeries(packed.subarray(0, 10)), /must be whole: they are damaged/);
  assert.throws(() => unpackSeries(new Uint8Array()), RangeError);
});
