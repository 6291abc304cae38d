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
  const given = { days: 14, rows: 900, calmRows: 6, mostOwnRate: 1.5, caution: 2 };
  assert.deepEqual(optionsOnNab(every(60), given), {
    sensitivity: { days: 900 / 24 },
    calmMinutes: 360,
    constants: { mostOwnRate: 1.5, caution: 2 },
  });
});

Deno.test("optionsOnNab() ends an alert after 60 rows of calm, and raises no threshold", () => {
  const { calmMinutes, constants } = optionsOnNab(every(5));
  assert.deepEqual({ calmMinutes, constants }, {
    calmMinutes: 300,
    constants: { mostOwnRate: 1, caution: 1 },
  });
});

Deno.test("optionsOnNab() stays within what a detector takes, whatever the first rows are", () => {
  assert.equal(days(every(7 * 1440)), 3650);
  assert.equal(optionsOnNab(every(7 * 1440)).calmMinutes, 525_600);
  assert.equal(days(new Float64Array(200)), 20);
  assert.equal(days(new Float64Array(0)), 20);
  const later = every(5).map((time, i) => i < 150 ? time : time + i * 36e5);
  assert.equal(days(later), 20);
});
