import assert from "node:assert/strict";
import { StreamingDetector } from "../../../lib/detect/mod.ts";
import { backtest } from "../../../lib/evaluate/backtest/mod.ts";
import { chooseIncidents, incidentKinds } from "../../../lib/evaluate/backtest/own_incidents.ts";
import { Mt19937 } from "../../../lib/math/random.ts";

const STEP = 900_000;
const DAY = 86_400_000;
const BEGIN = Date.UTC(2026, 9, 1);

/** A daily rhythm with little noise at steps of 15 minutes, and an hour's outage on one day. */
function series(days: number, outageDay: number) {
  const random = new Mt19937(11);
  const n = days * DAY / STEP;
  const outage = outageDay * DAY / STEP + 50;
  return {
    timestamps: Float64Array.from({ length: n }, (_, i) => BEGIN + i * STEP),
    values: Float64Array.from({ length: n }, (_, i) => {
      const usual = 5000 + 2000 * Math.sin(2 * Math.PI * i / 96) + 100 * random.random();
      return i >= outage && i < outage + 4 ? 0 : Math.round(usual);
    }),
    outageAt: BEGIN + outage * STEP,
  };
}

Deno.test("backtest() counts an alert that grows worse once, at its worst severity", () => {
  const { timestamps, values } = series(30, 40);
  const at = 20 * DAY / STEP + 50;
  const factor = (row: number) => row === at ? 1.04 : row < at + 3 ? 1.055 : 6;
  for (let row = at; row < at + 10; row++) values[row]! *= factor(row);
  const told = [];
  const detector = new StreamingDetector({ seed: 1 });
  for (const [row, time] of timestamps.entries()) {
    const { alert } = detector.update(time, values[row]!);
    if (row >= at && alert?.state === "firing") told.push(alert);
  }
  assert.deepEqual(told.map(({ severity }) => severity), ["warning", "critical", "critical"]);
  const { sensitivities: [line] } = backtest({ timestamps, values }, { seed: 1, incidents: 1 });
  const own = line!.alerts.filter(({ fired }) => fired.time >= timestamps[at]!);
  assert.deepEqual(own.map(({ fired }) => [fired.since, fired.severity, fired.text]), [
    [told[0]!.since, "critical", told[0]!.text],
  ]);
  // As the watch tells it when it resolves: without the calm that it takes to know that it is over.
  assert.equal(own[0]!.minutes, 10 * STEP / 60_000);
  assert(own[0]!.resolvedAt! > told[0]!.since + 10 * STEP);
});

Deno.test("backtest() lists each ring, and catches incidents put into calm rows", () => {
  const { outageAt, ...own } = series(30, 20);
  const values = own.values.slice();
  const shares: number[] = [];
  const report = backtest(own, {
    seed: 1,
    sensitivities: [90, 30],
    incidents: 3,
    onProgress: (share) => shares.push(share),
  });
  assert.deepEqual(own.values, values);
  assert.equal(report.from, BEGIN + 7 * DAY);
  assert.equal(report.to, BEGIN + 30 * DAY - STEP);
  assert.deepEqual(report.sensitivities.map(({ sensitivity }) => sensitivity), [30, 90]);
  for (const { alerts, rings, recall, days } of report.sensitivities) {
    const found = alerts.find(({ fired }) => fired.since === outageAt);
    assert(alerts.length <= 2, JSON.stringify(alerts));
    assert.deepEqual(rings, alerts.map(({ fired }) => fired.time));
    assert(found!.resolvedAt! > outageAt + 3 * STEP);
    assert.equal(days, report.days);
    assert.deepEqual(recall.map(({ kind }) => kind), incidentKinds(STEP).map(({ name }) => name));
    for (const { incidents, delays } of recall) {
      assert.equal(incidents, 3);
      assert(delays.length >= 2, JSON.stringify(recall));
      assert.deepEqual(delays, delays.toSorted((a, b) => a - b));
    }
  }
  assert.match(report.bands[0]!.name, /^hour of week, 2\.0 deviations$/);
  for (const { recall, days, rings } of report.bands) {
    assert(days < 16.1);
    assert(recall.every(({ incidents }) => incidents <= 3));
    assert(rings.every((time) => time >= BEGIN + 14 * DAY));
  }
  assert(report.bands.at(-1)!.rings.length <= 2 || report.bands.length === 1);
  assert.deepEqual(shares, shares.toSorted((a, b) => a - b));
  assert.deepEqual(backtest(own, { seed: 1, sensitivities: [90, 30], incidents: 3 }), report);
});

