import assert from "node:assert/strict";
import { createFrame } from "../../lib/data/frame/frame.ts";
import { plotAlarms } from "../../lib/charts/series/alarms.ts";

const hour = 3_600_000;
const times = Array.from({ length: 60 }, (_, row) => Date.UTC(2024, 0, 1) + row * hour);
const frame = createFrame(times, times.map((_, row) => row % 7));
const everyRow = times.map(() => true);
const oneRow = times.map((_, row) => row === 30);

Deno.test("plotAlarms() draws one tick a flagged row, wide ones where they are few", () => {
  const chart = plotAlarms(frame, { noisy: everyRow, calm: oneRow });
  const ticks = [...chart.querySelectorAll('[aria-label="tick"] line')];
  assert.equal(ticks.length, 61);
  const widths = ticks.map((tick) => tick.getAttribute("stroke-width"));
  assert.equal(widths.filter((width) => width === "3").length, 1);
});

Deno.test("plotAlarms() counts each detector's rows and names the time in UTC", () => {
  const chart = plotAlarms(frame, { noisy: everyRow, calm: oneRow }, { title: "Who rings" });
  assert.equal(chart.getAttribute("aria-label"), "Who rings");
  assert.equal(
    chart.getAttribute("aria-description"),
    "noisy: 60 rows flagged; calm: 1 row flagged, 2024-01-01 00:00 to 2024-01-03 11:00 UTC",
  );
});

Deno.test("plotAlarms() calls what is flagged as it is told, and tells the time of a zone", () => {
  const chart = plotAlarms(frame, { noisy: everyRow, calm: oneRow }, {
    flag: "ring",
    timeZone: "Asia/Tokyo",
  });
  assert.equal(
    chart.getAttribute("aria-description"),
    "noisy: 60 rings; calm: 1 ring, 2024-01-01 09:00 to 2024-01-03 20:00 Asia/Tokyo",
  );
  assert.match(chart.outerHTML, />ring<[^]*>Time \(Asia\/Tokyo\)</);
  assert.doesNotMatch(chart.outerHTML, />alarm</);
});

Deno.test("plotAlarms() shades the labelled windows over series and lanes", () => {
  const windows = [{ start: new Date(times[10]!), end: new Date(times[20]!) }];
  const chart = plotAlarms(frame, { calm: oneRow }, { windows });
  assert.equal(chart.querySelectorAll('[aria-label="rect"] rect').length, 2);
  assert.match(chart.outerHTML, /labelled window/);
});

Deno.test("plotAlarms() refuses no detector, flags of another length and what is no flag", () => {
  assert.throws(() => plotAlarms(frame, {}), /one detector or more: there is none/);
  assert.throws(
    () => plotAlarms(frame, { short: [true] }),
    /one flag a row: "short" has 1 for 60 rows/,
  );
  const errors = times.map((_, row) => row === 7 ? 0.5 : false) as boolean[];
  assert.throws(
    () => plotAlarms(frame, { errors }),
    { name: "TypeError", message: /flags must be booleans: "errors", flag of row 7 is 0.5/ },
  );
});
