/** A level that was taken for the new one: its rows are no news, what leaves it is a return. */
import assert from "node:assert/strict";
import { detectorAfter } from "./streaming_series.ts";
import { normalSeries } from "../../../lib/evaluate/incidents/profiles.ts";
import { opened } from "../../../lib/detect/streaming/alerts/open_alert.ts";
import { TakenLevel } from "../../../lib/detect/streaming/alerts/taken_level.ts";
import type { UsualHour } from "../../../lib/detect/streaming/hour/usual_hour.ts";

const DAY = 24 * 3_600_000;

const rowOf = (value: number, usual: number, days = 5) => ({
  time: days * DAY,
  value,
  usual,
  deviation: value - usual,
});

/** A level of so many times 100, taken on the third day. */
function taken(factor: number): TakenLevel {
  const level = new TakenLevel();
  const direction = factor > 1 ? "up" : "down";
  const alert = { since: 0, channel: "hour", direction, score: 1 } as const;
  level.take(3 * DAY, { ...opened(alert, rowOf(factor * 100, 100, 0), 0), off: 0 });
  return level;
}

Deno.test("TakenLevel.isLeft(): a value nearer to the level before than to the one that was taken, for four weeks", () => {
  const left = (factor: number, value: number, usual: number, days = 5) =>
    taken(factor).isLeft(rowOf(value, usual, days));
  assert.deepEqual([left(0.5, 98, 50), left(0.5, 60, 50), left(0.5, 300, 50)], [
    true,
    false,
    false,
  ]);
  assert.deepEqual([left(2, 105, 200), left(2, 400, 200)], [true, false]);
  assert.deepEqual([left(0, 40, 0), left(0, 0, 0)], [true, false]);
  assert.equal(left(0.5, 98, 50, 32), false);
  assert.equal(new TakenLevel().isLeft(rowOf(98, 50, 0)), false);
});

Deno.test("TakenLevel.isThere(): a value nearer to the level than to the one before or as far again, for a week", () => {
  const there = (factor: number, value: number, usual: number, days = 5) =>
    taken(factor).isThere(rowOf(value, usual, days));
  assert.deepEqual(
    [50, 40, 65, 30, 75, 150, 0].map((value) => there(0.5, value, 100)),
    [true, true, true, false, false, false, false],
  );
  assert.deepEqual([200, 300, 130, 50].map((value) => there(2, value, 100)), [
    true,
    false,
    false,
    false,
  ]);
  assert.deepEqual([there(0.5, 50, 100, 7), there(0.5, 50, 100, 7.1)], [true, false]);
  assert.deepEqual([there(0.5, -50, -100), there(0.5, 5, 0), there(0, 0, 100)], [
    true,
    false,
    false,
  ]);
  assert.equal(new TakenLevel().isThere(rowOf(50, 100, 0)), false);
});

Deno.test("TakenLevel.isThere(): no more once rows have said that what was usual before is back", () => {
  const usualOf = (spreads: number) =>
    ({ known: true, z: spreads, spreads, spreadsAt: (share: number) => 10 * share }) as UsualHour;
  const after = (...spreads: number[]) => {
    const level = taken(0.5);
    spreads.forEach((one) => level.push(usualOf(one)));
    return level.isThere(rowOf(50, 100));
  };
  assert.equal(after(-5, -5, -5), true);
  assert.equal(after(-5, -3, -4, -2), true);
  assert.equal(after(0), false);
  assert.equal(after(0, -5, -5, -5), false, "a level again is another one");
});

Deno.test("StreamingDetector: a level that begins on a weekday rings once, on the weekend too", () => {
  const start = 50 * 24 + 10; // a Tuesday
  for (const [profile, seed] of [["busy", 201], ["busy", 202], ["no-night", 203]] as const) {
    const { timestamps, rates, draw, values } = normalSeries(profile, {
      stepMinutes: 60,
      days: 60,
      seed,
    });
    const detector = detectorAfter(start, { timestamps, values });
    const snapshot = detector.snapshot();
    for (const factor of [0.5, 2]) {
      detector.restore(snapshot);
      const told: string[] = [];
      for (let row = start; row < timestamps.length; row++) {
        const { isAlert, alert } = detector.update(timestamps[row]!, draw(factor * rates[row]!));
        if (isAlert) told.push(`${row - start} h: ${alert!.text}`);
      }
      assert.equal(told.length, 1, `${profile}, ${factor}, seed ${seed}: ${told.join("; ")}`);
    }
  }
});
