/** The incident bench: its series, its verdicts, and floors under the streaming detector. */
import assert from "node:assert/strict";
import {
  bandAlerts,
  deafTime,
  followAlerts,
  incidentBench,
  type IncidentDetector,
  type IncidentProfile,
  type IncidentSeries,
  incidentSeries,
  judgeSeries,
  matchedBand,
  REFERENCE_BANDS,
  streamingAlerts,
} from "../../../lib/evaluate/mod.ts";
import { scoreSeries } from "../../../lib/detect/mod.ts";
import { bandWidth } from "../../../lib/evaluate/incidents/mod.ts";
import { normalSeries } from "../../../lib/evaluate/incidents/profiles.ts";

const STEP = 300_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

const named = (seed: number, name: string): IncidentSeries =>
  incidentSeries(seed).find((series) => series.name === name)!;

Deno.test("incidentSeries() repeats itself by seed, and differs between seeds", () => {
  const [a, b, c] = [1, 1, 2].map((seed) => named(seed, "outage 2 h"));
  assert.deepEqual(a, b);
  assert.notDeepEqual(a!.values, c!.values);
});

Deno.test("incidentSeries() makes what its names say", () => {
  const outage = named(3, "outage 2 h");
  const { start, end } = outage.incidents[0]!;
  assert.equal(end - start, 2 * HOUR);
  const rows = [...outage.timestamps.keys()];
  const inside = rows.filter((row) =>
    outage.timestamps[row]! >= start && outage.timestamps[row]! < end
  );
  assert.equal(inside.length, 24);
  assert.ok(inside.every((row) => outage.values[row] === 0));
  assert.ok(rows.every((row) => inside.includes(row) || outage.values[row]! > 0));

  const gap = named(3, "no samples 2 h");
  const steps = Array.from(gap.timestamps.slice(1), (time, i) => time - gap.timestamps[i]!);
  assert.deepEqual([...new Set(steps)].sort((x, y) => x - y), [STEP, 2 * HOUR + STEP]);

  const frozen = named(3, "frozen 4 h");
  const from = frozen.timestamps.indexOf(frozen.incidents[0]!.start);
  assert.equal(new Set(frozen.values.slice(from - 1, from + 48)).size, 1);

  const flap = named(3, "on and off 6 h");
  const on = flap.timestamps.indexOf(flap.incidents[0]!.start);
  assert.deepEqual(Array.from(flap.values.slice(on, on + 72), (value) => value > 0), [
    ...Array.from({ length: 72 }, (_, row) => Math.floor(row / 3) % 2 === 1),
  ]);

  const leak = named(3, "leak of half in 2 days");
  const last = leak.timestamps.findIndex((time) => time >= leak.incidents[0]!.end);
  const mean = (from: number) =>
    leak.values.slice(from, from + 36).reduce((sum, value) => sum + value) / 36;
  const grown = mean(last - 36) / mean(last - 36 - 7 * 288);
  assert.ok(grown > 1.35 && grown < 1.65, `${grown}`);

  const night = named(3, "no-night, 5 min");
  const values = night.values.filter((_, row) => {
    const hour = night.timestamps[row]! / HOUR % 24;
    return hour >= 1 && hour < 4;
  });
  assert.ok(values.every((value) => value === 0));
  assert.equal(night.incidents.length, 0);

  const hours = named(3, "busy, 60 min");
  assert.equal(hours.timestamps[1]! - hours.timestamps[0]!, HOUR);
});

