import assert from "node:assert/strict";
import {
  createFrame,
  describeSeries,
  formatDuration,
  requireVariedSeries,
  type Series,
} from "elb-anomaly/data";

function seriesOf(timestamps: number[], values: number[], more: Partial<Series> = {}): Series {
  const frame = createFrame(timestamps, values);
  return { frame, name: "lb", column: "requests", origin: "file", gaps: [], notes: [], ...more };
}

Deno.test("formatDuration() takes the unit that reads best", () => {
  const minute = 60_000, day = 1440 * minute;
  for (
    const [span, text] of [
      [0, "0 milliseconds"],
      [1, "1 millisecond"],
      [1000, "1 second"],
      [minute, "1 minute"],
      [1.5 * minute, "1.5 minutes"],
      [15 * minute, "15 minutes"],
      [60 * minute, "1 hour"],
      [75 * minute, "75 minutes"],
      [day, "1 day"],
      [400 * day, "400 days"],
    ] as const
  ) assert.equal(formatDuration(span), text);
});

Deno.test("describeSeries() tells one row, and a series of one value, without a step or a range", () => {
  assert.deepEqual(describeSeries(seriesOf([0], [7])), [
    "lb, column requests: 1 row, at 1970-01-01 00:00:00 UTC.",
    "Every value is 7.",
  ]);
});

Deno.test("describeSeries() tells times by the clocks of a zone, before and after they change", () => {
  const [from, to] = [Date.UTC(2024, 2, 30, 12), Date.UTC(2024, 2, 31, 12)];
  const [first] = describeSeries(seriesOf([from, to], [1, 2]), { timeZone: "Europe/Berlin" });
  assert.match(first!, / from 2024-03-30 13:00:00 to 2024-03-31 14:00:00 Europe\/Berlin\.$/);
  assert.throws(() => describeSeries(seriesOf([0], [7]), { timeZone: "Nowhere" }), {
    name: "RangeError",
    message: /^Cannot describe a series as timeZone must be a name such as /,
  });
});

Deno.test("describeSeries() counts the missing samples of all gaps, and means all values", () => {
  const timestamps = [0, 1, 2, 5, 6, 10].map((minute) => minute * 60_000);
  const gaps = [{ missing: 2 }, { missing: 3 }] as Series["gaps"];
  const [first, second, third] = describeSeries(seriesOf(timestamps, [4, 1, 1, 1, 1, 4], { gaps }));
  assert.match(first!, /6 rows, one every minute, /);
  assert.equal(second, "Values from 1 to 4, 2 on average.");
  assert.equal(third, "5 samples are missing in 2 gaps.");
});

Deno.test("describeSeries() ends with the loader's notes", () => {
  const notes = ["The rows stood newest first and were sorted by time."];
  assert.deepEqual(describeSeries(seriesOf([0, 1000], [8.11e9, 8.18e9 + 0.5], { notes })), [
    "lb, column requests: 2 rows, one every second, from 1970-01-01 00:00:00 to 1970-01-01 00:00:01 UTC.",
    "Values from 8,110,000,000 to 8,180,000,000, 8,145,000,000 on average.",
    ...notes,
  ]);
});

Deno.test("requireVariedSeries() says what is too little", () => {
  assert.throws(() => requireVariedSeries(seriesOf([0, 1], [1, 2]), { rows: 20 }), {
    name: "RangeError",
    message: "Cannot learn from lb as it must have 20 rows or more: it has 2",
  });
  assert.throws(() => requireVariedSeries(seriesOf([0, 1], [0, 0]), { rows: 2 }), {
    name: "RangeError",
    message: "Cannot learn from lb as its values must differ: all 2 rows are 0",
  });
  requireVariedSeries(seriesOf([0, 1], [0, 1]), { rows: 2 });
});
