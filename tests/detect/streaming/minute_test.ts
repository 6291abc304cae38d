/** At a minute's step the same evidence says the same as at five minutes. */
import assert from "node:assert/strict";
import { HourChannel } from "../../../lib/detect/streaming/channels/hour_channel.ts";
import {
  DEFAULT_SENSITIVITY,
  sensitivityFactor,
} from "../../../lib/detect/streaming/alerts/sensitivity.ts";
import { LocalClock } from "../../../lib/detect/streaming/hour/local_clock.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import type { Pool } from "../../../lib/detect/streaming/hour/pool.ts";
import { RowMemory } from "../../../lib/detect/streaming/memory/row_memory.ts";
import { Standstill } from "../../../lib/detect/streaming/alerts/standstill.ts";
import { type Alert, StreamingDetector } from "../../../lib/detect/mod.ts";
import { streamingAlerts } from "../../../lib/evaluate/mod.ts";
import { scenarioSeries } from "../../../lib/evaluate/incidents/scenario_series.ts";
import type { IncidentEffect } from "../../../lib/evaluate/incidents/scenarios.ts";
import type { IncidentProfile } from "../../../lib/evaluate/incidents/profiles.ts";
import { poisson } from "./streaming_series.ts";
import { UsualHour } from "../../../lib/detect/streaming/hour/usual_hour.ts";
import { UsualSpread } from "../../../lib/detect/streaming/hour/usual_spread.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const MONDAY = Date.UTC(2026, 0, 5);

Deno.test("UsualSpread.z(): a mean of five rows of counts is as far out as their sum", () => {
  const spread = new UsualSpread(288);
  for (const rate of [0.06, 0.4, 0.9, 3, 40]) {
    for (const value of [0, 0.2, 1, 2 * rate]) {
      const [row, slot] = [1, 5].map((rows) => {
        const pool = { n: 50, median: rate * rows, mean: rate * rows, spread: 0.1 * rate * rows };
        return pool as Pool;
      });
      const [mean, sum] = [spread.z(value, row!, row!, 5), spread.z(5 * value, slot!, slot!)];
      assert.ok(Math.abs(mean - sum) < 1e-9, `${value} where ${rate}: ${mean}, ${sum}`);
    }
  }
});

/**
 * After two weeks of Poisson counts at a minute's step, the first row of so many zeros that rings.
 */
function standsStillAfter(rate: number, zeros: number): number {
  const random = new Mt19937(1);
  const usual = new UsualHour(MINUTE, new LocalClock("UTC"));
  const standstill = new Standstill();
  const rows = 14 * 1440;
  for (let row = 0; row < rows + zeros; row++) {
    const [time, value] = [MONDAY + row * MINUTE, row < rows ? poisson(random, rate) : 0];
    usual.push(time, value);
    standstill.push(time, value, usual);
    if (standstill.rings) return row - rows;
  }
  return Infinity;
}

Deno.test("Standstill: minutes that are nothing each, and no fall for themselves, are one together", () => {
  for (const rate of [4, 7, 12]) { // single zeros come 26 times a day, 1.3 times, and never
    const after = standsStillAfter(rate, 30);
    assert.ok(after >= 5 && after < 15, `${rate} a minute: ${after}`);
  }
  const few = standsStillAfter(0.6, 60);
  assert.ok(few > 15, `never in two weeks, and no sooner than chance has it: ${few}`);
});

Deno.test("HourChannel: a tail is as much of the threshold at a minute's step, however young", () => {
  const part = (minutes: number, days: number) => {
    const [step, memory] = [minutes * MINUTE, new RowMemory(12_288)];
    const usual = new UsualHour(step, new LocalClock("UTC"));
    const hour = new HourChannel(memory, usual);
    for (let row = 0; row < days * DAY / step; row++) {
      const value = 1000 + row * 7919 % 37;
      memory.push(MONDAY + row * step, value);
      usual.push(MONDAY + row * step, value);
      hour.push();
    }
    hour.tail = 6;
    return hour.share() / sensitivityFactor(DEFAULT_SENSITIVITY, step);
  };
  for (const days of [9, 16]) {
    const [minute, five] = [1, 5].map((minutes) => part(minutes, days));
    assert.ok(five! > 1 && Math.abs(minute! - five!) < 0.01, `day ${days}: ${minute}, ${five}`);
  }
});

/** In how many of three series an incident on the 16th day is found. */
function found(
  profile: IncidentProfile,
  effect: IncidentEffect,
  { minutes, hours }: { minutes: number; hours: number },
): number {
  const incidents = [{ day: 15.56, hours, effect }];
  const kind = { name: profile, group: "weak", profile, days: 16, incidents } as const;
  const rings = streamingAlerts({ seed: 1 });
  return [1, 2, 3].filter((seed) => {
    const series = scenarioSeries({ ...kind, stepMinutes: minutes }, seed);
    const { start, end } = series.incidents[0]!;
    return rings(series).some((time) => time >= start && time < end);
  }).length;
}

Deno.test("StreamingDetector finds at a minute's step what it finds at five minutes", () => {
  const kinds = [
    ["bursty", { kind: "factor", by: 0 }, 1],
    ["errors", { kind: "factor", by: 4 }, 4],
  ] as const;
  for (const [profile, effect, hours] of kinds) {
    const [minute, five] = [1, 5].map((minutes) => found(profile, effect, { minutes, hours }));
    assert.ok(minute === 3 && five === 3, `${profile}: ${minute} and ${five} of 3`);
  }
});

Deno.test("an alert ends with its incident, however much single minutes spread, and the next one rings", () => {
  const random = new Mt19937(3);
  const detector = new StreamingDetector({ seed: 1 });
  const spike = 15 * 1440 + 11 * 60;
  const later = spike + 6 * 60;
  const alerts: [number, Alert][] = [];
  for (let row = 0; row < later + 120; row++) {
    const rate = 200 + 50 * Math.sin(2 * Math.PI * (row / 1440 - 0.4));
    const by = row >= spike && row < spike + 15 ? 3 : row >= later ? 2 : 1;
    const latency = by * rate * Math.exp(0.2 * random.normal()); // means of 5 spread half as much
    const { alert } = detector.update(MONDAY + row * MINUTE, latency);
    if (alert && row >= spike) alerts.push([row, alert]);
  }
  const [over, { minutes, text }] = alerts.find(([, { state }]) => state === "resolved")!;
  assert.ok(over < spike + 120 && minutes! < 40, `after ${over - spike} minutes: ${text}`);
  assert.match(text, /^calm again/);
  assert.ok(alerts.some(([row, { state }]) => row >= later && state === "firing"));
});
