/** What rings once an incident is over: nothing that would not ring without it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Channel } from "../../../lib/detect/streaming/channels/channel.ts";
import { directionOf } from "../../../lib/detect/streaming/alerts/asked.ts";
import { type DetectorResult, StreamingDetector } from "../../../lib/detect/mod.ts";
import { LocalClock } from "../../../lib/detect/streaming/hour/local_clock.ts";
import { UsualHour } from "../../../lib/detect/streaming/hour/usual_hour.ts";
import { type IncidentProfile, normalSeries } from "../../../lib/evaluate/incidents/profiles.ts";
import { detectorAfter } from "./streaming_series.ts";

/** Hours that are followed after an incident: it is resolved within the first four. */
const AFTER = 10;

/** Series by name: a profile, and the share of its rate. */
const SERIES: Readonly<Record<string, readonly [IncidentProfile, number]>> = {
  busy: ["busy", 1],
  small: ["small", 1],
  orders: ["small", 1 / 3],
  "no-night": ["no-night", 1],
};

/** A detector that has seen so many days, and the series that goes on for two more. */
class Known {
  readonly #known: Uint8Array;
  readonly #values: Float64Array;
  readonly #series: ReturnType<typeof normalSeries>;
  readonly #anyway = new Set<number>(); // rows that ring without an incident

