/** When an alert says that it began. */
import assert from "node:assert/strict";
import { type Alert, StreamingDetector } from "../../../lib/detect/mod.ts";
import { HourChannel } from "../../../lib/detect/streaming/channels/hour_channel.ts";
import type { UsualHour } from "../../../lib/detect/streaming/hour/usual_hour.ts";
import { RowMemory } from "../../../lib/detect/streaming/memory/row_memory.ts";
import { type IncidentProfile, normalSeries } from "../../../lib/evaluate/incidents/profiles.ts";

const MINUTE = 60_000;
const STEP = 5 * MINUTE;
const HOUR = 12; // rows
const DAY = 24 * HOUR;
const STARTS = [0.13, 0.47, 0.78, 1.41, 1.62].map((day) => Math.round((15 + day) * DAY));

/** An incident put into a normal series: the first alert of it, and rows since it began. */
interface Told {
  readonly alert: Alert;
  readonly rang: number;
  readonly since: number;
}

/** What is told of incidents that begin in the third week of some series, one each. */
function tell(
  profile: IncidentProfile,
  value: (rate: number, draw: (rate: number) => number, before: number) => number,
  seeds: readonly number[],
): Told[] {
  const told: Told[] = [];
  for (const seed of seeds) {
    const { timestamps, values, rates, draw } = normalSeries(profile, {
      stepMinutes: 5,
      days: 18,
      seed,
    });
    const watching = new StreamingDetector({ seed: 1 });
    let row = 0;
    for (const start of STARTS) {
      for (; row < start; row++) watching.update(timestamps[row]!, values[row]!);
      const detector = new StreamingDetector({ seed: 1 });
      detector.restore(watching.snapshot());
      if (detector.end() !== undefined) continue; // something else goes on
      for (let at = start; at < start + 5 * HOUR; at++) {
        const changed = value(rates[at]!, draw, values[start - 1]!);
        const { alert } = detector.update(timestamps[at]!, changed);
        if (alert === undefined) continue;
        told.push({ alert, rang: at - start, since: (alert.since - timestamps[start]!) / STEP });
        break;
      }
    }
  }
  return told;
}

Deno.test("an alert that a sum of rows raised began with the first of them, not where the sum was enough", () => {
  const changes = [["errors", 5], ["errors", 10], ["latency", 1.4], ["small", 0.5]] as const;
  const told = changes.flatMap(([profile, factor]) =>
    tell(profile, (rate, draw) => draw(factor * rate), [11, 12])
  );
  const summed = told.filter(({ rang }) => rang >= 3);
  assert.ok(summed.length >= 20);
  const off = summed.map(({ since }) => Math.abs(since)).sort((a, b) => a - b);
  assert.ok(off[off.length >> 1]! <= 1, `half are ${off[off.length >> 1]} rows off`);
  assert.ok(off[Math.floor(0.7 * off.length)]! <= 2, `${off}`);
  const early = summed.filter(({ since }) => since < -1);
  assert.ok(early.length <= summed.length / 5, `${early.length} of ${summed.length} are early`);
  for (const { alert } of summed) {
    assert.match(alert.text, new RegExp(`, for [\\d.]+ (min|h): `));
    assert.ok(alert.time - alert.since < 3 * 60 * MINUTE, "no further back than the window");
  }
});

Deno.test("an alert of a series that stands still began with the first row that did", () => {
  const still = tell("small", () => 0, [11, 12]);
  assert.ok(still.some(({ rang }) => rang > 0));
  assert.deepEqual(still.map(({ since }) => since), still.map(() => 0));
});

Deno.test("an alert of a series that hangs began with the first value that was repeated", () => {
  const hung = tell("busy", (_rate, _draw, before) => before, [11, 12])
    .filter(({ alert }) => alert.channel === "quiet");
  assert.ok(hung.length >= 5 && hung.every(({ rang }) => rang >= 6));
  assert.deepEqual(hung.map(({ since }) => since), hung.map(() => 0));
});

Deno.test("an alert of a row that stands out by itself began with it", () => {
  const spikes = tell("busy", (rate, draw) => draw(3 * rate), [11, 12]);
  assert.ok(spikes.length >= 9);
  for (const { alert, rang, since } of spikes) {
    assert.deepEqual([rang, since, alert.since], [0, 0, alert.time]);
    assert.doesNotMatch(alert.text, /, for /);
  }
});

Deno.test("HourChannel.rowsOff() finds since when rows have been off to a side, of those that it may", () => {
  const rowsOff = (z: readonly number[], side: number, most = 100): number => {
    const usual = { step: MINUTE, known: false, z: 0 };
    const channel = new HourChannel(new RowMemory(100), usual as unknown as UsualHour);
    for (const each of z) {
      usual.z = each;
      channel.push();
    }
    return channel.rowsOff(side, most);
  };
  const calm = [0.3, -0.5, 0.1, 0.4, -0.2];
  assert.equal(rowsOff([...calm, 2, 1, 2], 1), 3);
  assert.equal(rowsOff([...calm, 2, 1, 2], 1, 2), 2, "no more than it may");
  assert.equal(rowsOff([...calm, 2, 1, 2], -1), 1, "not to the other side");
  assert.equal(rowsOff([...calm, -3, 0.2, -3, -3], -1), 4, "one row between does not end it");
  assert.equal(
    rowsOff([...calm, 2, 1, 10], 1),
    1,
    "a row that is far further out speaks for itself",
  );
  assert.equal(rowsOff(Array(60).fill(2), 1), 20, "nothing says that the long window matters");
  assert.equal(rowsOff([3], 1), 1);
});
