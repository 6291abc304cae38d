import assert from "node:assert/strict";
import fc from "fast-check";
import { createFrame } from "../../lib/data/frame/frame.ts";
import { alarmReport, alarmRuns } from "../../lib/evaluate/alarms.ts";

Deno.test("alarmRuns() joins neighbours and keeps both ends", () => {
  assert.deepEqual(alarmRuns([]), []);
  assert.deepEqual(alarmRuns([false, false]), []);
  assert.deepEqual(alarmRuns([true, false, true, true]), [[0, 0], [2, 3]]);
});

Deno.test("alarmRuns() covers exactly the flagged rows", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean()), (flags) => {
      const covered = new Array<boolean>(flags.length).fill(false);
      let previous = -2;
      for (const [first, last] of alarmRuns(flags)) {
        assert.ok(first > previous + 1, "runs are separated");
        covered.fill(true, first, last + 1);
        previous = last;
      }
      assert.deepEqual(covered, flags);
    }),
    { seed: 6 },
  );
});

Deno.test("alarmReport() counts alarms, false ones and windows per day", () => {
  const hour = 3_600_000;
  const times = Array.from({ length: 49 }, (_, i) => i * hour); // two days
  const flags = times.map((_, i) => [3, 4, 10, 20, 21, 22].includes(i));
  const windows = [
    { start: new Date(4 * hour), end: new Date(8 * hour) },
    { start: new Date(22 * hour), end: new Date(30 * hour) },
    { start: new Date(40 * hour), end: new Date(41 * hour) },
  ];
  assert.deepEqual(alarmReport(createFrame(times, times), flags, windows), {
    flaggedRows: 6,
    alarms: 3,
    alarmsPerDay: 1.5,
    falseAlarms: 1, // row 10; the runs 3..4 and 20..22 reach into a window
    falseAlarmsPerDay: 0.5,
    windowsHit: 2,
    hits: [
      { window: [4, 8], row: 4, earliness: 1 },
      { window: [22, 30], row: 22, earliness: 1 },
      { window: [40, 41], row: undefined, earliness: 0 },
    ],
  });
});

Deno.test("alarmReport() without windows calls every alarm false", () => {
  const report = alarmReport(createFrame([0, 86_400_000], [1, 2]), [false, true]);
  assert.deepEqual([report.alarms, report.falseAlarms, report.windowsHit], [1, 1, 0]);
});

Deno.test("alarmReport() refuses flags of another length and a single row", () => {
  assert.throws(() => alarmReport(createFrame([0, 1], [1, 2]), [true]), /2 rows and 1 flags/);
  assert.throws(() => alarmReport(createFrame([0], [1]), [true]), /at least 2 rows/);
});
