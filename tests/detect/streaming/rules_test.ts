/** The alert's rules one by one, against plain statements of them. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { isAtItsHour } from "../../../lib/detect/streaming/alerts/asked.ts";
import { AlertRule } from "../../../lib/detect/streaming/alerts/alert_rule.ts";
import { Course } from "../../../lib/detect/streaming/course/course.ts";
import type { Channel } from "../../../lib/detect/streaming/channels/channel.ts";
import { Episodes } from "../../../lib/detect/streaming/alerts/episodes.ts";
import { Outage } from "../../../lib/detect/streaming/alerts/outage.ts";
import {
  count,
  isOff,
  isStillOff,
  isWorse,
  opened,
  timesOff,
} from "../../../lib/detect/streaming/alerts/open_alert.ts";
import { OwnRate } from "../../../lib/detect/streaming/alerts/own_rate.ts";
import { Standstill } from "../../../lib/detect/streaming/alerts/standstill.ts";
import {
  ageFactor,
  capFactor,
  DEFAULT_THRESHOLD,
  sensitivityFactor,
} from "../../../lib/detect/streaming/alerts/sensitivity.ts";
import { HourChannel } from "../../../lib/detect/streaming/channels/hour_channel.ts";
import { alertRules } from "../../../lib/detect/streaming/options.ts";
import { RowMemory } from "../../../lib/detect/streaming/memory/row_memory.ts";
import { LocalClock } from "../../../lib/detect/streaming/hour/local_clock.ts";
import { poisson } from "./streaming_series.ts";
import { UsualHour } from "../../../lib/detect/streaming/hour/usual_hour.ts";
import { DeviationTail } from "../../../lib/detect/streaming/tails/deviation_tail.ts";
import { Mt19937 } from "../../../lib/math/random.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEP = 5 * MINUTE;

/** What becomes of rows: minutes, scores, distances from their hour, and whether they are news. */
function follow(rows: readonly (readonly [number, number, number, boolean?])[]): string[] {
  const episodes = new Episodes();
  return rows.map(([minutes, score, z, isNews = false]) =>
    episodes.push({ time: minutes * MINUTE, score, step: STEP, z, isNews })
  );
}

Deno.test("Episodes: 40 minutes of calm end one; a row that is news rings inside", () => {
  assert.deepEqual(
    follow([[0, 0.9, 9], [5, 1, 9], [10, 9, 9], [15, 1, 9, true], [20, 0.5, 9, true], [54, 3, 9]]),
    ["calm", "fires", "inside", "rises", "calm", "inside"],
  );
  assert.equal(follow([[0, 1.1, 9], [10 * 60, 1.1, 9]])[1], "fires");
});

Deno.test("Episodes: an echo is passed over while the value is usual at its hour", () => {
  const [, ...later] = follow([[0, 2, 9], [60, 5, 3.9], [120, 5, 4.1]]);
  assert.deepEqual(later, ["echo", "fires"]);
  // the windows have forgotten after 60 rows
  assert.equal(follow([[0, 2, 9], [303, 2, 0]])[1], "fires");
});

Deno.test("Episodes: what was not far out itself has no echo", () => {
  assert.deepEqual(
    follow([[0, 2, 3.9], [30, 2, 1], [75, 2, 1], [80, 2, 5], [150, 2, 1]]),
    ["fires", "inside", "fires", "inside", "echo"],
  );
  const episodes = new Episodes();
  episodes.stay(0); // an outage that goes on
  const push = (minutes: number) =>
    episodes.push({ time: minutes * MINUTE, score: 2, step: STEP, z: 1 });
  assert.deepEqual([100, 303].map(push), ["echo", "fires"]);
});

Deno.test("Episodes: what is known not to matter hides nothing that follows", () => {
  const episodes = new Episodes();
  episodes.hush(0, STEP);
  const push = (minutes: number) =>
    episodes.push({ time: minutes * MINUTE, score: 1, step: STEP, z: 9 });
  assert.deepEqual([5, 10].map(push), ["fires", "inside"]);
  episodes.hush(15 * MINUTE, STEP); // within an episode that has rung
  assert.equal(push(20), "inside");
});

Deno.test("Episodes: a far row that is passed over has an echo, and hides nothing far", () => {
  for (
    const [passed, z, expected] of [[9, 1, "echo"], [9, -9, "fires"], [1, 1, "fires"]] as const
  ) {
    const episodes = new Episodes();
    episodes.pass(0, passed);
    const made = episodes.push({ time: 10 * STEP, score: 1.5, step: STEP, z });
    assert.equal(made, expected);
  }
});

Deno.test("Episodes: steps of an hour count in rows where those are longer", () => {
  const episodes = new Episodes();
  const push = (hours: number) => episodes.push({ time: hours * HOUR, score: 2, step: HOUR, z: 9 });
  assert.deepEqual([0, 4, 9].map(push), ["fires", "inside", "fires"]);
});

