/** Local time, calendars, and what is usual at an hour. */
import assert from "node:assert/strict";
import { readCalendar, StreamingDetector } from "../../../lib/detect/mod.ts";
import { LocalClock } from "../../../lib/detect/streaming/hour/local_clock.ts";
import { levelMiss } from "../../../lib/detect/streaming/hour/level_miss.ts";
import { SlotRing } from "../../../lib/detect/streaming/hour/slot_ring.ts";
import { UsualHour } from "../../../lib/detect/streaming/hour/usual_hour.ts";
import { Mt19937 } from "../../../lib/math/random.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const MONDAY = Date.UTC(2026, 0, 5);

Deno.test("LocalClock follows daylight saving, half hours and the date line", () => {
  const offset = (zone: string, stamp: string) =>
    new LocalClock(zone).offset(Date.parse(stamp)) / HOUR;
  assert.equal(offset("UTC", "2024-07-01T00:00Z"), 0);
  assert.equal(offset("Europe/Berlin", "2024-01-15T12:00Z"), 1);
  assert.equal(offset("Europe/Berlin", "2024-03-31T00:59Z"), 1);
  assert.equal(offset("Europe/Berlin", "2024-03-31T01:00Z"), 2);
  assert.equal(offset("Europe/Berlin", "2024-10-27T00:59Z"), 2);
  assert.equal(offset("Europe/Berlin", "2024-10-27T01:00Z"), 1);
  assert.equal(offset("Asia/Kolkata", "2024-05-01T00:00Z"), 5.5);
  assert.equal(offset("Pacific/Kiritimati", "2024-05-01T00:00Z"), 14);
  assert.equal(offset("America/New_York", "1969-12-31T12:00Z"), -5);
  const clock = new LocalClock("Australia/Lord_Howe"); // half an hour of daylight saving
  const stamps = [
    "2024-04-06T14:59Z",
    "2024-04-06T15:00Z",
    "2024-10-05T15:29Z",
    "2024-10-05T15:30Z",
  ];
  assert.deepEqual(stamps.map((stamp) => clock.offset(Date.parse(stamp)) / HOUR), [
    11,
    10.5,
    10.5,
    11,
  ]);
});

Deno.test("LocalClock.moment() undoes the offset, and passes over an hour that is not there", () => {
  const clock = new LocalClock("Europe/Berlin");
  for (let time = Date.UTC(2024, 2, 30); time < Date.UTC(2024, 3, 2); time += 15 * MINUTE) {
    assert.equal(clock.moment(time + clock.offset(time)), time);
  }
  assert.equal(clock.moment(Date.UTC(2024, 2, 31, 2, 30)), Date.UTC(2024, 2, 31, 0, 30));
  // the hour that comes twice: its first time
  assert.equal(clock.moment(Date.UTC(2024, 9, 27, 2, 30)), Date.UTC(2024, 9, 27, 0, 30));
});

Deno.test("UsualHour knows the median of the same time, in local time across a clock change", () => {
  const start = Date.UTC(2024, 2, 4); // three weeks before the change in Berlin
  const clock = new LocalClock("Europe/Berlin");
  const [local, utc] = [clock, new LocalClock("UTC")].map((zone) =>
    new UsualHour(15 * MINUTE, zone)
  );
  const misses = [0, 0];
  for (let row = 0; row < 30 * 96; row++) {
    const time = start + row * 15 * MINUTE;
    const hour = (time + clock.offset(time)) / HOUR % 24;
    const value = 500 + Math.round(400 * Math.sin(2 * Math.PI * (hour - 9) / 24));
    [local!, utc!].forEach((usual, k) => {
      usual.push(time, value);
      if (row >= 27.5 * 96 && row < 29.5 * 96) misses[k]! += Math.abs(usual.usual - value) / 192;
    });
  }
  assert.ok(misses[0]! < 1, `${misses}`);
  assert.ok(misses[1]! > 30, `${misses}`);
});

Deno.test("UsualHour takes weekends from weekends, and a weekly job from its weekday", () => {
  const usual = new UsualHour(5 * MINUTE, new LocalClock("UTC"));
  const random = new Mt19937(1);
  const start = Date.UTC(2024, 0, 1); // a Monday
  const seen: Record<string, number> = {};
  for (let row = 0; row < 29 * 288; row++) {
    const time = start + row * 5 * MINUTE;
    const day = Math.floor(row / 288);
    const minute = row % 288 * 5;
    const job = day % 7 === 2 && minute >= 180 && minute < 240;
    const value = (day % 7 >= 5 ? 100 : 1000) + (job ? 700 : 0) + Math.round(10 * random.normal());
    usual.push(time, value);
    if (day === 26 && minute === 720) seen.saturday = usual.usual;
    if (day === 24 && minute === 720) seen.thursday = usual.usual;
    if (day === 23 && minute === 210) seen.job = usual.usual;
    if (day === 24 && minute === 210) seen.noJob = usual.usual;
  }
  const near = (value: number, expected: number) =>
    assert.ok(Math.abs(value - expected) < 20, `${value}`);
  near(seen.saturday!, 100);
  near(seen.thursday!, 1000);
  near(seen.job!, 1700);
  near(seen.noJob!, 1000);
});