Deno.test("incidentSeries() draws around the level, the weekends and the noise of a profile", () => {
  const rates = (profile: IncidentProfile, stepMinutes: number) =>
    normalSeries(profile, { stepMinutes, days: 140, seed: 8 }).rates;
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  // A count grows with the step, a gauge does not.
  for (const [profile, factor] of [["busy", 12], ["latency", 1]] as const) {
    const [fine, coarse] = [5, 60].map((step) => mean([...rates(profile, step)]));
    const grown = coarse! / fine!;
    assert.ok(grown > 0.6 * factor && grown < 1.6 * factor, `${profile} ${grown}`);
  }
  // At noon, by day of the week from Monday on: what is left at weekends, and the slow noise.
  const noon = Array.from(rates("latency", 5).filter((_, row) => row % 288 === 144), Math.log);
  const ofDay = Array.from({ length: 7 }, (_, day) => noon.filter((_, i) => i % 7 === day));
  const means = ofDay.map(mean);
  for (const [day, level] of [1, 1, 1, 1, 1, 0.9, 0.9].entries()) {
    const left = Math.exp(means[day]! - mean(means.slice(0, 5)));
    assert.ok(Math.abs(left - level) < 0.06, `${day} ${left}`);
  }
  const noise = Math.sqrt(
    mean(ofDay.flatMap((one, day) => one.map((x) => (x - means[day]!) ** 2))),
  );
  assert.ok(noise > 0.06 && noise < 0.1, `${noise}`);
});

Deno.test("judgeSeries() tells hits, false alerts and the first days apart", () => {
  const start = Date.UTC(2026, 0, 5);
  const timestamps = Float64Array.from({ length: 20 * 288 }, (_, i) => start + i * STEP);
  const at = (days: number) => start + days * DAY;
  const series: IncidentSeries = {
    name: "x",
    group: "weak",
    profile: "busy",
    step: STEP,
    timestamps,
    values: timestamps,
    incidents: [
      { start: at(10), end: at(10) + 2 * HOUR, counts: true },
      { start: at(12), end: at(12) + HOUR, counts: true },
      { start: at(13), end: at(13) + HOUR, counts: false },
    ],
  };
  const rings = [
    at(1), // first days
    at(3), // false, from here on
    at(10) + HOUR, // hit after an hour
    at(10) + 1.5 * HOUR, // once more
    at(10) + 3 * HOUR, // aftermath
    at(12) + HOUR, // too late, in the aftermath
    at(13), // of an incident that does not count
    at(16), // false
  ];
  const verdict = judgeSeries(series, rings);
  assert.deepEqual(verdict.delays, [60, undefined]);
  assert.equal(verdict.alerts, 2);
  assert.equal(verdict.falseAlerts, 2);
  assert.equal(verdict.firstDays, 1);
  assert.ok(Math.abs(verdict.days - (20 - 3 - 1.5 - 4 / 24)) < 0.01, `${verdict.days}`);
});

Deno.test("REFERENCE_BANDS: deviations from mean and median are those of plain definitions", () => {
  const start = Date.UTC(2026, 0, 5);
  const rows = 30 * 24;
  const timestamps = Float64Array.from({ length: rows }, (_, i) => start + i * HOUR);
  const values = timestamps.map((_, i) => 100 + i % 24 + (i * 7919 % 11));
  values[700] = 200;
  const around = (list: number[]) => {
    const mean = list.reduce((sum, x) => sum + x, 0) / list.length;
    return { mean, sd: Math.sqrt(list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / list.length) };
  };
  const week = REFERENCE_BANDS["hour of week"]!(timestamps, values, HOUR);
  const past = [168, 336].flatMap((lag) => [-1, 0, 1].map((i) => values[700 - lag + i]!));
  const { mean, sd } = around(past);
  assert.ok(Math.abs(week[700]! - (200 - mean) / Math.max(sd, 0.01 * mean)) < 1e-9);
  assert.ok(week.slice(0, 167).every((x) => x === 0));
  const trailing = REFERENCE_BANDS["trailing day"]!(timestamps, values, HOUR);
  const day = around([...values.slice(676, 700)]);
  assert.ok(Math.abs(trailing[700]! - (200 - day.mean) / day.sd) < 1e-6);
  const time = REFERENCE_BANDS["time of day"]!(timestamps, values, HOUR);
  const days = Array.from({ length: 14 }, (_, i) => values[700 - 24 * (i + 1)]!);
  const median = (list: number[]) => list.toSorted((a, b) => a - b)[7]!;
  const mad = 1.4826 * median(days.map((x) => Math.abs(x - median(days))));
  assert.ok(
    Math.abs(time[700]! - (200 - median(days)) / Math.max(mad, 0.01 * median(days))) < 1e-9,
  );
  assert.ok(time.slice(0, 120).every((x) => x === 0) && time.slice(120, 144).some((x) => x > 0));
  assert.ok(time[700]! > 10 && time[699]! < 10);
  assert.deepEqual(bandAlerts(timestamps, time, 10, HOUR), [timestamps[700]]);
});