Deno.test("Episodes: as many minutes of calm as are asked for, 4.5 steps at least", () => {
  const follow = (calm: number, ...minutes: number[]) => {
    const episodes = new Episodes(calm);
    return minutes.map((at) => episodes.push({ time: at * MINUTE, score: 2, step: STEP, z: 9 }));
  };
  assert.deepEqual(follow(300, 0, 299, 598, 898), ["fires", "inside", "inside", "fires"]);
  assert.deepEqual(follow(0, 0, 20, 45), ["fires", "inside", "fires"]);
});

Deno.test("Outage: two or more samples, together rarer than the sensitivity allows", () => {
  const usual = new UsualHour(STEP, new LocalClock("UTC"));
  const outage = new Outage();
  for (let row = 0; row < 2000; row++) outage.push(0, 0, usual);
  assert.equal(Outage.late(0, 1.4 * STEP, STEP), 0);
  assert.equal(Outage.late(0, 2.5 * STEP, STEP), 2);
  assert.deepEqual([0, 1, 2].map((late) => outage.rings(0, late, 30, usual)), [false, false, true]);
  const lossy = new Outage();
  for (let row = 0; row < 2000; row++) lossy.push(0, row % 3 === 0 ? 1 : 0, usual); // a quarter is lost
  const rings = (late: number, days: number) => lossy.rings(0, late, days, usual);
  // 0.25 ^ k < 1 / 8640 from k = 7 on, 1 / 2016 from 6
  assert.deepEqual([6, 7].map((late) => rings(late, 30)), [false, true]);
  assert.deepEqual([5, 6].map((late) => rings(late, 7)), [false, true]);
});

Deno.test("Outage: gaps of hours count as ten samples each, so the fourth rings as the first", () => {
  const usual = new UsualHour(STEP, new LocalClock("UTC"));
  const outage = new Outage();
  for (let row = 0; row < 15 * 288; row++) {
    outage.push(0, row > 0 && row % 1400 === 0 ? 48 : 0, usual);
    if (row > 1000) assert.ok(outage.rings(0, 2, 30, usual), `row ${row}`);
  }
  const often = new Outage(); // three are missing five times a day
  for (let row = 0; row < 15 * 288; row++) often.push(0, row % 58 === 0 ? 3 : 0, usual);
  assert.equal(often.rings(0, 3, 30, usual), false);
});

Deno.test("sensitivityFactor() is the cube root of the rows between false alerts but for 12, and beyond 2 the sixth", () => {
  const rows = (days: number, minutes: number) => days * 1440 / minutes;
  const factor = (days: number, minutes: number) => sensitivityFactor({ days }, minutes * MINUTE);
  for (const [days, minutes] of [[30, 5], [14, 1], [60, 15], [7, 60], [30, 1440]] as const) {
    const expected = Math.cbrt(0.00016 * (rows(days, minutes) - 12));
    assert.ok(Math.abs(factor(days, minutes) / expected - 1) < 1e-12);
  }
  for (const [days, minutes] of [[60, 1], [30, 0.5], [3650, 5]] as const) {
    const expected = Math.sqrt(2 * Math.cbrt(0.00016 * (rows(days, minutes) - 12)));
    assert.ok(expected > 2 && Math.abs(factor(days, minutes) / expected - 1) < 1e-12);
  }
  assert.equal(factor(1, 1440), factor(14, 1440), "what comes more often runs together");
});

Deno.test("whoever asks for more alerts has no higher threshold, no longer calm and no longer echo", () => {
  const days = fc.double({ min: 1, max: 3650, noNaN: true });
  const minutes = fc.constantFrom(0.5, 1, 5, 15, 60, 1440);
  fc.assert(
    fc.property(days, days, minutes, (one, other, stepMinutes) => {
      const step = stepMinutes * MINUTE;
      const [more, fewer] = [Math.min(one, other), Math.max(one, other)].map((days) => {
        const episodes = new Episodes(undefined, days);
        return [sensitivityFactor({ days }, step), episodes.calm(step), episodes.echo(step)];
      });
      assert.ok(more!.every((length, i) => length <= fewer![i]!), `${more} ${fewer}`);
    }),
    { seed: 1 },
  );
});

Deno.test("Episodes: at daily steps calm is a seventh of the days asked for, and an echo twice as long as they", () => {
  const follow = (days: number, rows: readonly (readonly [number, number])[]) => {
    const episodes = new Episodes(undefined, days);
    return rows.map(([day, z]) => episodes.push({ time: day * DAY, score: 2, step: DAY, z }));
  };
  const calm = [[0, 9], [1, 9], [3, 9], [7, 9], [12, 9]] as const;
  assert.deepEqual(follow(14, calm), ["fires", "inside", "fires", "fires", "fires"]);
  assert.deepEqual(follow(60, calm), ["fires", "inside", "inside", "inside", "fires"]);
  const echo = [[0, 9], [27, 1], [29, 1], [61, 1]] as const;
  assert.deepEqual(follow(14, echo), ["fires", "echo", "fires", "fires"]);
  assert.deepEqual(follow(60, echo), ["fires", "echo", "echo", "fires"]);
});

