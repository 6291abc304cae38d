/** Outages as CloudWatch shows them, through the whole watch with its own detector. */
import assert from "node:assert/strict";
import { Mt19937 } from "../../lib/math/random.ts";
import {
  memoryStore,
  openCloudWatchSource,
  streamingDetectors,
  Watcher,
  watchSources,
} from "../../lib/watch/mod.ts";
import { balancer, FakeCloudWatch } from "../data/cloudwatch/fake_cloudwatch.ts";
import { DAY, FIVE, JumpClock, MINUTE } from "./harness.ts";

/** How many outages; with ELB_FULL, a hundred. */
const OUTAGES = Deno.env.get("ELB_FULL") ? 100 : 4;
const SOURCE = "cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=app/my/1";

/** Requests a minute with a rhythm of days and weeks, noise, and minutes that come up to 4 late. */
function traffic(
  seed: number,
  options: { first: number; level: number; from: number; to: number },
) {
  const { first, level, from, to } = options;
  const random = new Mt19937(seed);
  let noise = 0;
  const factors = Array.from({ length: 17 * 1440 }, () => {
    noise = 0.9 * noise + 0.04 * (random.random() + random.random() + random.random() - 1.5);
    return Math.exp(noise);
  });
  return (time: number, now: number): number | undefined => {
    const minute = Math.floor(time / MINUTE);
    const isOut = time + MINUTE > from && time < to;
    if (time < first || isOut || now - time < (1 + minute * 7919 % 4) * MINUTE) return undefined;
    const hour = 2 * Math.PI * (time % DAY) / DAY;
    const isWeekend = [0, 6].includes(new Date(time).getUTCDay());
    const usual = level * (isWeekend ? 0.75 : 1) *
      (0.6 + 0.35 * Math.sin(hour - 2) + 0.05 * Math.sin(2 * hour));
    return Math.max(1, Math.round(usual * factors[Math.floor((time - first) / MINUTE)]!));
  };
}

/** Periods from an outage's start until it is told, Infinity if never; and false alerts. */
async function watchOutage(seed: number): Promise<{ periods: number; others: number }> {
  const random = new Mt19937(1000 + seed);
  const start = Date.UTC(2026, 10, 10) + random.integer(6) * DAY + random.integer(1439) * MINUTE;
  const from = start + (120 + random.integer(299)) * MINUTE + random.integer(59) * 1000;
  const to = from + (5 + random.integer(55)) * MINUTE;
  const level = [4000, 1000, 200, 60][seed % 4]!;
  await using server = FakeCloudWatch.here(start);
  server.metrics.push(
    ...balancer("my", traffic(seed + 1, { first: start - 15 * DAY, level, from, to })),
  );
  const clock = new JumpClock(start, start + 9 * 60 * MINUTE, server);
  const told: number[] = [];
  const watcher = await Watcher.open({
    store: memoryStore(),
    silentAfter: 15 * MINUTE,
    makeDetector: streamingDetectors({ seed: 1 }),
    delivery: {
      print: ({ state, kind }) => {
        assert.equal(kind, "anomaly");
        if (state === "firing") told.push(server.now);
      },
    },
  });
  const source = await openCloudWatchSource(SOURCE, { now: start, attempts: 1 });
  await watchSources({
    watcher,
    sources: [source],
    every: FIVE,
    clock,
    signal: clock.stop.signal,
    onCycle: () => server.fault = random.random() < 0.1 ? "error" : undefined,
  });
  source.close();
  const own = told.filter((time) => time >= from && time <= to + 30 * MINUTE);
  return { periods: ((own[0] ?? Infinity) - from) / FIVE, others: told.length - own.length };
}

Deno.test(`watchSources() tells outages of 5 to 60 minutes within 3 periods, polls failing: ${OUTAGES} of them`, async () => {
  const results = [];
  for (let seed = 0; seed < OUTAGES; seed++) results.push(await watchOutage(seed));
  const late = results.filter(({ periods }) => !(periods <= 3));
  assert(late.length <= 0.02 * OUTAGES, JSON.stringify(late));
  assert(results.reduce((sum, { others }) => sum + others, 0) <= 0.1 * OUTAGES);
});
