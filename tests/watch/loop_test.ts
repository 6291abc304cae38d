import assert from "node:assert/strict";
import { memoryStore, type StateStore, type WatchEvent } from "../../lib/watch/mod.ts";
import { balancer, FakeCloudWatch } from "../data/cloudwatch/fake_cloudwatch.ts";
import { brief, DAY, FIVE, MINUTE, run, START } from "./harness.ts";

const ELB = "cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer";
const SOURCE = `${ELB}=app/my/1&days=1`;
const HOUR = 60 * MINUTE;

/** 10 requests a minute, none in the outage: no point is sent then. */
const outage = (from: number, minutes: number) => (time: number) =>
  time >= from && time < from + minutes * MINUTE ? undefined : 10;

Deno.test("watchSources() tells an outage once as it begins and once as it ends, within 3 periods", async () => {
  await using server = FakeCloudWatch.here(START);
  const from = Date.UTC(2026, 10, 26, 11, 1);
  server.metrics.push(...balancer("my", outage(from, 30)));
  const told: [string, number][] = [];
  const { events, detectors, reports } = await run(server, {
    sources: [SOURCE],
    from: START,
    to: START + 3 * HOUR,
    onEvent: ({ state }) => told.push([state, server.now]),
  });
  assert.deepEqual(brief(events), [
    "my anomaly firing since 11:05 at 11:05",
    "my anomaly resolved since 11:05 at 11:30",
  ]);
  assert.equal(told[0]![0], "firing");
  assert(told[0]![1] - from <= 3 * FIVE, `${(told[0]![1] - from) / MINUTE} minutes`);
  assert.equal(events[0]!.fingerprint, events[1]!.fingerprint);
  const [detector] = detectors.values();
  const times = detector!.taken.map(([time]) => time);
  assert.deepEqual(times, [...new Set(times)]);
  assert.equal(times.length, (times.at(-1)! - times[0]!) / FIVE + 1);
  assert.equal(reports.length, 37);
  assert.deepEqual(reports.flatMap(({ failures }) => failures), []);
  assert(reports.slice(1).every(({ taken }) => taken === 1));
});

Deno.test("watchSources() waits for late and growing points, and counts those that come later still", async () => {
  await using server = FakeCloudWatch.here(START);
  const late = Date.UTC(2026, 10, 26, 11, 0);
  server.metrics.push(...balancer("my", (time, now) => {
    const age = now - time;
    if (age < 4 * MINUTE) return 1; // still growing while the period is held back
    if (time === late && age < 16 * MINUTE) return undefined; // one minute comes far too late
    return 10;
  }));
  const { events, detectors, reports } = await run(server, {
    sources: [SOURCE],
    from: START,
    to: START + 2 * HOUR,
  });
  assert.deepEqual(events, []);
  const [detector] = detectors.values();
  const odd = detector!.taken.filter(([, value]) => value !== 50);
  assert.deepEqual(odd, [[late, 40]]);
  assert.equal(reports.at(-1)!.revised, 1);
});

Deno.test("watchSources() with a delay takes values that CloudWatch revises as they are in the end", async () => {
  await using server = FakeCloudWatch.here(START);
  server.metrics.push(
    ...balancer("my", (time, now) => now - time < 14 * MINUTE ? 1 : 10),
  );
  const times = { sources: [SOURCE], from: START, to: START + HOUR };
  const early = await run(server, times);
  assert.ok(early.reports.at(-1)!.revised > 0);
  const { events, reports } = await run(server, { ...times, delay: 3 * FIVE });
  assert.deepEqual([events.length, reports.at(-1)!.revised], [0, 0]);
});

Deno.test("watchSources() tells nothing while the API fails, and takes all of it afterwards", async () => {
  await using server = FakeCloudWatch.here(START);
  server.metrics.push(...balancer("my", outage(Date.UTC(2026, 10, 26, 11, 0), 30)));
  const failing = [
    "error",
    "deny",
    "garble",
    {
      status: "PartialData",
      metric: "RequestCount",
    },
    { status: "Forbidden", metric: "RequestCount" },
    {
      status: "InternalError",
      metric: "HealthyHostCount",
    },
  ] as const;
  let cycle = 0;
  const { events, reports, detectors } = await run(server, {
    sources: [SOURCE],
    from: START,
    to: START + 10 * HOUR,
    onCycle: () => {
      cycle++;
      // Throttled once only, since the client rests for seconds then.
      server.fault = cycle === 50
        ? "throttle"
        : cycle <= 100
        ? failing[cycle % failing.length]
        : undefined;
    },
    onEvent: () => assert(cycle > 100),
  });
  assert.equal(reports.filter(({ failures }) => failures.length > 0).length, 100);
  assert.deepEqual(brief(events), [
    "my anomaly firing since 11:00 at 11:00",
    "my anomaly resolved since 11:00 at 11:30",
  ]);
  const [detector] = detectors.values();
  const times = detector!.taken.map(([time]) => time);
  assert.equal(times.length, (times.at(-1)! - times[0]!) / FIVE + 1);
});