Deno.test("capFactor() raises caps with the threshold from twice the default on", () => {
  assert.equal(capFactor(DEFAULT_THRESHOLD), 1);
  assert.equal(capFactor(2 * DEFAULT_THRESHOLD), 1);
  assert.ok(Math.abs(capFactor(5 * DEFAULT_THRESHOLD) - 2.5) < 1e-12);
});

/**
 * A series of an hour's episodes that reach `level` every so many days; the factor after `days`.
 */
function ownFactor(days: number, every: number, level: number, step = STEP, most = 2.5): number {
  const own = new OwnRate(step, most);
  for (let row = 0; row * step < days * DAY; row++) {
    const time = row * step;
    own.pass(time, time);
    const hot = time % (every * DAY) < HOUR;
    if (hot && own.counts(level)) own.push({ time, age: time, level, z: Infinity });
  }
  return own.factor;
}

Deno.test("OwnRate raises the threshold of a series whose episodes are more than normal ones'", () => {
  assert.equal(ownFactor(60, 1, 1.9), 1, "what does not reach its level is not counted");
  assert.equal(ownFactor(300, 200, 2), 1, "one episode in 200 days is no more than normal");
  // on days 5, 10 and 15 an episode, where one in 150 days was expected
  const kept = (days: number) => Math.exp(-days / 60);
  const counted = kept(15) + kept(10) + kept(5);
  const expected = 60 / 150 * (1 - kept(19));
  const exact = ((0.5 + counted) / (0.5 + expected)) ** (1 / 2.75);
  assert.ok(Math.abs(ownFactor(20, 5, 3) / exact - 1) < 0.002, `${ownFactor(20, 5, 3)} ${exact}`);
  assert.equal(ownFactor(60, 0.25, 3), 2.5, "never more than it may");
  assert.equal(ownFactor(60, 0.25, 3, STEP, 1.2), 1.2);
  assert.equal(ownFactor(60, 0.25, 3, STEP, 1), 1);
  assert.ok(Math.abs(ownFactor(20, 5, 3, MINUTE) / exact - 1) < 0.002, "at a minute's step alike");
  assert.equal(ownFactor(20, 5, 300), ownFactor(20, 5, 3), "how far out does not matter");
});

Deno.test("OwnRate counts what normal series reach once in 150 days, at steps where that is less", () => {
  for (const minutes of [15, 60, 1440]) {
    const step = minutes * MINUTE;
    const level = sensitivityFactor({ days: 150 }, step);
    const every = Math.max(1, 6 * step / DAY); // a day's episode has to end
    const raised = ownFactor(60, every, 1.001 * level, step);
    assert.ok(raised > 1.2, `${minutes} minutes: ${raised}`);
    assert.equal(ownFactor(60, every, 0.999 * level, step), 1, `${minutes} minutes`);
    assert.equal(ownFactor(300, 200, 1.001 * level, step), 1, "one in 200 days is no more");
  }
});

Deno.test("OwnRate counts nothing on the first day, one alert an episode, and forgets", () => {
  assert.equal(ownFactor(1, 0.25, 9), 1);
  const own = new OwnRate(STEP, 2.5);
  for (let row = 0; row < 20 * 288; row++) {
    const time = row * STEP;
    own.pass(time, time);
    if (row >= 5 * 288 && row < 10 * 288) own.push({ time, age: time, level: 9, z: Infinity });
  }
  const once = own.factor;
  assert.ok(once > 1.1 && once < 1.35, `five days of one episode: ${once}`);
  own.pass(400 * DAY, 400 * DAY);
  assert.equal(own.factor < 1.01, true);
});

Deno.test("OwnRate counts an incident once, however often it comes and goes within hours", () => {
  const after = (...hours: number[]) => {
    const own = new OwnRate(STEP, 2.5);
    for (let row = 0; row < 10 * 288; row++) {
      const time = row * STEP;
      own.pass(time, time);
      const since = time - 5 * DAY;
      if (hours.includes(since / HOUR)) own.push({ time, age: time, level: 3, z: Infinity });
    }
    return own.factor;
  };
  assert.equal(after(0, 1, 3, 5), after(0));
  assert.ok(after(0, 4) > 1.1 * after(0), `${after(0, 4)} ${after(0)}`);
});

/** After three weeks of a value, which rows that follow are a standstill. */
function standsStill(
  usually: (row: number) => number,
  then: readonly number[],
  step = STEP,
): boolean[] {
  const usual = new UsualHour(step, new LocalClock("UTC"));
  const standstill = new Standstill();
  const push = (row: number, value: number) => {
    usual.push(row * step, value);
    standstill.push(row * step, value, usual);
    return standstill.rings;
  };
  const rows = 21 * DAY / step;
  for (let row = 0; row < rows; row++) push(row, usually(row));
  return then.map((value, k) => push(rows + k, value));
}

