import assert from "node:assert/strict";
import { createFrame, joinSeries, type Series } from "../../lib/data/mod.ts";

const MINUTE = 60_000;

function part(name: string, from: number, values: number[], more: Partial<Series> = {}): Series {
  const timestamps = values.map((_, i) => (from + i) * MINUTE);
  return {
    ...{ frame: createFrame(timestamps, values), name, column: "hits", origin: "file" },
    ...{ gaps: [], notes: [], ...more },
  };
}
const valuesOf = ({ frame }: Series) => frame.getColumn("value").toArray();

Deno.test("joinSeries() gives the same rows for parts in any order, what two have once", () => {
  const parts = [part("a", 0, [1, 2, 3]), part("b", 2, [3, 4]), part("c", 4, [5, 6])];
  const whole = joinSeries(parts);
  assert.deepEqual(valuesOf(whole), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(whole.gaps, []);
  assert.match(whole.notes.join(), /1 row repeated another with the same time and value/);
  const turned = joinSeries(parts.toReversed());
  assert.deepEqual({ ...turned, frame: valuesOf(turned) }, { ...whole, frame: valuesOf(whole) });
  assert.equal(turned.name, "a");
});

Deno.test("joinSeries() does what duplicates and missing say of rows between the parts", () => {
  const parts = [part("b", 2, [9, 4]), part("a", 0, [1, 2, 3])];
  assert.throws(
    () => joinSeries(parts, { wayIn: "command" }),
    /^SyntaxError: Cannot join series as row 1 of "b" must not repeat a timestamp with another value \(--duplicates last, .*is also on row 3 of "a"$/,
  );
  assert.deepEqual(valuesOf(joinSeries(parts, { duplicates: "last" })), [1, 2, 9, 4]);
  const apart = [part("a", 0, [1, 2]), part("b", 4, [3, 4])];
  assert.deepEqual(joinSeries(apart).gaps.map(({ missing }) => missing), [2]);
  assert.deepEqual(valuesOf(joinSeries(apart, { missing: "zero" })), [1, 2, 0, 0, 3, 4]);
  assert.throws(() => joinSeries(apart, { missing: "refuse" }), /it must have no gap: 2 samples/);
});

Deno.test("joinSeries() tells each note once, and refuses no part or other columns", () => {
  const notes = ["Times are UTC."];
  const parts = [part("a", 0, [1], { notes }), part("b", 1, [2], { notes: [...notes, "Sorted."] })];
  assert.deepEqual(joinSeries(parts).notes, ["Times are UTC.", "b: Sorted."]);
  assert.throws(() => joinSeries([]), /^RangeError: Cannot join series as there must be one/);
  assert.throws(
    () => joinSeries([part("a", 0, [1]), part("b", 1, [2], { column: "errors" })]),
    /^SyntaxError: .* one name \(value: "hits"\): "a" has "hits" and "b" "errors"$/,
  );
});
