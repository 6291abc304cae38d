/** How the streaming detector is run on NAB's files. */
import assert from "node:assert/strict";
import { optionsOnNab } from "../../../lib/evaluate/nab/setting.ts";

const every = (minutes: number) => Float64Array.from({ length: 200 }, (_, i) => i * minutes * 6e4);
const days = (timestamps: Float64Array) => optionsOnNab(timestamps).sensitivity.days;

Deno.test("optionsOnNab() is one in 20 days, and in no fewer than 2,200 rows", () => {
  assert.equal(days(every(5)), 20);
  assert.equal(days(every(10)), 20);
  assert.equal(days(every(30)), 2200 / 48);
  assert.equal(days(every(60)), 2200 / 24);
  const given = { days: 14, rows: 900, mostOwnRate: 1.5 };
  assert.deepEqual(optionsOnNab(every(60), given), {
    sensitivity: { days: 900 / 24 },
    constants: { mostOwnRate: 1.5 },
  });
});

Deno.test("optionsOnNab() raises the threshold of a series by its own rate by 30 % at most", () => {
  assert.deepEqual(optionsOnNab(every(5)).constants, { mostOwnRate: 1.3 });
});

Deno.test("optionsOnNab() stays within what a detector takes, whatever the first rows are", () => {
  assert.equal(days(every(7 * 1440)), 3650);
  assert.equal(days(new Float64Array(200)), 20);
  assert.equal(days(new Float64Array(0)), 20);
  const later = every(5).map((time, i) => i < 150 ? time : time + i * 36e5);
  assert.equal(days(later), 20);
});