Deno.test("backtest() says nothing of a band where no two weeks come first, and refuses too little", () => {
  const { outageAt: _, ...own } = series(9, 100);
  const report = backtest(own, { seed: 1, sensitivities: [30], incidents: 0, learn: 3 });
  assert.deepEqual(report.bands, []);
  assert.equal(report.from, BEGIN + 3 * DAY);
  const daily = backtest(own, { seed: 1, sensitivities: [1], incidents: 0, learn: 3 });
  assert.equal(daily.sensitivities[0]!.name, "one false alert in 1 day");
  const half = backtest(own, { seed: 1, sensitivities: [30], incidents: 0 });
  assert.equal(half.from, BEGIN + 4.5 * DAY);
  assert.deepEqual(report.sensitivities[0]!.recall.map(({ incidents }) => incidents), [
    0,
    0,
    0,
    0,
    0,
  ]);
  // two whole days, whose last row stands for its step too, and one row less
  const two = {
    timestamps: Float64Array.from({ length: 576 }, (_, i) => 300_000 * i),
    values: Float64Array.from({ length: 576 }, (_, i) => 100 + i % 7),
  };
  assert.equal(backtest(two, { seed: 1, incidents: 0 }).from, DAY);
  const short = { timestamps: two.timestamps.slice(1), values: two.values.slice(1) };
  assert.throws(
    () => backtest(short, { seed: 1 }),
    /must cover 2 days or more: it covers 47 hours$/,
  );
  const empty = { timestamps: new Float64Array(), values: new Float64Array() };
  assert.throws(() => backtest(empty, { seed: 1 }), /it covers 0 hours$/);
  assert.throws(() => backtest(own, { seed: 1, incident: 3 } as never), TypeError);
  assert.throws(
    () => backtest(own, { seed: 1, learn: -1 }),
    /learn must be a finite number of 0 or more/,
  );
});

Deno.test("backtest() judges a daily series from the first row that the detector can score", () => {
  const values = Float64Array.from(
    { length: 220 },
    (_, day) => 900 + 300 * Math.cos(day) + day % 7,
  );
  const daily = { timestamps: values.map((_, day) => BEGIN + day * DAY), values };
  const { from, to } = backtest(daily, { seed: 1, sensitivities: [30], incidents: 0 });
  assert.ok(from >= BEGIN + 149 * DAY && from < to);
  const few = { timestamps: daily.timestamps.slice(0, 60), values: values.slice(0, 60) };
  assert.throws(
    () => backtest(few, { seed: 1 }),
    /must have more rows to be ready: the series has 60/,
  );
});

Deno.test("chooseIncidents() puts incidents in that last as long where days are missing", () => {
  const { timestamps, values } = series(30, 40);
  const isThere = (_: number, row: number) => row < 3 * 96 || row >= 15 * 96;
  const gapped = { timestamps: timestamps.filter(isThere), values: values.filter(isThere) };
  const incidents = chooseIncidents(gapped, { seed: 1, first: 96, each: 4, isCalm: () => true });
  assert.deepEqual(
    [...new Set(incidents.map(({ kind, start, end }) => `${end - start} ${kind.name}`))],
    [
      "2 nothing for 30 minutes",
      "8 half for 2 hours",
      "8 twice as much for 2 hours",
      "1 ten times as much, once",
      "16 the same value for 4 hours",
    ],
  );
});

Deno.test("backtest() rings for samples that did not come, as the watch would", () => {
  const { timestamps, values } = series(30, 40);
  const at = 20 * DAY / STEP;
  const isThere = (_: number, row: number) => row < at || row >= at + 12;
  const gapped = { timestamps: timestamps.filter(isThere), values: values.filter(isThere) };
  const { sensitivities: [line] } = backtest(gapped, {
    ...{ seed: 1, sensitivities: [30], incidents: 0 },
  });
  const { fired, resolvedAt } = line!.alerts[0]!;
  assert.match(fired.text, /no sample for/);
  assert.deepEqual([fired.since, resolvedAt], [timestamps[at], timestamps[at + 12]]);
});

Deno.test("incidentKinds() lasts a row at least, and says how long that is", () => {
  assert.deepEqual(incidentKinds(DAY).map(({ name, lasts }) => [name, lasts / DAY]), [
    ["nothing for 1 day", 1],
    ["half for 1 day", 1],
    ["twice as much for 1 day", 1],
    ["ten times as much, once", 1],
    ["the same value for 2 days", 2],
  ]);
});

Deno.test("chooseIncidents() chooses calm rows only", () => {
  const isCalm = (row: number) => row % 96 >= 20 && row % 96 < 60;
  const incidents = chooseIncidents(series(30, 40), { seed: 1, first: 96, each: 6, isCalm });
  assert.ok(incidents.length > 20);
  for (const { start, end } of incidents) {
    for (let row = start; row < end; row++) assert.ok(isCalm(row), `${row}`);
  }
});

Deno.test("backtest() holds no band against what rings for nothing, nor alerts before it judges", () => {
  const { outageAt, ...own } = series(30, 4);
  const { sensitivities, bands } = backtest(own, { seed: 1, sensitivities: [30], incidents: 0 });
  assert.ok(outageAt < BEGIN + 7 * DAY);
  assert.deepEqual(sensitivities[0]!.rings, []);
  assert.deepEqual(bands.at(-1)!.rings, []);
  assert.doesNotMatch(bands.at(-1)!.name, /1000\.0/);
});
