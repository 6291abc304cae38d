/**
 * Services of an office: a tenth of the traffic at night, a third on weekends, noise as their size.
 */
import assert from "node:assert/strict";
import { HourChannel } from "../../../lib/detect/streaming/channels/hour_channel.ts";
import { LocalClock } from "../../../lib/detect/streaming/hour/local_clock.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { RowMemory } from "../../../lib/detect/streaming/memory/row_memory.ts";
import { StreamingDetector } from "../../../lib/detect/mod.ts";
import { normalSeries } from "../../../lib/evaluate/incidents/profiles.ts";
import { detectorAfter } from "./streaming_series.ts";
import { UsualHour } from "../../../lib/detect/streaming/hour/usual_hour.ts";

const STEP = 300_000;
const DAY = 288; // rows
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Counts from a seed on; what `change` makes of the rate is what was to come. */
function office(seed: number, days: number, change = (rate: number, _row: number) => rate) {
  const random = new Mt19937(seed);
  const peak = 1500 * Math.exp(random.random());
  const night = 0.05 + 0.05 * random.random();
  const weekend = 0.2 + 0.2 * random.random();
  const start = Date.UTC(2024, 0, 1 + seed);
  const times: number[] = [];
  const values: number[] = [];
  let drift = 0;
  for (let row = 0; row < days * DAY; row++) {
    const time = start + row * STEP;
    const hour = (row % DAY) / 12;
    const isWeekend = [0, 6].includes(new Date(time).getUTCDay());
    const open = 1 / (1 + Math.exp((8 - hour) / 0.6)) / (1 + Math.exp((hour - 18) / 0.8));
    drift = 0.7 * drift + 0.71 * random.normal();
    const share = (night + (1 - night) * open) * (isWeekend ? weekend : 1);
    const rate = change(peak * share * Math.exp(0.04 * drift), row);
    times.push(time);
    values.push(Math.max(0, Math.round(rate + Math.sqrt(rate) * random.normal())));
  }
  return { times, values };
}

function rings({ times, values }: ReturnType<typeof office>, seed: number): number[] {
  const detector = new StreamingDetector({ seed });
  return values.flatMap((value, row) => detector.update(times[row]!, value).isAlert ? [row] : []);
}

Deno.test("StreamingDetector hears a doubling of an office's quiet nights, after a spike too", () => {
  let found = 0;
  for (const seed of SEEDS) {
    const saturday = (5 - seed % 7 + 7) % 7 + 21; // the fourth
    const from = saturday * DAY + 7; // 00:35
    const series = office(
      seed,
      saturday + 1,
      (rate, row) =>
        row >= from && row < from + 24
          ? 2 * rate
          : row >= from - 6 * 12 && row < from - 6 * 12 + 3
          ? 4 * rate
          : rate,
    );
    if (rings(series, seed).some((row) => row >= from && row < from + 24)) found++;
  }
  assert.ok(found >= 8, `${found} of ${SEEDS.length}`);
});

Deno.test("StreamingDetector hears half an office's traffic for two hours of a weekend's night", () => {
  let found = 0;
  for (const seed of [11, 12, 13, 14]) {
    const { timestamps, rates, draw, values } = normalSeries("office", {
      stepMinutes: 5,
      days: 34,
      seed,
    });
    const saturday = Math.round(33.1 * DAY);
    const detector = detectorAfter(saturday, { timestamps, values });
    for (let row = saturday; row < saturday + 24; row++) {
      if (!detector.update(timestamps[row]!, draw(rates[row]! / 2)).isAlert) continue;
      found++;
      break;
    }
  }
  assert.ok(found >= 3, `${found} of 4`);
});

Deno.test("HourChannel: near what days of its kind had is usual until hours decide", () => {
  const start = Date.UTC(2024, 0, 1); // a Monday
  const after = (days: number, value: number) => {
    const memory = new RowMemory(20 * DAY);
    const usual = new UsualHour(STEP, new LocalClock("UTC"));
    const hour = new HourChannel(memory, usual);
    for (let row = 0; row <= days * DAY; row++) {
      const [time, now] = [start + row * STEP, row === days * DAY ? value : 1000 + row % 7];
      memory.push(time, now);
      usual.push(time, now);
      hour.push();
    }
    return hour.isYoungAndUsual;
  };
  assert.equal(after(3, 1005), true);
  assert.equal(after(3, 1500), false, "far from it");
  assert.equal(after(5, 1000), false, "the first Saturday");
  assert.equal(after(10, 1000), true);
  assert.equal(after(15, 1000), false, "the hour decides");
});
