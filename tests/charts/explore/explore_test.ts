import assert from "node:assert/strict";
import {
  alarmReport,
  createFrame,
  detect,
  explore,
  frameTimestamps,
  percentileThreshold,
} from "elb-anomaly";
import type { Alert, CalendarEvent } from "../../../lib/detect/mod.ts";
import { decodeExplore } from "../../../lib/charts/explore/browser/decode_explore.ts";
import { valToPos } from "./plot_places.ts";
import { drawColumns } from "../../../lib/charts/explore/browser/draw_columns.ts";
import { rowExtremes } from "../../../lib/charts/explore/browser/row_extremes.ts";
import { plotOptions } from "../../../lib/charts/explore/browser/plot_options.ts";
import { textWidth } from "../../../lib/charts/drawing/text_width.ts";
import { encodeExplore } from "../../../lib/charts/explore/encode.ts";
import type { ExploreData } from "../../../lib/charts/explore/explore_data.ts";
import { encodedIn, weekResults, weeks } from "./two_weeks.ts";

Deno.test("encodeExplore() keeps every number, whatever the steps", async () => {
  const data: ExploreData = {
    title: "\u20ac </script>",
    description: "",
    label: "",
    timeZone: "UTC",
    scoreLabel: "Score",
    rows: 3,
    hasUsual: true,
    gaps: [1],
    windows: [[1, 2]],
    alerts: [],
    reasons: { 2: "because" },
    slider: null,
    settings: [],
    setting: 0,
    timestamps: Float64Array.of(1.4e12, 1.4e12 + 1, 1.5e12),
    values: Float64Array.of(0.1, -1e300, 3),
    usual: Float64Array.of(NaN, 1, 2),
    scores: Float32Array.of(0, 0.5, 1),
  };
  for (let length = 0; length < 8; length++) { // the columns begin at multiples of 8
    const titled = { ...data, title: data.title + "x".repeat(length) };
    assert.deepEqual(await decodeExplore(encodeExplore(titled)), titled);
  }
  const counter = { ...data, usual: Float64Array.of(NaN, 1e15 + 1, 1e15 + 2) };
  assert.deepEqual(await decodeExplore(encodeExplore(counter)), counter);
});

Deno.test("explore() cuts the values' name to the room along their axis, with the cut to be seen", async () => {
  const shown = async (label: string) =>
    (await decodeExplore(encodedIn(explore(weeks, { label }).html))).label;
  assert.equal(await shown("Requests per 5 minutes"), "Requests per 5 minutes");
  const name = "sum:aws.elb.request_count{*} by {lb}.as_count()";
  const cut = await shown(name);
  assert.match(cut, /^sum:aws\.elb.*\.\.\.$/);
  assert.ok(textWidth(cut, 13) <= 220, cut);
});

Deno.test("explore() of two weeks is under 300 KB and holds series, usual values and scores", async () => {
  const { html } = explore(weeks, { scores: weekResults });
  assert.ok(html.length < 300_000, `${html.length} bytes`);
  const data = await decodeExplore(encodedIn(html));
  assert.equal(data.rows, weekResults.length);
  const row = weekResults.findIndex(({ isAlert }) => isAlert);
  assert.equal(data.scores[row], Math.fround(weekResults[row]!.level));
  const hour = weekResults[row]!.channels.find(({ name }) => name === "hour")!;
  assert.ok(Math.abs(data.usual[row]! / hour.expected - 1) < 1e-6);
  assert.deepEqual(
    data.alerts.map(({ row }) => row),
    weekResults.flatMap(({ alert }, row) => alert?.state === "firing" ? [row] : []),
  );
});

