/** A source that hangs: one value for hours where every row had its own. */
import assert from "node:assert/strict";
import { Frozen } from "../../../lib/detect/streaming/alerts/frozen.ts";
import { LocalClock } from "../../../lib/detect/streaming/hour/local_clock.ts";
import { UsualHour } from "../../../lib/detect/streaming/hour/usual_hour.ts";
import { StateIo } from "../../../lib/detect/streaming/snapshot/state_io.ts";
import { type DetectorResult, StreamingDetector } from "../../../lib/detect/mod.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { timeOf } from "./streaming_series.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONDAY = Date.UTC(2024, 0, 1);

/** The value of a row at a time. */
type Series = (time: number, random: Mt19937) => number;

const hourOf = (time: number) => time / HOUR % 24;
const isWeekend = (time: number) => Math.floor((time - MONDAY) / DAY) % 7 >= 5;
const to = (digits: number, x: number) => Math.round(x * 10 ** digits) / 10 ** digits;
const byDay = (time: number) => hourOf(time) >= 6 && hourOf(time) < 23;

/** The rows of `days` from a Monday on at which a series is held for frozen. */
function frozenRows(
  series: Series,
  { step = 5 * MINUTE, days = 21, seed = 1 }: { step?: number; days?: number; seed?: number } = {},
): number[] {
  const random = new Mt19937(seed);
  const usual = new UsualHour(step, new LocalClock("UTC"));
  const frozen = new Frozen(step);
  const rings: number[] = [];
  for (let row = 0; row < days * DAY / step; row++) {
    const time = MONDAY + row * step;
    const value = series(time, random);
    usual.push(time, value);
    frozen.push(time, value, usual);
    if (frozen.rings) rings.push(row);
  }
  return rings;
}

/** A series that stands at what it had before for some hours from noon of each given day on. */
function hangs(series: Series, hours: number, ...noons: number[]): Series {
  let held = NaN;
  return (time, random) => {
    const value = series(time, random);
    const since = (day: number) => time - (MONDAY + day * DAY + DAY / 2);
    const hung = noons.some((day) => since(day) >= 0 && since(day) < hours * HOUR);
    if (!hung) held = value;
    return hung ? held : value;
  };
}

const LIVELY: Record<string, Series> = {
  "counts with nothing by night": (time, random) =>
    byDay(time) ? Math.round(300 + 20 * random.normal()) : 0,
  "a gauge with one value by night": (time, random) =>
    byDay(time) ? to(2, 40 + 3 * random.normal()) : 2.37,
  "counts that rest on weekends": (time, random) =>
    isWeekend(time) ? 12 : Math.round(90 + 9 * random.normal()),
  "few counts by night": (time, random) =>
    byDay(time) ? Math.round(200 + 14 * random.normal()) : Math.floor(3 * random.random() ** 2),
  "below zero": (_, random) => to(2, -5 + random.normal()),
};

for (const [name, series] of Object.entries(LIVELY)) {
  Deno.test(`Frozen: ${name}, held for four hours by day, rings after the first; else never`, () => {
    for (const minutes of [1, 5, 15]) {
      const step = minutes * MINUTE;
      assert.deepEqual(frozenRows(series, { step }), [], `${minutes} min`);
      const noon = (17 * DAY + DAY / 2) / step;
      const rows = frozenRows(hangs(series, 4, 17), { step });
      const hour = Math.max(6, 60 / minutes); // repeats; the first row of noon repeats that before
      // where ones and twos of nights repeat by chance, longer
      const most = name === "few counts by night" ? Math.max(1.5 * hour, 16) : hour;
      assert.ok(rows[0]! >= noon + hour - 1 && rows[0]! < noon + most, `${minutes} min`);
      assert.equal(rows.at(-1), noon + 4 * HOUR / step - 1, `${minutes} min`);
    }
  });
}

Deno.test("Frozen: a value that came twice by chance is no rest", () => {
  const percent: Series = (_, random) => to(1, 40 + 3 * random.normal());
  const noon = 17 * 288 + 144;
  for (let seed = 1; seed <= 12; seed++) {
    const rows = frozenRows((time, random) => {
      const value = percent(time, random);
      const since = (time - MONDAY) / (5 * MINUTE) - noon;
      return since >= -20 && since < 48 && (since < -18 || since >= 0) ? 42.8 : value;
    }, { seed });
    assert.equal(rows[0], noon + 12, `seed ${seed}`);
  }
});

