import assert from "node:assert/strict";
import { replaySeries, StreamingDetector } from "../../lib/detect/mod.ts";
import type { AnsweredPeriod } from "../../lib/data/cloudwatch/mod.ts";
import type { MissingRuleOptions } from "../../lib/data/cloudwatch/mod.ts";
import { type WatchDetector, type WatchEvent } from "../../lib/watch/mod.ts";
import { SeriesWatch } from "../../lib/watch/series_watch.ts";
import { brief, FIVE, START } from "./harness.ts";

const ROWS = 3 * 288;
const LIVE = START + (ROWS - 10) * FIVE;
const value = (i: number) => 500 + 200 * Math.sin(2 * Math.PI * i / 288) + (i * 7919 % 13);
const period = (i: number, isMissing = false): AnsweredPeriod => ({
  time: START + i * FIVE,
  ...(isMissing ? {} : { value: value(i) }),
});

/** A watch of one series, some of whose periods are not there. */
function watched(
  rule: MissingRuleOptions,
  missing: readonly number[],
  { silentByClock }: { silentByClock?: number } = {},
) {
  const events: WatchEvent[] = [];
  const make = (_: string, snapshot?: Uint8Array): WatchDetector => {
    const detector = new StreamingDetector({ seed: 1, series: "lb/a" });
    if (snapshot !== undefined) detector.restore(snapshot);
    return detector;
  };
  const options = { key: "lb/a", name: "lb/a", liveFrom: LIVE, makeDetector: make, rule };
  let watch = new SeriesWatch({
    ...options,
    ...(silentByClock === undefined ? {} : { silentByClock }),
  });
  for (let i = 0; i < ROWS + 40; i++) {
    const isMissing = missing.includes(i - ROWS);
    if (isMissing && silentByClock !== undefined) continue;
    events.push(...watch.take([period(i, isMissing)], START + (i + 1) * FIVE).events);
    if (i > ROWS && i % 3 === 0) { // in another process
      watch = new SeriesWatch(
        { ...options, ...(silentByClock === undefined ? {} : { silentByClock }) },
        watch.save(),
      );
    }
  }
  return { events, watch };
}