Deno.test("explore() rings where the detector rang, more often for more days' worth of alerts", async () => {
  const data = await decodeExplore(encodedIn(explore(weeks, { scores: weekResults }).html));
  const rung = weekResults.flatMap(({ isAlert }, row) => isAlert ? [row] : []);
  assert.deepEqual(data.settings[data.setting]!.rows, rung);
  assert.equal(data.settings[data.setting]!.name, "one false alert in 30 days");
  assert.ok(data.settings.every(({ cut }, i) => i === 0 || cut <= data.settings[i - 1]!.cut));
  assert.equal(data.settings[data.setting]!.cut, 1);
  // One in 112 days needs about twice the score of one in 14: alerts fall with its third power.
  const other = await decodeExplore(
    encodedIn(explore(weeks, { scores: weekResults, sensitivity: { days: 8 * 14 } }).html),
  );
  assert.ok(Math.abs(other.settings.find(({ name }) => / 14 days/.test(name))!.cut - 0.5) < 0.01);
});

Deno.test("explore() rings at other sensitivities in the calendar's events where the detector did, and only there", async () => {
  const times = frameTimestamps(weeks);
  const settingsOf = async (calendar: CalendarEvent[]) => {
    const { html } = explore(weeks, { scores: weekResults, calendar });
    return (await decodeExplore(encodedIn(html))).settings.map(({ rows }) => Array.from(rows!));
  };
  const free = await settingsOf([]);
  const mostRows = free.at(-1)!;
  const rung = weekResults.flatMap(({ isAlert }, row) => isAlert ? [row] : []);
  const other = mostRows.find((row) => rung.every((one) => Math.abs(one - row) > 40))!;
  const event = (row: number, rows: number): CalendarEvent => ({
    ...{ start: times[row - rows]!, end: new Date(times[row + rows]!), expect: "quiet" },
  });
  const known = await settingsOf([event(other, 12)]);
  assert.ok(known.length === free.length && free.at(-1)!.includes(other));
  known.forEach((rows, i) => {
    // what goes on after the event may ring then
    assert.deepEqual(
      rows.filter((row) => row < other - 12),
      free[i]!.filter((row) => row < other - 12),
    );
    assert.ok(rows.every((row) => row < other - 12 || row >= other + 12));
  });
  const around = await settingsOf([event(rung[0]!, 100), { start: 0, end: 1, expect: "quiet" }]);
  assert.ok(around.at(-1)!.includes(rung[0]!));
});

Deno.test("explore() rings at other sensitivities only for values that the detector was asked to hear of", async () => {
  const rowsOf = async (asked: Parameters<typeof explore>[1]) => {
    const { html } = explore(weeks, { scores: weekResults, alerts: [], ...asked });
    const { settings, usual, values } = await decodeExplore(encodedIn(html));
    return { rows: Array.from(settings.at(-1)!.rows!), usual, values };
  };
  const { rows, usual, values } = await rowsOf({});
  const off = (row: number) => values[row]! - usual[row]!;
  const [up, down] = [(row: number) => off(row) > 0, (row: number) => off(row) < 0];
  assert.ok(rows.some(up) && rows.some(down));
  const known = (row: number) => !Number.isNaN(usual[row]!);
  assert.ok((await rowsOf({ direction: "up" })).rows.filter(known).every(up));
  assert.ok((await rowsOf({ direction: "down" })).rows.filter(known).every(down));
  for (const leastDeviation of [100, 1000, { relative: 0.5 }, { absolute: 100, relative: 0.9 }]) {
    const { absolute = 0, relative = 0 } = typeof leastDeviation === "number"
      ? { absolute: leastDeviation }
      : leastDeviation;
    const least = (row: number) => Math.max(absolute, relative * Math.abs(usual[row]!));
    const far = (await rowsOf({ leastDeviation })).rows.filter(known);
    assert.ok(far.every((row) => Math.abs(off(row)) >= least(row)));
  }
  assert.deepEqual((await rowsOf({ leastDeviation: 1e9 })).rows.filter(known), []);
  const step = 300_000;
  const longer = (await rowsOf({ calmMinutes: 6 * 60 })).rows;
  assert.ok(longer.length < rows.length && longer.every((row) => rows.includes(row)));
  assert.ok(longer.every((row, k) => k === 0 || (row - longer[k - 1]!) * step >= 6 * 3_600_000));
});