Deno.test("UsualHour: what is far out on a weekday is so in the second week as in the third", () => {
  const random = new Mt19937(4);
  const usual = new UsualHour(5 * MINUTE, new LocalClock("UTC"));
  const spreads: number[] = [];
  for (let row = 0; row < 21 * 288; row++) {
    const day = Math.floor(row / 288);
    const weekend = day % 7 >= 5;
    const isOut = row % 288 === 60 + 8 * day; // at another time each day
    const value = Math.round((weekend ? 300 : 1000) * (1 + 0.03 * random.normal()));
    usual.push(MONDAY + row * 5 * MINUTE, isOut ? 0.75 * value : value);
    if (isOut && !weekend) spreads.push(usual.z);
  }
  for (const z of spreads.slice(5)) assert.ok(z < -3, `${spreads}`);
});

Deno.test("UsualHour: years later nothing is known to be usual", () => {
  const usual = new UsualHour(HOUR, new LocalClock("UTC"));
  for (let row = 0; row < 21 * 24; row++) usual.push(MONDAY + row * HOUR, 100);
  assert.equal(usual.usual, 100);
  usual.push(MONDAY + 3650 * DAY, 7);
  assert.deepEqual([usual.any, usual.usual, usual.z], [false, NaN, 0]);
});

Deno.test("UsualHour remembers across gaps, and what is absent", () => {
  const usual = new UsualHour(5 * MINUTE, new LocalClock("UTC"));
  const start = Date.UTC(2024, 0, 1);
  for (let row = 0; row < 12 * 288; row++) {
    const minute = row % 288 * 5;
    const day = Math.floor(row / 288);
    if (minute >= 60 && minute < 120) continue; // never at this time
    if (day === 3 || day === 8) continue; // days without anything
    usual.push(start + row * 5 * MINUTE, 100 + minute);
  }
  usual.push(start + 12 * DAY + 6 * HOUR, 460);
  assert.equal(usual.usual, 460);
  // Monday, after nine weekdays (the first day does not count), two of them without anything
  const next = start + 14 * DAY;
  const absence = (minute: number, newest: number) =>
    usual.absence(next + minute * MINUTE, next + newest * MINUTE);
  const near = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 1e-12, `${a} for ${b}`);
  near(absence(90, 85), 1);
  near(absence(365, 360), 2 / 9);
  near(absence(30, 25), (2 + 7 * 7 / 13) / 9); // 00:30 to 01:30, 7 of 13 slots in the hour
  near(absence(125, 120), 2 / 9); // what was missing before the newest sample says nothing
  near(absence(125, 30), (2 + 7 * 11 / 25) / 9); // 01:05 to 03:05
  const sunday = start + 13 * DAY + 7 * HOUR;
  assert.equal(usual.absence(sunday, sunday - 5 * MINUTE), 0, "one of many is no habit");
});

const ICS = `BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
SUMMARY:New Year
DTSTART;VALUE=DATE:20240101
RRULE:FREQ=YEARLY;COUNT=3
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Maintenance
CATEGORIES:QUIET
DTSTART:20240305T010000Z
DTEND:20240305T023000Z
RRULE:FREQ=WEEKLY;COUNT=2
EXDATE:20240312T010000Z
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Launch
DTSTART:20240701T180000
DURATION:PT3H
END:VEVENT
BEGIN:VEVENT
UID:4
SUMMARY:Sale in New York
DTSTART;TZID=America/New_York:20240704T090000
DTEND;TZID=America/New_York:20240704T100000
END:VEVENT
END:VCALENDAR
`;

Deno.test("readCalendar() reads days, zones, durations and repetitions", () => {
  const events = readCalendar(ICS, { timeZone: "Europe/Berlin" }).map((
    { start, end, name, expect },
  ) => [
    name,
    new Date(start).toISOString(),
    (Number(end) - Number(start)) / HOUR,
    expect,
  ]);
  assert.deepEqual(events, [
    ["New Year", "2023-12-31T23:00:00.000Z", 24, "another day"],
    ["Maintenance", "2024-03-05T01:00:00.000Z", 1.5, "quiet"],
    ["Launch", "2024-07-01T16:00:00.000Z", 3, "another day"],
    ["Sale in New York", "2024-07-04T13:00:00.000Z", 1, "another day"],
    ["New Year", "2024-12-31T23:00:00.000Z", 24, "another day"],
    ["New Year", "2025-12-31T23:00:00.000Z", 24, "another day"],
  ]);
  assert.equal(readCalendar(ICS.replaceAll("\n", "\r\n"), { expect: "quiet" })[0]!.expect, "quiet");
  assert.equal(
    readCalendar(ICS, { until: Date.UTC(2024, 5, 1) }).filter(({ name }) => name === "New Year")
      .length,
    1,
  );
  for (const bad of ["", "x", "BEGIN:VEVENT\nEND:VEVENT", "BEGIN:VCALENDAR\nBEGIN:VEVENT"]) {
    assert.throws(() => readCalendar(bad), SyntaxError);
  }
});