  constructor(readonly name: string, readonly minutes: number, readonly days: number) {
    const [profile, share] = SERIES[name]!;
    this.#series = normalSeries(profile, { stepMinutes: minutes, days: days + 2, seed: 6 });
    this.#series.rates.forEach((rate, row, rates) => rates[row] = share * rate);
    const { rates, draw, timestamps } = this.#series;
    this.#values = rates.map(draw);
    const detector = detectorAfter(this.#rows(days * 24), { timestamps, values: this.#values });
    this.#known = detector.snapshot();
    for (let row = this.#rows(days * 24); row < timestamps.length; row++) {
      if (detector.update(timestamps[row]!, this.#values[row]!).isAlert) this.#anyway.add(row);
    }
  }

  /** What it says of an incident of so many minutes, `hour` hours on, and of the hours after it. */
  follow(hour: number, length: number, factor: number): { during: Rings; after: Rings } {
    const { timestamps, rates, draw } = this.#series;
    const detector = new StreamingDetector({ seed: 1 });
    detector.restore(this.#known);
    const from = this.#rows(this.days * 24);
    const start = from + this.#rows(hour);
    const end = start + Math.max(1, Math.round(length / this.minutes));
    const rings: [during: DetectorResult[], after: DetectorResult[]] = [[], []];
    for (let row = from; row < end + this.#rows(AFTER); row++) {
      const isIncident = row >= start && row < end;
      const value = isIncident ? draw(factor * rates[row]!) : this.#values[row]!;
      const result = detector.update(timestamps[row]!, value);
      if (!result.isAlert || row < start) continue;
      if (isIncident) rings[0].push(result);
      else if (!this.#anyway.has(row)) rings[1].push(result);
    }
    const [during, after] = rings.map((list) => list.map(({ alert }) => alert!.text));
    return { during: during!, after: after! };
  }

  #rows(hours: number): number {
    return Math.round(hours * 60 / this.minutes);
  }
}

type Rings = readonly string[];

for (const [minutes, days, numRuns] of [[1, 16, 16], [5, 22, 40], [60, 50, 40]] as const) {
  Deno.test(`nothing rings after an incident of 15 minutes to 4 hours at a step of ${minutes} min`, () => {
    const known = Object.keys(SERIES).map((name) => new Known(name, minutes, days));
    let rang = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.integer({ min: 1, max: 24 }),
        fc.constantFrom(15, 30, 60, 120, 240),
        fc.constantFrom(0, 2, 10),
        (one, hour, length, factor) => {
          const { during, after } = one.follow(hour, length, factor);
          rang += Number(during.length > 0);
          assert.deepEqual(after, [], `${one.name}: ${factor} times, at ${hour}, ${length} min`);
        },
      ),
      { seed: 3, numRuns },
    );
    assert.ok(rang > numRuns / 2);
  });
}

Deno.test("an outage amid the alert of a spike rings, however few a minute's counts are", () => {
  for (let seed = 1; seed <= 6; seed++) {
    const { timestamps, rates, draw } = normalSeries("small", { stepMinutes: 1, days: 16, seed });
    const start = 15 * 1440 + 10 * 60;
    const detector = new StreamingDetector({ seed: 1 });
    const rings: number[] = [];
    for (let row = 0; row < start + 120; row++) {
      const by = row < start || (row >= start + 15 && row < start + 45)
        ? 1
        : row < start + 15
        ? 3
        : 0;
      const { isAlert } = detector.update(timestamps[row]!, draw(by * rates[row]!));
      if (isAlert && row >= start) rings.push(row - start);
    }
    assert.ok(rings[0]! < 15, `seed ${seed}: ${rings}`);
    assert.ok(rings.some((row) => row >= 45 && row < 55), `seed ${seed}: ${rings}`);
  }
});

Deno.test("an incident of hours or of a day hides no other that comes hours or days later", () => {
  const from = 28 * 288 + 9 * 12;
  for (const seed of [15, 16]) {
    const { timestamps, rates, draw, values } = normalSeries("busy", {
      stepMinutes: 5,
      days: 36,
      seed,
    });
    const snapshot = detectorAfter(from, { timestamps, values }).snapshot();
    for (const [factor, hours] of [[0, 6], [0, 24], [2, 6]] as const) {
      for (const later of [14, 38, 110]) {
        for (const second of [0.5, 2]) {
          const detector = new StreamingDetector({ seed: 1 });
          detector.restore(snapshot);
          const over = from + 12 * hours;
          const start = over + 12 * later;
          const rings: number[] = [];
          for (let row = from; row < start + 24; row++) {
            const by = row < over ? factor : row >= start ? second : 1;
            const value = by === 1 ? values[row]! : draw(by * rates[row]!);
            if (detector.update(timestamps[row]!, value).isAlert) rings.push(row);
          }
          assert.ok(
            rings.some((row) => row >= start),
            `${seed}: ${second} times, ${later} h after ${hours} h of ${factor} times: ${rings}`,
          );
        }
      }
    }
  }
});

Deno.test("a daily incident before the first score rings nothing once there are scores", () => {
  const { timestamps, rates, draw } = normalSeries("busy", {
    stepMinutes: 1440,
    days: 178,
    seed: 2,
  });
  const values = rates.map(draw);
  const ringsWith = (start: number, days: number, factor: number): number[] => {
    const detector = new StreamingDetector({ seed: 1 });
    return [...values.keys()].filter((row) => {
      const isIncident = row >= start && row < start + days;
      const value = isIncident ? draw(factor * rates[row]!) : values[row]!;
      return detector.update(timestamps[row]!, value).isAlert;
    });
  };
  assert.deepEqual(ringsWith(0, 0, 1), []);
  for (const [start, days] of [[120, 1], [135, 7], [147, 2], [130, 20]] as const) {
    for (const factor of [0, 3, 10]) assert.deepEqual(ringsWith(start, days, factor), []);
  }
});

Deno.test("directionOf(): what moves too little goes up or down where it is out of its hour's range", () => {
  const usual = new UsualHour(300_000, new LocalClock("UTC"));
  for (let row = 0; row < 15 * 288; row++) usual.push(row * 300_000, 40 + row % 3 + row % 7);
  const [low, high] = usual.range;
  const quiet = { name: "quiet", miss: NaN } as Channel;
  const wayOf = (value: number, spreads: number) => {
    usual.spreads = spreads;
    return directionOf(value, usual, quiet);
  };
  assert.deepEqual([wayOf(low - 1, -1), wayOf(high + 1, 1)], ["down", "up"]);
  assert.deepEqual([wayOf(low, -1), wayOf(high, 1), wayOf(low, -2)], ["none", "none", "down"]);
});