Deno.test("explore() of errors has the alarms of each percentile as alarmReport() counts them", async () => {
  const errors = weekResults.map(({ score }) => score);
  const data = await decodeExplore(encodedIn(explore(weeks, { scores: errors }).html));
  assert.equal(data.slider, "Percentile");
  for (const percentile of [99.9, 95, 80]) {
    const setting = data.settings.find(({ name }) => name.startsWith(`percentile ${percentile},`))!;
    const flags = detect(errors, percentileThreshold(errors, percentile));
    const report = alarmReport(weeks, flags, []);
    assert.equal(setting.count, report.alarms);
    assert.ok(Math.abs(setting.perDay - report.alarmsPerDay) < 1e-12);
  }
  assert.match(data.settings[data.setting]!.name, /^percentile 80,/);
  // as the slider's name says: further right is a higher percentile
  assert.ok(data.settings.every(({ cut }, i) => i === 0 || cut >= data.settings[i - 1]!.cut));
  const own = explore(weeks, { scores: errors, percentile: 97.5 });
  const { settings, setting } = await decodeExplore(encodedIn(own.html));
  assert.match(settings[setting]!.name, /^percentile 97\.5,/);
});

Deno.test("explore() marks an alert that is over where it fired, however long before it began", async () => {
  const { time, text, severity } = weekResults.find(({ alert }) => alert?.state === "firing")!
    .alert!;
  const record = {
    start: new Date(time - 3_600_000),
    fired: new Date(time),
    end: new Date(time + 3_600_000),
    isOpen: false,
    severity,
    direction: "up",
    channel: "hour",
    usual: NaN,
    worst: { time: new Date(time), value: 1, usual: NaN, deviation: NaN },
    reason: text,
  } as const;
  const data = await decodeExplore(encodedIn(explore(weeks, { alerts: [record] }).html));
  assert.deepEqual(data.alerts, [{ row: frameTimestamps(weeks).indexOf(time), text, severity }]);
});

Deno.test("explore() takes an alert that rises while it is open for one, with its worst severity", async () => {
  const fired = weekResults.find(({ alert }) => alert?.state === "firing")!.alert!;
  const { since } = fired;
  const rises = [3, 9].map((rows, i) => ({
    ...fired,
    time: fired.time + rows * 300_000,
    severity: i === 0 ? "critical" as const : "warning" as const,
    text: "risen",
  }));
  const next = {
    ...fired,
    since: since + 9e7,
    time: fired.time + 9e7,
    severity: "warning" as const,
  };
  const at = new Map([fired, ...rises, next].map((alert) => [alert.time, alert]));
  const times = frameTimestamps(weeks);
  const results = weekResults.map(({ alert: _, reason: __, ...result }, row) => {
    const alert = at.get(times[row]!);
    return { ...result, isAlert: alert !== undefined, ...(alert === undefined ? {} : { alert }) };
  });
  const data = await decodeExplore(encodedIn(explore(weeks, { scores: results }).html));
  const row = times.indexOf(fired.time);
  assert.deepEqual(data.alerts, [
    { row, text: fired.text, severity: "critical" },
    { row: times.indexOf(next.time), text: fired.text, severity: "warning" },
  ]);
  assert.equal(data.settings[data.setting]!.count, 2);
  assert.match(data.description, /; 2 alerts$/);
});