Deno.test("watchSources() takes no failure of the API for missing samples, and real ones for that", async () => {
  await using server = FakeCloudWatch.here(START);
  const gone = START + 3 * HOUR + 3 * MINUTE; // 13:05
  server.metrics.push(...balancer("my", outage(gone, 20)));
  let cycle = 0;
  const { events, detectors } = await run(server, {
    sources: [`${SOURCE}&missing=gap`],
    from: START,
    to: START + 4 * HOUR,
    onCycle: () => server.fault = cycle++ < 24 ? "error" : undefined,
  });
  const [detector] = detectors.values();
  assert.deepEqual(
    detector!.missed.map((time) => (time - gone) / MINUTE),
    [0, 5], // then it is silent
  );
  assert.deepEqual(brief(events), [
    "my silent firing since 13:05 at 13:15",
    "my silent resolved since 13:05 at 13:25",
  ]);
});

Deno.test("watchSources() tells that a deleted balancer is silent, not that it has no traffic", async () => {
  await using server = FakeCloudWatch.here(START);
  const end = Date.UTC(2026, 10, 26, 11, 0);
  server.metrics.push(
    ...balancer("my", (time) => time < end ? 10 : undefined, (time) => time < end),
  );
  const { events, detectors } = await run(server, {
    sources: [SOURCE],
    from: START,
    to: START + 6 * HOUR,
  });
  assert.deepEqual(brief(events), ["my silent firing since 11:00 at 11:10"]);
  assert.match(events[0]!.text, /Nothing has come from the source since 2026-11-26 11:00:00 UTC/);
  assert([...detectors.values()][0]!.taken.every(([, value]) => value === 50));
});

Deno.test("watchSources() finds balancers that are new, and keeps those that are no longer listed", async () => {
  await using server = FakeCloudWatch.here(START);
  server.metrics.push(...balancer("a", () => 10));
  const store = memoryStore();
  const first = await run(server, {
    sources: [`${ELB}=*&days=1`],
    from: START,
    to: START + 3 * HOUR,
    store,
    onCycle: ({ time }) => {
      if (time >= START + HOUR && server.metrics.length === 2) {
        server.metrics.push(...balancer("b", outage(START + 2 * HOUR + 3 * MINUTE, 10)));
      }
    },
  });
  assert.deepEqual(first.reports.map(({ series }) => series).at(0), 1);
  assert.deepEqual(first.reports.map(({ series }) => series).at(-1), 2);
  assert.deepEqual(brief(first.events), [
    "b anomaly firing since 12:05 at 12:05",
    "b anomaly resolved since 12:05 at 12:15",
  ]);
  server.metrics.splice(0, 2); // a is deleted while nobody watches
  const second = await run(server, {
    sources: [`${ELB}=*&days=1`],
    from: START + 3 * HOUR,
    to: START + 4 * HOUR,
    store,
  });
  assert.deepEqual(brief(second.events), ["a silent firing since 12:55 at 13:05"]);
});

Deno.test("watchSources() asks seldom for what has been silent for a day, and no more for what is not listed", async () => {
  await using server = FakeCloudWatch.here(START);
  const gone = START + 12 * HOUR;
  server.metrics.push(
    ...balancer("a", () => 10),
    ...balancer("b", (time) => time < gone ? 10 : undefined, (time) => time < gone),
  );
  const asked: number[] = [];
  let before = 0;
  const { events, reports } = await run(server, {
    sources: [`${ELB}=*&days=1`],
    from: START,
    to: gone + 3 * DAY,
    onCycle: ({ time }) => {
      asked.push(server.calls.metrics - before);
      before = server.calls.metrics;
      if (time >= gone + 2 * DAY && server.metrics.length === 4) server.metrics.splice(2, 2);
    },
  });
  assert.deepEqual(brief(events), ["b silent firing since 22:05 at 22:15"]);
  const perHour = (from: number) => {
    const first = reports.findIndex(({ time }) => time >= from);
    return asked.slice(first, first + 12).reduce((sum, each) => sum + each, 0);
  };
  assert.equal(perHour(gone + HOUR), 12 * 4); // both, each with its heartbeat
  assert.equal(perHour(gone + 25 * HOUR), 12 * 2 + 2);
  assert.equal(perHour(gone + 2 * DAY + 2 * HOUR), 12 * 2);
  assert.deepEqual([0, -1].map((at) => reports.at(at)!.series), [2, 1]);
});