Deno.test("Standstill: two rows at next to nothing, where there has always been much", () => {
  const noise = (row: number) => 1000 + 37 * (row * 7919 % 11 - 5);
  assert.deepEqual(standsStill(noise, [0, 0, 50, 0]), [false, true, true, true]);
  assert.deepEqual(standsStill(noise, [0, 1000, 0, 1000]), [false, false, false, false]);
  assert.deepEqual(standsStill(noise, [200, 200, 200]), [false, false, false], "a fifth is left");
  // a Poisson count of 12 is 3.5 spreads: the third row makes it more than 8
  const few = new Mt19937(1);
  assert.equal(standsStill(() => poisson(few, 12), [0, 0, 0, 0]).indexOf(true) > 0, true);
  assert.deepEqual(standsStill(() => poisson(few, 1), Array(12).fill(0)), Array(12).fill(false));
  assert.deepEqual(standsStill(() => 0, [0, 0]), [false, false]);
});

Deno.test("Standstill: minutes after a batch are none for being less than it", () => {
  const rings = [1, 2, 3, 4, 5, 6].filter((seed) => {
    const random = new Mt19937(seed);
    const usual = new UsualHour(MINUTE, new LocalClock("UTC"));
    const standstill = new Standstill();
    let rings = 0;
    for (let row = 0; row < 6 * 1440; row++) {
      const batch = row % 60 < 4 ? 10 + 20 * random.random() : 0; // every hour
      const value = Math.floor(batch - 0.8 * Math.log(1 - random.random()));
      usual.push(row * MINUTE, value);
      standstill.push(row * MINUTE, value, usual);
      if (standstill.rings) rings++;
    }
    return rings > 0;
  });
  assert.ok(rings.length <= 1, `series ${rings}`);
});

/**
 * Which outages of an hour, at 12:00 on these days, are a standstill: in a series with a rhythm.
 */
function outagesTold(days: readonly number[]): string {
  const usual = new UsualHour(STEP, new LocalClock("UTC"));
  const standstill = new Standstill();
  const random = new Mt19937(7);
  const told = days.map(() => 0);
  for (let row = 0; row < (days.at(-1)! + 1) * 288; row++) {
    const time = 4 * DAY + row * STEP;
    const outage = row % 288 >= 144 && row % 288 < 156 ? days.indexOf(Math.floor(row / 288)) : -1;
    const level = 1000 + 500 * Math.sin(2 * Math.PI * row / 288);
    const value = outage < 0 ? Math.round(level * (1 + 0.1 * random.random())) : 0;
    usual.push(time, value);
    standstill.push(time, value, usual);
    if (!standstill.rings) continue;
    assert.ok(outage >= 0, `it stands still at row ${row}`);
    told[outage] = 1;
  }
  return told.join("");
}

Deno.test("Standstill: outages at the same hour days and weeks apart do not become usual, jobs do", () => {
  assert.equal(outagesTold([1, 3, 7, 14, 21]), "11111", "from the second day on");
  assert.equal(outagesTold([3, 6, 9, 12, 15, 18, 21]), "1111111");
  assert.equal(
    outagesTold([28, 29, 30, 31, 32, 35, 36]),
    "1111100",
    "five in a row are a job on weekdays",
  );
  assert.equal(outagesTold([28, 35, 42, 49, 56, 63]), "111000", "a weekly one");
});

Deno.test("Standstill: a series that comes to its nightly nothing within a slot stands not still", () => {
  // by day until 23:02, so that the slot's mean is of two minutes with 1,000 and three with nothing
  const day = (row: number) => row % 1440 < 23 * 60 + 2 && row % 1440 >= 6 * 60 ? 1000 : 0;
  const rings = (value: (row: number) => number) => {
    const then = Array.from({ length: 1440 }, (_, row) => value(row));
    return standsStill(day, then, MINUTE).indexOf(true);
  };
  assert.equal(rings(day), -1);
  assert.equal(rings((row) => row < 12 * 60 ? day(row) : 0), 12 * 60 + 5, "an outage at noon");
});

Deno.test("Standstill: what falls to nothing more than once a day does so for a living", () => {
  const every = (days: number, rows = 1) => (row: number) => row % (288 * days) < rows ? 0 : 1000;
  const random = new Mt19937(5);
  assert.equal(standsStill(every(1.3, 6), [1000, 0, 0]).at(-1), true);
  assert.equal(standsStill(every(0.35), [1000, 0, 0]).at(-1), false);
  assert.equal(standsStill(() => random.random() < 0.02 ? 0 : 1000, [9, 0, 0]).at(-1), false);
});

