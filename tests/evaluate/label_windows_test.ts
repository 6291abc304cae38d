import assert from "node:assert/strict";
import fc from "fast-check";
import { createFrame } from "../../lib/data/frame/frame.ts";
import { windowHits, windowLabels, windowRows } from "../../lib/evaluate/label_windows.ts";

const MINUTE = 60_000;
const frame = createFrame([0, 5, 10, 20, 25].map((minute) => minute * MINUTE), [1, 2, 3, 4, 5]);
const at = (minute: number): Date => new Date(minute * MINUTE);

Deno.test("windowRows() includes both ends and bridges missing rows", () => {
  const windows = [{ start: at(5), end: at(20) }, { start: at(11), end: at(24) }];
  assert.deepEqual(windowRows(frame, windows), [[1, 3], [3, 3]]);
  assert.deepEqual(windowRows(frame, [{ start: at(10), end: at(10) }]), [[2, 2]]);
});

Deno.test("windowRows() refuses windows that hold no row or run backwards, by number", () => {
  assert.throws(
    () => windowRows(frame, [{ start: at(0), end: at(5) }, { start: at(11), end: at(19) }]),
    {
      name: "RangeError",
      message:
        "Cannot place window 1 as at least one row must lie inside it: no row between 1970-01-01T00:11:00.000Z and 1970-01-01T00:19:00.000Z",
    },
  );
  for (const [start, end] of [[26, 99], [-9, -1]] as const) {
    assert.throws(() => windowRows(frame, [{ start: at(start), end: at(end) }]), /no row between/);
  }
  assert.throws(
    () => windowRows(frame, [{ start: at(5), end: at(0) }]),
    /not end before it starts/,
  );
  assert.throws(
    () => windowRows(frame, [{ start: new Date(NaN), end: at(0) }]),
    /start must be a date: current value is an invalid date/,
  );
});

Deno.test("windowLabels() marks the rows of all windows, overlapping ones once", () => {
  assert.deepEqual(windowLabels(5, [[0, 0], [2, 3], [3, 4]]), [true, false, true, true, true]);
  assert.deepEqual(windowLabels(2, []), [false, false]);
});

Deno.test("windowHits() finds the first flag in each window", () => {
  const flags = [true, false, false, true, false, true];
  assert.deepEqual(windowHits(flags, [[0, 3], [1, 2], [2, 5], [5, 5]]), [
    { window: [0, 3], row: 0, earliness: 1 },
    { window: [1, 2], row: undefined, earliness: 0 },
    { window: [2, 5], row: 3, earliness: 0.75 },
    { window: [5, 5], row: 5, earliness: 1 },
  ]);
});

Deno.test("windowHits() never gets later or worse by another flag", () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.nat(),
      fc.nat(),
      (flags, a, b, added) => {
        const n = flags.length;
        const [first, last] = [a % n, b % n].sort((x, y) => x - y) as [number, number];
        const before = windowHits(flags, [[first, last]])[0]!;
        const after = windowHits(flags.with(added % n, true), [[first, last]])[0]!;
        assert.ok(after.earliness >= before.earliness);
        assert.equal(before.row === undefined, before.earliness === 0);
      },
    ),
    { seed: 5 },
  );
});

Deno.test("windowLabels() and windowHits() refuse rows outside the series", () => {
  for (const window of [[-1, 2], [2, 1], [0, 5], [0.5, 2], [NaN, 2]] as const) {
    assert.throws(() => windowLabels(5, [window]), { name: "RangeError", message: /last < 5/ });
    assert.throws(() => windowHits(new Array(5).fill(true), [window]), RangeError);
  }
});
