import assert from "node:assert/strict";
import fc from "fast-check";
import pl from "nodejs-polars";
import { createFrame, frameTimestamps, frameValues } from "../../lib/data/frame/frame.ts";

const times = fc.integer({ min: -62135596800000, max: 253402300799999 });
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });

Deno.test("createFrame() makes timestamp Datetime(ms) and value Float64", () => {
  const frame = createFrame([0, 300_000], [94, 56]);
  assert.deepEqual(frame.columns, ["timestamp", "value"]);
  assert.equal(frame.schema.timestamp!.toString(), pl.Datetime("ms").toString());
  assert.ok(frame.schema.value!.equals(pl.Float64));
});

Deno.test("createFrame() keeps every millisecond and every bit, from any kind of array", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(times, numbers), { maxLength: 50 }), (rows) => {
      const timestamps = rows.map(([time]) => time);
      const values = rows.map(([, value]) => value);
      for (const from of [(a: number[]) => a, (a: number[]) => Float64Array.from(a)]) {
        const frame = createFrame(from(timestamps), from(values));
        assert.equal(frame.height, rows.length);
        assert.deepEqual(frameTimestamps(frame), Float64Array.from(timestamps));
        assert.deepEqual(frameValues(frame), Float64Array.from(values));
      }
    }),
    { seed: 2, numRuns: 50 },
  );
});

Deno.test("createFrame() and the readers copy: no change reaches the frame", () => {
  const [timestamps, values] = [Float64Array.of(1, 2), Float64Array.of(3, 4)];
  const frame = createFrame(timestamps, values);
  timestamps[0] = values[0] = 99;
  frameTimestamps(frame)[1] = 99;
  frameValues(frame)[1] = 99;
  assert.deepEqual(frameTimestamps(frame), Float64Array.of(1, 2));
  assert.deepEqual(frameValues(frame), Float64Array.of(3, 4));
});

Deno.test("createFrame() refuses columns of two lengths", () => {
  assert.throws(() => createFrame([0], [1, 2]), {
    name: "RangeError",
    message: "Cannot build a frame as timestamps and values must have one length: got 1 and 2",
  });
});

Deno.test("frameValues() reads integers, names a missing column and counts nulls", () => {
  const frame = pl.DataFrame({ count: pl.Series("count", [1, 2], pl.Int32) });
  assert.deepEqual(frameValues(frame, "count"), Float64Array.of(1, 2));
  assert.throws(() => frameValues(frame), /has no column "value", its columns are count/);
  const holes = pl.DataFrame({ value: pl.Series("value", [1, null], pl.Float64) });
  assert.throws(() => frameValues(holes), /must hold no nulls, found 1/);
});

Deno.test("frameTimestamps() and frameValues() say what is no frame, or lacks the column", () => {
  const none = [undefined, null, 5, "x.csv", [1, 2], { timestamps: [1], values: [2] }] as never[];
  for (const frame of none) {
    assert.throws(() => frameValues(frame), {
      name: "TypeError",
      message: /^Cannot read values as/,
    });
    assert.throws(() => frameTimestamps(frame), /^TypeError: Cannot read timestamps as they must/);
  }
  const other = createFrame([0], [1]).rename({ timestamp: "at" });
  assert.throws(() => frameTimestamps(other), {
    name: "TypeError",
    message:
      'Cannot read timestamps: the frame has no column "timestamp", its columns are at, value',
  });
});