/** Three weeks of office traffic, and a Wednesday that is like a Sunday, or without traffic. */
function office(wednesday: (weekend: number) => number, calendar?: string) {
  const random = new Mt19937(7);
  const detector = new StreamingDetector({
    seed: 1,
    ...(calendar === undefined ? {} : { calendar }),
  });
  const start = Date.UTC(2024, 0, 1);
  const rings: number[] = [];
  for (let row = 0; row < 27 * 96; row++) {
    const [day, hour] = [Math.floor(row / 96), row / 4 % 24];
    const curve = 1 + 0.8 * Math.sin(2 * Math.PI * (hour - 9) / 24);
    let rate = (day % 7 >= 5 ? 300 : 1000) * curve;
    if (day === 23) rate = wednesday(300 * curve);
    const value = Math.max(0, Math.round(rate + Math.sqrt(rate) * random.normal()));
    if (detector.update(start + row * 15 * MINUTE, value).isAlert) rings.push(day);
  }
  return rings.filter((day) => day >= 22);
}

const holiday = (categories = "") =>
  `BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Holiday\n${categories}DTSTART;VALUE=DATE:20240124\nEND:VEVENT\nEND:VCALENDAR\n`;

Deno.test("calendar: a holiday like a Sunday is usual, an outage in it rings, unless it is quiet", () => {
  assert.ok(office((weekend) => weekend).length > 0, "without a calendar it rings");
  assert.deepEqual(office((weekend) => weekend, holiday()), []);
  assert.ok(office(() => 0, holiday()).includes(23));
  assert.ok(!office(() => 0, holiday("CATEGORIES:quiet\n")).includes(23));
});

Deno.test("levelMiss(): mean distance from the median over whole days, what is far out cut", () => {
  const ring = new SlotRing(6 * HOUR);
  const take = (values: readonly number[]) =>
    values.forEach((value, k) => {
      ring.enter(MONDAY + k * 6 * HOUR, value);
      ring.push(value);
    });
  take([9, 9, 9, 9]);
  assert.ok(Number.isNaN(levelMiss(ring, 14)), "the first day is not over");
  take([1, 2, 3, 4, 5, 6, 7, 8, 100]);
  assert.equal(levelMiss(ring, 2), 2, "of 1 to 8 from 5: 4, 3, 2, 1, 0, 1, 2, 3");
  assert.equal(levelMiss(ring, 1), 1, "of 5 to 8 from 7: the day before today");
  const bursty = new SlotRing(HOUR);
  for (let hour = 0; hour <= 24; hour++) {
    bursty.enter(MONDAY + hour * HOUR, 0);
    bursty.push(hour === 7 ? 241 : 1);
  }
  assert.equal(levelMiss(bursty, 14), 5 * (240 / 24) / 24, "one burst counts as five means");
  const rare = new SlotRing(6 * HOUR);
  [0, 0, 7, 0, 0].forEach((value, k) => {
    rare.enter(MONDAY + k * 6 * HOUR, value);
    rare.push(value);
  });
  assert.equal(levelMiss(rare, 14), Infinity, "most are empty");
});

Deno.test("SlotRing: zeros stay zeros beside an origin that 32 bits cannot hold", () => {
  const ring = new SlotRing(6 * HOUR);
  [0.06, 0, 0.06, 0, 0].forEach((value, k) => {
    ring.enter(MONDAY + k * 6 * HOUR, value);
    ring.push(value);
  });
  const day = MONDAY / DAY;
  assert.deepEqual([1, 3].map((slot) => ring.at(day, slot)), [0, 0]);
  assert.ok(Math.abs(ring.at(day, 2) - 0.06) < 1e-8);
});

Deno.test("UsualHour.foretells: a rhythm, not noise around one level nor one that wanders", () => {
  const random = new Mt19937(3);
  const foretells = (value: (hour: number) => number) => {
    const usual = new UsualHour(HOUR, new LocalClock("UTC"));
    for (let hour = 0; hour < 35 * 24; hour++) usual.push(MONDAY + hour * HOUR, value(hour));
    return usual.foretells;
  };
  let level = 0;
  assert.equal(foretells((hour) => 5 * Math.sin(hour * Math.PI / 12) + random.normal()), true);
  assert.equal(foretells((hour) => Math.floor(hour / 24) % 7 < 5 ? 50 : 20), true);
  assert.equal(foretells(() => random.normal()), false);
  assert.equal(foretells(() => level += random.normal()), false);
  assert.equal(foretells(() => 7), false);
});