Deno.test("SeriesWatch tells by tick() that samples are missing where they are unknown, and once", () => {
  const rule = { missing: "gap", isCount: true, silentAfter: 6 } as const;
  const { events } = watched(rule, [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(events.map(({ kind, state, details }) => [kind, state, details["channel"]]), [
    ["anomaly", "firing", "missing"],
    ["anomaly", "resolved", "missing"],
  ]);
  assert.equal(events[0]!.since, START + ROWS * FIVE);
  assert.equal(events[0]!.time, START + (ROWS + 2) * FIVE);
  assert.match(events[0]!.text, /^no sample for 10 min: 2 should have come/);
});

Deno.test("SeriesWatch tells a source as silent instead where that comes first, or life decides", () => {
  const quick = { missing: "gap", isCount: true, silentAfter: 3 } as const;
  assert.deepEqual(brief(watched(quick, [0, 1, 2, 3, 4]).events).map((text) => text.slice(0, 15)), [
    "a silent firing",
    "a silent resolv",
  ]);
  const auto = { missing: "auto", isCount: true, silentAfter: 6 } as const;
  const { events } = watched(auto, [0, 1, 2, 3, 4, 5, 6, 7]);
  assert(events.every(({ details }) => details["channel"] !== "missing"));
  assert.deepEqual(events.slice(0, 2).map(({ kind, state }) => [kind, state]), [
    ["silent", "firing"],
    ["silent", "resolved"],
  ]);
});

Deno.test("SeriesWatch tells of a hole between points what detect tells of it", async () => {
  const missing = [0, 1, 2, 3, 20];
  const rule = { missing: "gap", isCount: false, silentAfter: 1 } as const;
  const { events } = watched(rule, missing, { silentByClock: 1e9 });
  const rows = Array.from({ length: ROWS + 40 }, (_, i) => i)
    .filter((i) => !missing.includes(i - ROWS));
  const { alerts } = await replaySeries(new StreamingDetector({ seed: 1 }), {
    timestamps: Float64Array.from(rows, (i) => START + i * FIVE),
    values: Float64Array.from(rows, value),
  });
  assert.deepEqual(
    events.filter(({ state }) => state === "firing").map((
      { since, details },
    ) => [since, details["channel"]]),
    alerts.filter(({ start }) => start.getTime() >= LIVE)
      .map(({ start, channel }) => [start.getTime(), channel]),
  );
  assert.deepEqual(events.map(({ state }) => state), ["firing", "resolved"]);
});

Deno.test("SeriesWatch passes over points in another unit or far ahead, and goes on", () => {
  const rule = { missing: "gap", isCount: false, silentAfter: 1 } as const;
  const { events, watch } = watched(rule, [], { silentByClock: 1e9 });
  assert.deepEqual(events, []);
  const next = START + (ROWS + 40) * FIVE;
  for (const wrong of [next + 400 * 288 * FIVE, next * 1000, next + 4000 * 288 * FIVE]) {
    assert.deepEqual(watch.take([{ time: wrong, value: 500 }], next).events, []);
  }
  assert.equal(watch.refusals.count, 3);
  const told = [40, 41, 42].flatMap((i) =>
    watch.take([{ time: START + (ROWS + i) * FIVE, value: 0 }], next).events
  );
  assert.deepEqual(told.slice(0, 1).map(({ kind, state }) => [kind, state]), [[
    "anomaly",
    "firing",
  ]]);
  assert.equal(watch.late, 0);
});

Deno.test("SeriesWatch tells silence when three samples are due, and its hole no second time", () => {
  const rule = { missing: "gap", isCount: false, silentAfter: 1 } as const;
  const { watch } = watched(rule, [], { silentByClock: FIVE });
  const last = START + (ROWS + 39) * FIVE;
  const came = last + FIVE;
  assert.equal(watch.checkSilence(last, came + 2 * FIVE).length, 0);
  assert.deepEqual(brief(watch.checkSilence(last, came + 3 * FIVE)).length, 1);
  const { events } = watch.take([period(ROWS + 50)], START + (ROWS + 90) * FIVE);
  assert.deepEqual(events.map(({ kind, state }) => [kind, state]), [["silent", "resolved"]]);
  // since it was silent by the clock, however old the point that ends that
  assert.equal(events[0]!.time, START + (ROWS + 90) * FIVE);
});

Deno.test("SeriesWatch ends an alert that another one takes over", () => {
  const alert = {
    state: "firing" as const,
    ...{ value: 1, usual: 2, deviation: -1, percent: -50, direction: "down" },
    ...{ severity: "warning", channel: "hour", text: "1 is low" },
  };
  const worst = { direction: "up", text: "it lasted 5 min" };
  const ended = { ...alert, ...worst, state: "resolved" as const, since: START };
  let taken = 0;
  const watch = new SeriesWatch({
    ...{ key: "lb/a", name: "lb/a", liveFrom: START },
    rule: { missing: "gap", isCount: true, silentAfter: 6 },
    makeDetector: (): WatchDetector => ({
      step: FIVE,
      admits: () => true,
      tick: () => ({}),
      end: () => undefined,
      snapshot: () => new Uint8Array(),
      update: (time) => ({
        status: "scored",
        alert: taken++ < 2
          ? { ...alert, time, since: START }
          : { ...alert, time, since: START + FIVE, ended: { ...ended, time } },
      }),
    }),
  });
  const { events } = watch.take([period(0), period(1), period(2)], START);
  assert.deepEqual(brief(events).map((text) => text.replace("a anomaly ", "")), [
    "firing since 10:02 at 10:02",
    "firing since 10:02 at 10:07",
    "resolved since 10:02 at 10:12",
    "firing since 10:07 at 10:12",
  ]);
  const [, , over, next] = events;
  assert.deepEqual([over!.text, over!.details["direction"]], ["it lasted 5 min", "up"]);
  assert.notEqual(over!.fingerprint, next!.fingerprint);
  assert.equal(over!.fingerprint, events[0]!.fingerprint);
});