Deno.test("DeviationTail learns from the start of an incident and from what stays, not from between", () => {
  const random = new Mt19937(3);
  const noise = Array.from({ length: 3000 }, () => random.random() - 0.5);
  const learn = (run: number, incident?: { from: number; to: number }) => {
    const tail = new DeviationTail({
      memory: 4000,
      from: 200,
      leastSd: 0.1,
      mostExcess: 6,
      ...(incident && { incident }),
    });
    noise.forEach((y, i) => tail.push(i > 1000 && i % 1000 < run ? 5 : y));
    return tail.push(5);
  };
  const incident = { from: 8, to: 36 };
  assert.equal(learn(8, incident), learn(8));
  assert.ok(learn(24, incident) > 0.9 * learn(8), `${learn(24, incident)} ${learn(8)}`);
  assert.ok(learn(24) < 0.65 * learn(8), `${learn(24)} ${learn(8)}`);
  assert.ok(learn(200, incident) < 0.65 * learn(24, incident), "what stays is a new level");
});

Deno.test("UsualHour.isFirstOfItsKind(): less on a first weekend, more on a first Monday", () => {
  const from = (start: number, peak = 1000) => (days: number, value: number) => {
    const [above, below] = [1, -1].map((sign) => {
      const usual = new UsualHour(STEP, new LocalClock("UTC"));
      for (let row = 0; row < days * 288; row++) {
        usual.push(start + row * STEP, sign * (row % 288 >= 72 && row % 288 < 216 ? peak : 1000));
      }
      usual.push(start + days * DAY, sign * value);
      return usual.isFirstOfItsKind(sign * value);
    });
    if (peak === 1000) assert.equal(above, below, "as it is mirrored");
    return above;
  };
  const monday = Date.UTC(2024, 0, 1);
  assert.equal(from(monday)(5, 400), true);
  assert.equal(from(monday)(5, 150), false, "an outage rings");
  assert.equal(from(monday)(5, 1100), false, "more does not belong to a weekend");
  assert.equal(from(monday)(4, 400), false, "Friday");
  assert.equal(from(monday)(6, 400), false, "Saturday was seen");
  assert.equal(from(monday - 2 * DAY)(2, 4000), true, "the first Monday");
  assert.equal(from(monday - 2 * DAY)(2, 6000), false, "more than five times the peak");
  assert.equal(from(monday - 2 * DAY, 4000)(2, 14_000), true, "an hour that was quiet");
  assert.equal(from(monday - 2 * DAY, 4000)(2, 16_000), false);
});

Deno.test("DeviationTail: rare deviations to either side are rare, by the tail that was learned", () => {
  const random = new Mt19937(5);
  const tail = new DeviationTail({ memory: 4000, from: 200, leastSd: 0.25, mostExcess: 6 });
  const tails = Array.from({ length: 20_000 }, () => tail.push(3 + random.normal()));
  assert.ok(tails.slice(0, 199).every((x) => x === 0));
  const share = (least: number) => tails.slice(4000).filter((x) => x >= least).length / 16_000;
  assert.ok(share(1) > 0.15 && share(1) < 0.25, `${share(1)}`);
  assert.ok(share(2) > 0.01 && share(2) < 0.03, `${share(2)}`);
  assert.ok(share(4) < 0.001, `${share(4)}`);
  assert.ok(tail.push(12) > 6);
});

Deno.test("DeviationTail: what bursts of three days are like, the next one is too", () => {
  for (const minutes of [1, 5]) { // two and a half bursts of 20 minutes a day, by the short window
    const [day, burst] = [1440 / minutes, 20 / minutes];
    const random = new Mt19937(5);
    const tail = new DeviationTail({
      memory: 14 * day,
      from: 3 * day,
      leastSd: 0.25,
      mostExcess: 4,
    });
    for (let row = 0; row < 3.3 * day; row++) {
      const isBurst = row % Math.round(day / 2.5) >= day / 2.5 - burst;
      tail.push(isBurst ? 6 : 0.4 * random.normal());
    }
    const [again, twice] = [tail.push(6), tail.push(12)];
    assert.ok(again < 4, `${minutes} min: ${again}`);
    assert.ok(twice > again + 1, `${minutes} min: ${twice}`);
  }
});

Deno.test("DeviationTail: what is not beyond its 2 % point is not said to be rarer", () => {
  for (const seed of [1, 2, 3]) {
    const random = new Mt19937(seed);
    const tail = new DeviationTail({ memory: 20_160, from: 4320, leastSd: 0.1, mostExcess: 4 });
    // a long burst as soon as the point is learned takes it far out for good; lesser ones follow
    const tails = Array.from({ length: 28 * 1440 }, (_, row) => {
      const [day, into] = [Math.floor((row - 200) / 1440), (row + 1240) % 1440];
      const burst = day <= 0 ? (into < 60 ? 7 : 0) : into < 20 ? 1 + day % 5 : 0;
      return tail.push((row < 200 ? 0 : burst) + 0.3 * random.normal());
    });
    const most = Math.max(...tails.slice(14 * 1440));
    assert.ok(most < 4, `${most}`);
  }
});