Deno.test("explore() tells times by the clocks of a zone, in its picture and its list of alerts too", async () => {
  const timeZone = "Asia/Kathmandu"; // 5:45 ahead
  const utc = explore(weeks, { scores: weekResults });
  const { html, chart } = explore(weeks, { scores: weekResults, timeZone });
  const first = (text: string) => /<li data-row="\d+">([\d: -]+) (\S+), /.exec(text)!.slice(1);
  const [time] = first(utc.html);
  const moved = new Date(Date.parse(`${time!.replace(" ", "T")}Z`) + 5.75 * 3_600_000);
  assert.deepEqual(first(html), [moved.toISOString().slice(0, 16).replace("T", " "), timeZone]);
  const data = await decodeExplore(encodedIn(html));
  assert.equal(data.timeZone, timeZone);
  assert.match(data.description, /2014-04-10 05:49 to 2014-04-24 05:44 Asia\/Kathmandu/);
  const source = chart.outerHTML;
  assert.match(source, /Time \(Asia\/Kathmandu\)/);
  assert.doesNotMatch(source, /UTC/);
  assert.throws(() => explore(weeks, { timeZone: "Nowhere" }), /timeZone must be a name such as/);
});

Deno.test("explore() without a script is its chart with a text and the list of alerts", () => {
  const { html, chart } = explore(weeks, { scores: weekResults, title: "</script><b>&" });
  const bare = html.replaceAll(/<(script|style)[^]*?<\/\1>/g, "");
  assert.match(bare, /<img class="elb-static" alt="&#60;\/script&#62;&#60;b&#62;&#38;: /);
  assert.match(bare, /<li data-row="\d+">2014-04-\d\d \d\d:\d\d UTC, (warning|critical): /);
  assert.doesNotMatch(bare, /<b>|<button|<input/);
  assert.equal(chart.localName, "svg");
});

Deno.test("explore() takes timestamps and values, one row, and nothing beside them", () => {
  const { html } = explore(
    { timestamps: Float64Array.of(0, 60_000), values: Float64Array.of(1, 2) },
    { title: "Two" },
  );
  assert.match(html, /^<div class="elb-explore">/);
  assert.match(
    explore({ timestamps: Float64Array.of(0), values: Float64Array.of(1) }).html,
    /1 of 1|0 of 1/,
  );
});

Deno.test("explore() refuses other lengths, what is not finite, and unknown options", () => {
  const frame = createFrame([0, 1000], [1, 2]);
  assert.throws(() => explore(frame, { scores: [1] }), /one score a row: got 1 for 2 rows/);
  assert.throws(() => explore(frame, { usual: [1] }), /one usual value a row: got 1 for 2 rows/);
  assert.throws(() => explore(frame, { scores: [1, NaN] }), /scores\[1\] is NaN/);
  assert.throws(() => explore(createFrame([], [])), RangeError);
  const misspelt = { score: [1, 2] } as unknown as { scores: number[] };
  assert.throws(() => explore(frame, misspelt), /there is no option "score"/);
  assert.throws(() => explore(frame, { sensitivity: { days: -1 } }), /series as sensitivity\.days/);
  assert.throws(
    () => explore(frame, { percentile: 101 }),
    /series as percentile must be in \[0, 100\]/,
  );
  const direction = "sideways" as "up";
  assert.throws(() => explore(frame, { direction }), {
    name: "RangeError",
    message:
      'Cannot explore a series as direction must be "both", "up" or "down": current value is "sideways"',
  });
  assert.throws(() => explore(frame, { calmMinutes: -1 }), /explore a series as calmMinutes must/);
  for (const leastDeviation of ["5" as unknown as number, -1, NaN, { relativ: 1 } as object]) {
    assert.throws(
      () => explore(frame, { leastDeviation }),
      /^\w+: Cannot explore a series.*leastDev/,
    );
  }
});

Deno.test("plotOptions() writes large values in units, as there is room for, and others in full", async () => {
  const { html } = explore({
    timestamps: Float64Array.of(0, 60_000),
    values: Float64Array.of(1, 2),
  });
  const data = await decodeExplore(encodedIn(html));
  const uPlot = { paths: { linear: () => undefined } };
  const view = { data, number: (value: number) => value.toLocaleString("en-US") };
  const { axes } = plotOptions(uPlot as never, view as never, "values", "a") as {
    axes: { values(plot: null, splits: number[]): string[] }[];
  };
  const marks = (...splits: number[]) => axes[1]!.values(null, splits);
  assert.deepEqual(marks(0, 500_000, 999_999), ["0", "500,000", "999,999"]);
  assert.deepEqual(marks(-1e6, 0, 500_000), ["-1M", "0", "0.5M"]);
  assert.deepEqual(marks(0, 2e9, 4e9), ["0", "2G", "4G"]);
  assert.deepEqual(marks(0, 5e20), ["0", "500E"]);
  assert.deepEqual(marks(0, 1e300), ["0", "1.00e+300"]);
  // As close to each other as a counter's are.
  const close = [0, 1, 2].map((n) => 1e15 + 2.5e9 * n);
  assert.deepEqual(marks(...close), ["1P", "1.0000025P", "1.000005P"]);
  assert.deepEqual(marks(123_456.5, 123_457), ["123,456.5", "123,457"]);
});

Deno.test("plotOptions() gives both plots the room that the values' labels need", async () => {
  const { html } = explore({
    timestamps: Float64Array.of(0, 60_000),
    values: Float64Array.of(5, 5.0001),
  }, { scores: [0, 1] });
  const data = await decodeExplore(encodedIn(html));
  const uPlot = { paths: { linear: () => undefined } };
  const view = { data, room: 0 };
  const [values, scores] = (["values", "scores"] as const).map((kind) => {
    const { axes } = plotOptions(uPlot as never, view as never, kind, "a") as {
      axes: { size(plot: null, texts: string[]): number }[];
    };
    return (text: string) => axes[1]!.size(null, [text]);
  });
  assert.equal(values!("5"), scores!("1"));
  const wide = values!("5.00008888");
  assert.ok(wide >= 16 + 7 * 10, `${wide} pixels`);
  assert.equal(scores!("1"), wide);
});

Deno.test("drawColumns() draws a line whose values differ little from each other where they are", () => {
  Object.assign(globalThis, { devicePixelRatio: 1 });
  const n = 4000;
  const values = Float64Array.from({ length: n }, (_, row) => 1e15 + 1000 * row);
  const rectangles: number[][] = [];
  const plot = {
    ctx: { fillRect: (...rectangle: number[]) => rectangles.push(rectangle) },
    bbox: { left: 0, top: 0, width: 400, height: 200 },
    scales: { x: { min: 0, max: n - 1 }, y: { min: 1e15, max: values.at(-1)! } },
  };
  drawColumns({ ...plot, valToPos: valToPos(plot) } as never, {
    timestamps: Float64Array.from({ length: n }, (_, row) => row),
    values,
    extremes: rowExtremes(values),
    gaps: [],
    rows: [0, n - 1],
  });
  for (const [x, y, , height] of rectangles) {
    assert.ok(Math.abs(y! + height! - (200 - x! / 2)) <= 2, `${y! + height!} at ${x}`);
  }
  assert.equal(rectangles.length, 400);
});

Deno.test("explore() tells gaps of more than four steps, and puts alerts after the end on the last row", async () => {
  const timestamps = Float64Array.of(0, 1, 2, 6, 7, 12).map((step) => step * 60_000);
  const series = { timestamps, values: timestamps.map(() => 1) };
  const alert = {
    state: "firing",
    since: 900_000,
    time: 900_000,
    text: "late",
    severity: "warning",
  };
  const { html } = explore(series, { alerts: [alert as unknown as Alert] });
  const { gaps, alerts } = await decodeExplore(encodedIn(html));
  assert.deepEqual([gaps, alerts.map(({ row }) => row)], [[4], [5]]);
  assert.match(html, />1970-01-01 00:15 UTC, warning: late</);
});