Deno.test("REFERENCE_BANDS: no band is narrower than a hundredth of its middle, nor than half a count", () => {
  const timestamps = Float64Array.from({ length: 60 }, (_, i) => i * HOUR);
  for (const [level, spread] of [[10, 0.5], [0, 0.5], [-1000, 10]] as const) {
    const values = timestamps.map((_, i) => i === 40 ? level + 3 : level);
    const far = REFERENCE_BANDS["trailing day"]!(timestamps, values, HOUR);
    assert.ok(Math.abs(far[40]! - 3 / spread) < 1e-9, `${level} ${far[40]}`);
  }
});

Deno.test("bandAlerts() wants two rows of three, and rings at most hourly", () => {
  const timestamps = Float64Array.from({ length: 40 }, (_, i) => i * STEP);
  const far = new Float64Array(40);
  far[3] = 9; // alone
  for (let i = 8; i < 30; i++) far[i] = 9;
  assert.deepEqual(bandAlerts(timestamps, far, 5, STEP).map((time) => time / STEP), [9, 21]);
  far[1] = 9; // with one row between
  assert.deepEqual(bandAlerts(timestamps, far, 5, STEP).map((time) => time / STEP), [3, 15, 27]);
});

Deno.test("incidentBench() sums up by scenario and by profile", () => {
  const ring = ({ incidents, timestamps }: IncidentSeries) =>
    incidents.length > 0
      ? incidents.map(({ start }) => start)
      : [timestamps[0]!, timestamps.at(-1)!];
  const { recall, falseAlerts } = incidentBench(ring, { seeds: [1, 2], every: 6 });
  assert.ok(recall.length > 5 && falseAlerts.length > 4);
  for (const { found, incidents, delays, alerts } of recall) {
    assert.deepEqual([found, alerts], [incidents, incidents]);
    assert.ok(delays.every((delay) => delay === 0));
  }
  for (const { alerts, firstDays } of falseAlerts) assert.deepEqual([alerts, firstDays], [2, 1]);
  assert.throws(() => incidentBench(ring, { seeds: [-1] }), RangeError);
  assert.throws(() => incidentBench(ring, { every: 0 } as object), RangeError);
  assert.throws(() => incidentBench(ring, { seed: [1] } as object), /no option "seed"/);
  assert.throws(() => incidentSeries(-1), /seed must be an integer in 0\.\.2\^32-1/);
  assert.throws(
    () => incidentSeries(1, 0),
    /every must be an integer of 1 or more: current value is 0/,
  );
  const band = REFERENCE_BANDS["time of day"]!;
  assert.throws(() => matchedBand(band, 1, { every: 0 }), /Cannot match a band as every must be/);
});

Deno.test("the streaming detector holds its floors on a part of the incident bench", () => {
  const { recall, falseAlerts } = incidentBench(streamingAlerts({ seed: 1 }), {
    seeds: [5],
    every: 9,
  });
  const found = recall.reduce((sum, one) => sum + one.found, 0);
  const missed = recall.filter((one) => one.found < one.incidents).map(({ name }) => name);
  assert.ok(found >= recall.length - 1, `missed ${missed}`);
  const days = falseAlerts.reduce((sum, one) => sum + one.days, 0);
  const alerts = falseAlerts.reduce((sum, one) => sum + one.alerts, 0);
  assert.ok(alerts <= 1 + days / 15, `${alerts} false alerts in ${days} days`);
});

Deno.test("bandWidth() is the narrowest that is wide enough, to within a hundredth", () => {
  for (const needed of [1.5, 23, 640]) {
    let asked = 0;
    const k = bandWidth((k) => {
      asked++;
      return k >= needed;
    });
    assert.ok(k >= needed && k <= 1.01 * needed, `${k} for ${needed}`);
    assert.ok(asked < 20);
  }
  assert.equal(bandWidth(() => true, { from: 3 }), 3);
  assert.equal(bandWidth(() => false, { to: 60 }), 60);
});