Deno.test("DeviationTail: an excess that is capped leaves a lasting event its tail", () => {
  const last = (mostExcess: number) => {
    const random = new Mt19937(5);
    const tail = new DeviationTail({ memory: 4000, from: 200, leastSd: 0.1, mostExcess });
    let score = 0;
    for (let row = 0; row < 8036; row++) {
      score = tail.push(0.2 * random.normal() + (row < 8000 ? 0 : 1.4));
    }
    return score;
  };
  assert.ok(last(2) > 1.5 * last(6), `${last(2)} and ${last(6)}`);
});

Deno.test("DeviationTail: bursts to one side leave the other its tail", () => {
  for (const side of [1, -1]) {
    const random = new Mt19937(5);
    const tail = new DeviationTail({ memory: 4032, from: 864, leastSd: 0.25, mostExcess: 4 });
    const burst = (row: number) => side * (row % 115 < 6 ? 6 : 0.4 * random.normal());
    for (let row = 0; row < 8000; row++) tail.push(burst(row + 6));
    const fall = tail.push(-side * 3.5);
    assert.ok(fall > 3, `${fall}`);
    const again = tail.push(side * 6);
    assert.ok(again < 4, `${again}`);
  }
});

Deno.test("DeviationTail: where nothing comes by night, neither side is narrow for it", () => {
  const random = new Mt19937(5);
  const tail = new DeviationTail({ memory: 4032, from: 864, leastSd: 0.1, mostExcess: 4 });
  const usual = () => (random.random() < 0.05 ? 4 : 0.5 * random.normal()) - 0.1;
  const tails = Array.from({ length: 12_000 }, (_, row) => tail.push(row % 24 < 14 ? 0 : usual()));
  const most = Math.max(...tails.slice(4000));
  assert.ok(most < 4, `${most}`);
  const fall = tail.push(-3);
  assert.ok(fall > 4, `${fall}`);
});

Deno.test("HourChannel rings alone, also at a minute's step and in a series of many episodes", () => {
  const own = new OwnRate(MINUTE, 2.5);
  for (let episode = 0; episode < 99; episode++) {
    const time = episode * DAY / 4;
    own.push({ time, age: DAY, level: 9, z: Infinity });
  }
  const usual = { step: MINUTE, known: true, z: 0, usual: 1 } as unknown as UsualHour;
  const channel = new HourChannel(new RowMemory(100), usual);
  const random = new Mt19937(4);
  for (let row = 0; row < 12_000; row++) {
    Object.assign(usual, { z: random.normal() });
    channel.push();
  }
  Object.assign(usual, { z: -10 });
  for (let row = 0; row < 20; row++) channel.push(); // a service that sends nothing
  const rows = 20_000;
  const threshold = DEFAULT_THRESHOLD * ageFactor(rows) * sensitivityFactor({ days: 30 }, MINUTE);
  assert.equal(own.factor, 2.5);
  assert.ok(channel.share() < threshold * own.factor, "at its cap");
  const raised = channel.share(capFactor(threshold * own.factor));
  assert.ok(raised > threshold * own.factor, `${raised} of ${2.5 * threshold}`);
});

Deno.test("HourChannel: hours of a little more speak, a burst of much more does not for hours", () => {
  const memory = new RowMemory(4096);
  const usual = { step: STEP, known: true, z: 0, usual: 1 } as unknown as UsualHour;
  const random = new Mt19937(2);
  const after = (rows: number, z: number) => {
    const channel = new HourChannel(memory, usual);
    for (let row = 0; row < 20 * 288; row++) {
      Object.assign(usual, { z: random.normal() });
      channel.push();
    }
    const shares: number[] = [];
    for (let row = 0; row < 72; row++) {
      Object.assign(usual, { z: row < rows ? z : random.normal() });
      channel.push();
      shares.push(channel.share());
    }
    return shares;
  };
  const foretold = { step: STEP, known: true, hasKind: true, foretells: true, z: 0 };
  const fresh = new HourChannel(new RowMemory(100), foretold as unknown as UsualHour);
  for (let row = 1; row < 7 * 288; row++) fresh.push();
  assert.equal(fresh.decides, false, "a week before it is known, and a week less a row");
  fresh.push();
  assert.deepEqual([fresh.decides, fresh.isHabit], [true, true]);
  foretold.foretells = false;
  assert.deepEqual([fresh.decides, fresh.isHabit], [false, false], "it foretells nothing");
  const slow = after(36, 1.7);
  assert.ok(slow.some((share) => share > 3), "three hours at 1.7 spreads");
  const burst = after(6, 10);
  assert.ok(burst.slice(0, 6).some((share) => share > 3), "a burst speaks at once");
  assert.ok(burst.slice(12).every((share) => share === 0), "and not for hours");
});