Deno.test("Frozen: six repeats at hourly steps, and six days of a daily series", () => {
  const counts: Series = (_, random) => Math.round(5000 + 70 * random.normal());
  assert.deepEqual(
    frozenRows(hangs(counts, 8, 17), { step: HOUR }),
    [5, 6, 7].map((k) => 17 * 24 + 12 + k),
  );
  const days = frozenRows(hangs(counts, 8 * 24, 300), { step: DAY, days: 320 });
  assert.deepEqual(days, [306, 307], "on the 308th it has stood for a week");
});

Deno.test("Frozen: what has always repeated does not ring", () => {
  let walk = 18;
  let price = 100;
  let disk = 40;
  const coarse: Record<string, Series> = {
    flat: () => 42,
    "errors of 0 to 3": (_, random) => Math.floor(4 * random.random() ** 4),
    "mostly zero, stuck at one": hangs((_, random) => random.random() < 0.1 ? 1 : 0, 6, 9, 15),
    "whole degrees": (_, random) => {
      walk += 0.02 * (18 - walk) + 0.3 * random.normal();
      return Math.round(walk);
    },
    "at its limit of 100 now and then": (_, random) => {
      walk += 0.03 * (18 - walk) + 0.5 * random.normal();
      return Math.min(100, to(1, 81 + walk));
    },
    "a price that holds outside hours": (time, random) => {
      const open = !isWeekend(time) && hourOf(time) >= 9 && hourOf(time) < 17;
      return open ? price = to(2, price + random.normal()) : price;
    },
    "held on weekends only": (time, random) =>
      isWeekend(time) ? price : price = to(2, 50 + random.normal()),
    "a disk that fills by day": (time, random) =>
      to(2, disk += (byDay(time) ? 0.02 : 0.0005) * random.random()),
    "a value an hour": (time) => to(2, 100 + 30 * Math.sin(Math.floor(time / HOUR) * 1.7)),
  };
  for (const [name, series] of Object.entries(coarse)) {
    for (const seed of [1, 2, 3]) {
      for (const [minutes, days] of [[1, 15], [5, 35], [60, 100]] as const) {
        if (name === "a value an hour" && minutes === 60) continue; // each row its own
        const rows = frozenRows(series, { step: minutes * MINUTE, days, seed });
        assert.deepEqual(rows, [], `${name}, ${minutes} min, seed ${seed}`);
      }
    }
  }
});

Deno.test("Frozen: the third time within two months rings, the fourth is how the series is", () => {
  const series = LIVELY["counts with nothing by night"]!;
  const noons = [10, 15, 19, 23];
  const rows = frozenRows(hangs(series, 3, ...noons), { days: 25 });
  const rang = noons.map((day) => rows.some((row) => Math.floor(row / 288) === day));
  assert.deepEqual(rang, [true, true, true, false]);
});

Deno.test("Frozen: what stands for a thirtieth of the rows that moved, and longer, is no news", () => {
  const rows = frozenRows(hangs((_, random) => random.normal(), 10 * 24, 10));
  const moved = 10 * 288 + 144;
  assert.equal(rows[0], moved + 11);
  const last = rows.at(-1)! - moved + 1; // repeats
  const most = (repeats: number) => moved / 30 * moved / (moved + repeats);
  assert.ok(last <= most(last) && last + 1 > most(last + 1), `${last}`);
});

Deno.test("Frozen: next to nothing is one value, from the second day on, and a first weekend may rest", () => {
  const noisy: Series = (_, random) => Math.round(40 * Math.exp(0.9 * random.normal()));
  const trickle = (day: number): Series => (time, random) => {
    const since = time - (MONDAY + day * DAY + DAY / 2);
    const value = noisy(time, random);
    return since >= 0 && since < 3 * HOUR ? 1 + Math.floor(3 * random.random()) : value;
  };
  for (const day of [1, 3, 16]) {
    const rows = frozenRows(trickle(day));
    const noon = day * 288 + 144;
    assert.ok(rows[0]! >= noon + 11 && rows[0]! <= noon + 14, `day ${day}: ${rows[0]! - noon}`);
    assert.ok(rows.at(-1)! < noon + 36);
  }
  assert.deepEqual(frozenRows(noisy), []);
  const weekends = hangs((_, random) => 100 + random.normal(), 8, 5, 12, 19, 26);
  assert.deepEqual(frozenRows(weekends, { step: HOUR, days: 30 }), []);
});