Deno.test("deafTime() counts the moments at which a detector hears nothing", () => {
  const hears = (from: number): IncidentDetector => ({ timestamps, incidents }) =>
    incidents[0]!.start - timestamps[0]! >= from * DAY ? [incidents[0]!.start] : [];
  assert.deepEqual(deafTime(hears(0), { seeds: [1, 2] }), { deaf: 0, moments: 96 });
  const hours = [1, 2].map((seed) => {
    const asked = new Set<number>();
    deafTime(({ incidents }) => {
      asked.add(incidents[0]!.start / HOUR % 24);
      return [];
    }, { seeds: [seed] });
    return [...asked];
  });
  assert.notDeepEqual(hours[0], hours[1]);
  assert.ok(hours.flat().every((hour) => hour >= 9 && hour < 21), `${hours}`);
  // eight moments of six profiles: the first three are before day 17
  assert.deepEqual(deafTime(hears(17), { seeds: [3] }), { deaf: 18, moments: 48 });
  assert.throws(() => deafTime(hears(0), { seeds: [-1] }), RangeError);
  assert.throws(() => deafTime(hears(0), { seed: [1] } as object), /no option "seed"/);
});

Deno.test("a more sensitive streaming detector finds whatever a less sensitive one finds", () => {
  const [seed, every] = Deno.env.get("ELB_FULL") ? [9, 1] : [9, 12];
  const all = [...incidentSeries(seed, every)].filter(({ group }) => group !== "normal");
  assert.ok(all.length >= 4);
  let found = new Set<string>();
  for (const days of [90, 30, 7]) {
    const detector = streamingAlerts({ seed: 1, sensitivity: { days } });
    const now = new Set(
      all.flatMap((series) =>
        judgeSeries(series, detector(series)).delays.flatMap((delay, k) =>
          delay === undefined ? [] : [`${series.name} ${k}`]
        )
      ),
    );
    assert.deepEqual([...found].filter((one) => !now.has(one)), [], `one in ${days} days`);
    found = now;
  }
});

Deno.test("the streaming detector seldom rings on office hours, nor all at once on a day", () => {
  // until the hour decided, four of ten rang on their third Monday, and six on the fifth Tuesday
  const seeds = [1, 2, 3, 4, 5, 6];
  const days = seeds.flatMap((seed) => {
    const series = normalSeries("office", { stepMinutes: 5, days: 31, seed });
    const { alerts } = scoreSeries(series.timestamps, series.values, { seed: 1 });
    return alerts.flatMap((rings, row) => rings ? [Math.floor(row / 288)] : []);
  }).filter((day) => day >= 3);
  assert.ok(days.length <= 0.04 * 28 * seeds.length, `${days.length} alerts: ${days}`);
});

Deno.test("the streaming detector does not take the last minutes before an empty night for an outage", () => {
  for (const seed of [502, 503, 504]) {
    const series = normalSeries("no-night", { stepMinutes: 1, days: 12.5, seed });
    const { alerts } = scoreSeries(series.timestamps, series.values, { seed: 1 });
    assert.equal(alerts.indexOf(true, 3 * 1440), -1);
  }
});

Deno.test("followAlerts() counts the samples that did not come as the watch does", () => {
  const [step, rows] = [300_000, 600];
  const follow = (gap: number) => {
    const from = Date.UTC(2026, 9, 1);
    const shift = (row: number) => from + (row + (row < 500 ? 0 : gap)) * step;
    return followAlerts({
      ...{ name: "a gap", group: "normal", profile: "busy", step, incidents: [] },
      timestamps: Float64Array.from({ length: rows }, (_, row) => shift(row)),
      values: Float64Array.from({ length: rows }, (_, row) => 500 + row * 7919 % 13),
    }, { seed: 1 }).alerts;
  };
  assert.deepEqual(follow(2.4), [], "two, and the next sample is late");
  assert.deepEqual(follow(3).map(({ channel, state }) => [channel, state]), [
    ["missing", "firing"],
    ["missing", "resolved"],
  ]);
});