const SILENT = {
  share: () => 0,
  tail: 0,
  expected: NaN,
  miss: NaN,
  push() {},
  state() {},
};

Deno.test("isAtItsHour(): within two usual spreads, and nothing where much is usual never", () => {
  const usual = { any: true, spreads: -1.4, usual: 932 };
  assert.equal(isAtItsHour(700, usual), true);
  assert.equal(isAtItsHour(0, usual), false);
  assert.equal(isAtItsHour(0, { ...usual, usual: 0 }), true);
  assert.equal(isAtItsHour(700, { ...usual, spreads: 2 }), false);
  assert.equal(isAtItsHour(700, { ...usual, any: false }), false);
});

Deno.test("isWorse(): what is further from its hour that way, whatever the score", () => {
  const row = (deviation: number) => ({ time: 0, value: 0, usual: 0, deviation });
  const worse = (direction: "up" | "down" | "none", then: number, now: number, score: number) =>
    isWorse(row(now), score, {
      since: 0,
      lastHot: 0,
      lastUncalm: 0,
      score: 3,
      channel: "value",
      direction,
      worst: row(then),
      times: 0,
      isOn: true,
      off: 0,
    });
  assert.equal(worse("up", 5, 6, 1), true);
  assert.equal(worse("up", 5, 4, 9), false);
  assert.equal(worse("up", 5, -20, 9), false, "a dip after a spike is not its worst");
  assert.equal(worse("down", -5, -6, 1), true);
  assert.equal(worse("down", -5, 20, 9), false);
  assert.equal(worse("none", -5, 6, 1), true);
  assert.deepEqual([2, 4].map((score) => worse("up", NaN, 6, score)), [false, true]);
});

Deno.test("isOff(): half of what the worst row was, in shares, its way, by half a spread or more", () => {
  const row = (value: number, usual: number) => ({
    time: 0,
    value,
    usual,
    deviation: value - usual,
  });
  const off = (now: [number, number], worst: [number, number], spreads = 1) =>
    isOff(
      row(...now),
      { spreads } as UsualHour,
      { worst: row(...worst) } as Parameters<
        typeof isOff
      >[2],
    );
  assert.equal(off([0, 10], [0, 60]), true);
  assert.equal(off([0, 10], [0, 60], 0.4), false, "too few to say");
  assert.deepEqual([5, 6].map((value) => off([value, 10], [0, 60])), [true, false]);
  assert.deepEqual([20, 13].map((value) => off([value, 10], [120, 60])), [true, false]);
  assert.equal(off([20, 10], [0, 60]), false, "the other way");
  assert.equal(off([0, 10], [0, NaN]), false);
});

Deno.test("isStillOff(): until rows speak for what is usual by twenty to one", () => {
  /** Rows until an alert is not off, each so many spreads from its hour, where a share is `far`. */
  const rows = (
    spreads: number,
    far: (share: number) => number,
    { direction = "down", value = 60, then = 100 } = {},
  ) => {
    const worst = { time: 0, value, usual: then, deviation: value - then };
    const open = { direction, off: 0, worst } as Parameters<typeof count>[2];
    const usual = { known: true, spreads, spreadsAt: far } as UsualHour;
    for (let row = 0; row < 1000; row++) {
      if (!isStillOff(open)) return row;
      count(false, usual, open);
    }
    return Infinity;
  };
  const one = (share: number) => share / 0.2; // spread
  // a usual row speaks by half the square of what a fifth less would be
  assert.deepEqual([1, 2, 4].map((spread) => rows(0, (share) => spread * one(share))), [6, 2, 1]);
  assert.equal(rows(-1, one), Infinity, "as far as half of the worst");
  assert.equal(rows(-0.4, one), 30, "nearer to what is usual");
  assert.equal(rows(0, () => 0), Infinity, "an hour at which nothing comes anyway says nothing");
  assert.equal(rows(0, one, { direction: "none" }), 1, "no way, no level");
  assert.equal(rows(0, one, { then: NaN }), 1, "no usual value, no level");
  const shares: number[] = [];
  const see = (share: number) => shares.push(share);
  rows(0, see, { direction: "up", value: 10_000 });
  assert.ok(Math.abs(shares[0]! - 0.9) < 1e-12, "of a hundred times ten times, which are .9 more");
});

Deno.test("isStillOff(): only after a row that is a spread off to the alert's side, and kept it open", () => {
  /** After hot rows so many spreads from their hour, in the alert of a fall. */
  const isOff = (...spreads: number[]) => {
    const usual = { known: true, spreadsAt: (share: number) => share / 0.2 } as UsualHour;
    const worst = { time: 0, value: 60, usual: 100, deviation: -40 };
    const fired = { since: 0, channel: "novelty", direction: "down", score: 1 } as const;
    const open = opened(fired, worst, 0);
    for (const each of spreads) {
      count(true, { ...usual, spreads: each, z: each } as UsualHour, open);
    }
    return isStillOff(open);
  };
  assert.ok(!isOff() && !isOff(-0.9, 0.4), "a course that is new, at a value as usual");
  assert.ok(isOff(-1), "a fall");
  assert.ok(isOff(-3, -0.5, -3), "one that goes on");
  assert.ok(
    !isOff(-3, 9),
    "a burst in it speaks for what is usual, though it keeps the alert open",
  );
});

