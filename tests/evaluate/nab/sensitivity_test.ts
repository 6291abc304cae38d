import assert from "node:assert/strict";
import { sensitivityOnNab } from "../../../lib/evaluate/nab/sensitivity.ts";

const every = (minutes: number) => Float64Array.from({ length: 200 }, (_, i) => i * minutes * 6e4);

Deno.test("sensitivityOnNab() is one in 17 days, and in no fewer than 2,200 rows", () => {
  assert.deepEqual(sensitivityOnNab(every(5)), { days: 17 });
  assert.deepEqual(sensitivityOnNab(every(10)), { days: 17 });
  assert.deepEqual(sensitivityOnNab(every(30)), { days: 2200 / 48 });
  assert.deepEqual(sensitivityOnNab(every(60)), { days: 2200 / 24 });
  assert.deepEqual(sensitivityOnNab(every(60), { days: 14, rows: 900 }), { days: 900 / 24 });
});

Deno.test("sensitivityOnNab() stays within what a detector takes, whatever the first rows are", () => {
  assert.deepEqual(sensitivityOnNab(every(7 * 1440)), { days: 3650 });
  assert.deepEqual(sensitivityOnNab(new Float64Array(200)), { days: 17 });
  assert.deepEqual(sensitivityOnNab(new Float64Array(0)), { days: 17 });
  const later = every(5).map((time, i) => i < 150 ? time : time + i * 36e5);
  assert.deepEqual(sensitivityOnNab(later), { days: 17 });
});