Deno.test("watchSources() stops at the start if asking again cannot help, and waits if it can", async () => {
  await using server = FakeCloudWatch.here(START);
  server.metrics.push(...balancer("my", () => 10));
  const options = { from: START, to: START + HOUR };
  await assert.rejects(
    run(server, { ...options, sources: [`${ELB}=app/mine/1&days=1`] }),
    /there must be such a metric/,
  );
  server.fault = "error";
  const { reports } = await run(server, {
    ...options,
    sources: [SOURCE],
    onCycle: ({ time }) => {
      if (time > START + 15 * MINUTE) server.fault = undefined;
    },
  });
  const first = reports.find(({ failures }) => failures.length === 0)!;
  assert.equal(first.time, START + 17 * MINUTE); // a minute after the last that failed
  assert(first.taken > 280);
});

Deno.test("watchSources() says what a month costs: as many requests as the server counts in an hour", async () => {
  await using server = FakeCloudWatch.here(START);
  for (let i = 0; i < 251; i++) server.metrics.push(...balancer(`b${i}`, () => 10));
  let atHour = { GetMetricData: 0, ListMetrics: 0, metrics: 0 };
  let cost: { requests: number; metrics: number; dollars: number } | undefined;
  const { reports } = await run(server, {
    sources: [`${ELB}=*&days=0.01`],
    from: START,
    to: START + 2 * HOUR + MINUTE,
    onCost: (told) => cost = told,
    onCycle: ({ time }) => {
      if (time === START + 58 * MINUTE) atHour = { ...server.calls };
    },
  });
  const hour = {
    requests: server.calls.GetMetricData + server.calls.ListMetrics - atHour.GetMetricData -
      atHour.ListMetrics,
    metrics: server.calls.metrics - atHour.metrics,
  };
  assert.equal(reports.length, 25);
  assert(Math.abs(cost!.requests / 720 / hour.requests - 1) < 0.01, JSON.stringify([cost, hour]));
  assert(Math.abs(cost!.metrics / 720 / hour.metrics - 1) < 0.01, JSON.stringify([cost, hour]));
  assert(Math.abs(cost!.dollars - (cost!.metrics + 720 * 2) * 1e-5) < 1e-9);
});

/** Ends the program, as SIGKILL does: between any two things that outlive it. */
class Killed extends Error {}

Deno.test("watchSources() killed at any moment and started again tells what an undisturbed run tells", async () => {
  await using server = FakeCloudWatch.here(START);
  server.metrics.push(
    ...balancer("a", outage(START + 30 * MINUTE, 20)),
    ...balancer("b", outage(START + 35 * MINUTE, 25)),
  );
  const sources = [`${ELB}=*&days=0.1`];
  const span = { from: START, to: START + 80 * MINUTE };
  const undisturbed = await run(server, { ...span, sources });
  assert.equal(undisturbed.events.length, 4);
  const key = ({ fingerprint, sequence }: WatchEvent) => `${fingerprint}-${sequence}`;
  const wanted = new Map(undisturbed.events.map((event) => [key(event), event]));
  let steps = Infinity;
  for (let at = 1; at <= steps; at++) {
    const kept = memoryStore();
    const delivered: WatchEvent[] = [];
    let step = 0;
    let isDead = false;
    const survive = (): void => {
      if (isDead || ++step === at) {
        isDead = true;
        throw new Killed();
      }
    };
    const store: StateStore = {
      ...kept,
      async write(name, bytes) {
        survive();
        await kept.write(name, bytes.slice());
        survive();
      },
    };
    const tell = {
      onEvent: (event: WatchEvent) => {
        survive();
        delivered.push(event);
      },
    };
    let from = START;
    for (;;) {
      try {
        await run(server, {
          ...tell,
          sources,
          store,
          from,
          to: span.to,
          onCycle: ({ time }) => from = time,
        });
        break;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        isDead = false;
        from += (at % 3) * FIVE; // it is down for a while
      }
    }
    if (step < at) steps = 0; // no such step is left: the run was undisturbed
    const got = new Map(delivered.map((event) => [key(event), event]));
    assert.deepEqual(got, wanted, `killed at step ${at}`);
    assert(delivered.length <= wanted.size + 1);
  }
});