Deno.test("Frozen: state() takes everything along, and rows alone give the same", () => {
  const step = 5 * MINUTE;
  const random = new Mt19937(1);
  const usual = new UsualHour(step, new LocalClock("UTC"));
  const series = hangs(LIVELY["counts with nothing by night"]!, 3, 9, 12);
  const whole = new Frozen(step);
  const learned = new Frozen(step);
  let restarted = new Frozen(step);
  const rang = new Set<number>();
  for (let row = 0; row < 14 * 288; row++) {
    const time = MONDAY + row * step;
    const value = series(time, random);
    usual.push(time, value);
    if (row < 12 * 288) learned.learn(value);
    else learned.push(time, value, usual);
    for (const frozen of [whole, restarted]) frozen.push(time, value, usual);
    assert.equal(restarted.rings, whole.rings, `row ${row}`);
    if (row >= 12 * 288) assert.equal(learned.rings, whole.rings, `row ${row}`);
    if (whole.rings) rang.add(Math.floor(row / 288));
    if (row % 50 > 0) continue;
    const io = new StateIo();
    restarted.state(io);
    restarted = new Frozen(step);
    restarted.state(new StateIo({ body: io.written.slice() }));
  }
  assert.deepEqual([...rang], [9, 12]);
});

/** No-night counts or a sawtooth of a gauge for 24 days, changed from noon of day 22 on. */
function detect(
  series: Series,
  options: { direction?: "up" | "down"; sensitivity?: { days: number }; restart?: boolean } = {},
): { noon: number; results: DetectorResult[] } {
  const { restart = false, ...asked } = options;
  const random = new Mt19937(4);
  let detector = new StreamingDetector({ seed: 1, ...asked });
  const noon = 22 * 288 + 144;
  const results: DetectorResult[] = [];
  for (let row = 0; row < noon + 72; row++) {
    results.push(detector.update(timeOf(row), series(timeOf(row), random)));
    if (!restart || row !== noon + 5) continue;
    const bytes = detector.snapshot();
    detector = new StreamingDetector({ seed: 1, ...asked });
    detector.restore(bytes);
  }
  return { noon, results };
}

Deno.test("update(): a series with empty nights that freezes by day rings within the hour, and once", () => {
  const series = LIVELY["counts with nothing by night"]!;
  const told = (options: Parameters<typeof detect>[1]) => {
    const { noon, results } = detect(hangs(series, 4, 22), options);
    return results.flatMap(({ isAlert, alert }, row) =>
      row >= noon && isAlert ? [[row - noon, alert!.channel, alert!.direction, alert!.text]] : []
    );
  };
  const [alert, ...more] = told({});
  assert.deepEqual([alert?.slice(0, 3), more], [[11, "quiet", "none"], []]);
  assert.match(String(alert![3]), /moves less than it should/);
  const { noon, results } = detect(hangs(series, 4, 22));
  const resolved = results.findIndex(({ alert }, row) => row > noon && alert?.state === "resolved");
  assert.equal(resolved, noon + 4 * 12 + 7, "once it has moved for 40 minutes");
  assert.deepEqual(told({ restart: true }), [alert]);
  assert.deepEqual(told({ sensitivity: { days: 365 } }), [alert]);
  assert.deepEqual(told({ direction: "up" }), []);
});

Deno.test("update(): a sawtooth, whose own rate is high, and what follows a spike, freeze too", () => {
  let level = 30;
  const sawtooth: Series = (_, random) => {
    level = level > 60 || random.random() < 1 / 800 ? 30 : level + 0.04;
    return to(2, level + 0.2 * random.normal());
  };
  const spike: Series = (time, random) => {
    const after = time - (MONDAY + 22 * DAY + 10 * HOUR);
    const value = 600 + 60 * Math.sin(time / DAY * 2 * Math.PI) + 20 * random.normal();
    return Math.round(after >= 0 && after < HOUR / 4 ? 9 * value : value);
  };
  for (const [name, series] of Object.entries({ sawtooth, spike })) {
    const { noon, results } = detect(hangs(series, 4, 22));
    const rings = results.flatMap(({ isAlert, alert }, row) =>
      row >= noon && isAlert ? [[row - noon, alert!.channel]] : []
    );
    assert.equal(rings[0]?.[1], "quiet", name);
    assert.ok(Number(rings[0]?.[0]) <= 11, name);
  }
});