Deno.test("timesOff(): 1 / (nearer / deviation + 1 / spreads), 0 the other way or at the usual value", () => {
  const times = (value: number, usual: number, spread: number, direction = "none") => {
    const deviation = value - usual;
    const hour = { spreads: deviation / spread } as UsualHour;
    const open = { direction } as Parameters<typeof timesOff>[2];
    return timesOff({ time: 0, value, usual, deviation }, hour, open);
  };
  const near = (a: number, b: number) => assert.ok(Math.abs(a - b) <= 1e-12 * b, `${a} for ${b}`);
  near(times(200, 100, 1e-9), 1 / (1 + 1e-11));
  near(times(50, 100, 1e-9), 1 / (1 + 2e-11));
  near(times(0, 100, 5), 20);
  near(times(60, 100, 5), 1 / (1.5 + 1 / 8));
  near(times(-300, -100, 5), 1 / (0.5 + 1 / 40));
  near(times(4, 0, 2), 2);
  assert.equal(times(100, 100, 5), 0);
  assert.equal(times(NaN, 100, 5), 0);
  assert.deepEqual([times(200, 100, 5, "down"), times(50, 100, 5, "up")], [0, 0]);
  assert.equal(times(200, 100, 5, "up"), times(200, 100, 5));
});

Deno.test("AlertRule: what asks for the hour in another way counts little once the hour decides", () => {
  const usual = Object.assign(new UsualHour(STEP, new LocalClock("UTC")), { z: 9, known: true });
  const alone = (yields: Channel["yields"], decides: boolean) => {
    const hour = {
      ...SILENT,
      name: "hour",
      yields: "never",
      decides,
      isHabit: false,
      rowsOff: () => 1,
    };
    const loud = { ...SILENT, name: "seasonal", yields, share: () => 5 } as const;
    const rule = new AlertRule({
      memory: new RowMemory(100),
      channels: [loud, hour as unknown as HourChannel],
      hour: hour as unknown as HourChannel,
      usual,
      course: new Course(),
      rules: alertRules({}),
      scale: 1,
      mostOwnRate: 2.5,
      caution: 2.5,
      start: 0,
    });
    rule.push({ row: 8000, time: 28 * DAY, value: 5 }, 0, true);
    return rule.level;
  };
  const full = alone("to the hour", false);
  assert.equal(alone("to a usual hour", true), full);
  assert.ok(Math.abs(alone("to the hour", true) / full - 0.2) < 1e-12);
});

Deno.test("HourChannel: a series at hourly steps that looked calm while it was young is not loud", () => {
  const usual = { step: HOUR, known: true, z: 0, usual: 1 } as unknown as UsualHour;
  const share = (seed: number, far: number) => {
    const random = new Mt19937(seed);
    const channel = new HourChannel(new RowMemory(100), usual);
    let most = 0;
    const push = (spread: number, z?: number) => {
      Object.assign(usual, { z: z ?? spread * random.normal() });
      channel.push();
      most = Math.max(most, channel.share());
    };
    for (let row = 0; row < 7 * 24; row++) push(0.2);
    for (let row = 0; row < 7 * 24; row++) push(0.5);
    if (far > 0) push(0, far);
    return most;
  };
  const seeds = Array.from({ length: 20 }, (_, k) => k + 1);
  assert.equal(seeds.filter((seed) => share(seed, 0) > 1).length, 0);
  assert.ok(seeds.every((seed) => share(seed, 7) > 6), "an outage speaks for itself");
});

Deno.test("HourChannel: two incidents leave it its ears for a third, two days later", () => {
  const heard = [1, 2, 3, 4, 5].map((seed) => {
    const random = new Mt19937(seed);
    const usual = new UsualHour(STEP, new LocalClock("UTC"));
    usual.known = true;
    const channel = new HourChannel(new RowMemory(100), usual);
    let noise = 0; // of half an hour, as services have it
    const push = (rows: number, z?: number): number => {
      let most = 0;
      for (let row = 0; row < rows; row++) {
        noise = 0.85 * noise + 0.5 * random.normal();
        usual.z = z ?? noise;
        channel.push();
        most = Math.max(most, channel.share());
      }
      return most;
    };
    push(28 * 288);
    push(3, 10);
    push(72);
    push(12, -10);
    push(2 * 288);
    return push(24, 8);
  });
  assert.ok(heard.every((share) => share > 7.7), `${heard}`);
});
