import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type AnsweredPeriod,
  CloudWatchError,
  cloudWatchKey,
  findHeartbeats,
  findMetrics,
  getMetricData,
  MissingRule,
  openCloudWatch,
  parseCloudWatchSource,
  pastPeriods,
  settledEnd,
} from "../../../lib/data/cloudwatch/mod.ts";
import { balancer, FakeCloudWatch } from "./fake_cloudwatch.ts";

const NOW = Date.UTC(2026, 10, 26, 10, 7, 30);
const FIVE = 300_000;

Deno.test("parseCloudWatchSource() tells options from dimensions and decodes both", () => {
  assert.deepEqual(
    parseCloudWatchSource(
      "cloudwatch:AWS/ApplicationELB/TargetResponseTime?LoadBalancer=app%2Fmy%2F1&TargetGroup=a+b=c&" +
        "dimension.stat=x&stat=p99.5&period=60&days=0.5&missing=gap&region=us-east-1&account=1",
    ),
    {
      namespace: "AWS/ApplicationELB",
      metric: "TargetResponseTime",
      dimensions: { LoadBalancer: "app/my/1", TargetGroup: "a+b=c", stat: "x" },
      stat: "p99.5",
      period: 60,
      days: 0.5,
      missing: "gap",
      region: "us-east-1",
      account: "1",
    },
  );
});

Deno.test("pastPeriods() gives whole periods within what is kept, whenever it is asked", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4e12 }),
      fc.constantFrom(60, 300, 900, 3600, 7200),
      fc.constantFrom(1, 7, 15),
      (now, period, days) => {
        const { start, end } = pastPeriods(period, { days, now });
        const step = period * 1000;
        assert.equal(Math.abs(start % step), 0);
        assert.equal(Math.abs(end % step), 0);
        assert(start >= now - days * 86_400_000 && start < now - days * 86_400_000 + step);
        const held = period < 300 ? 2 : 1;
        assert(end + held * step <= now && end + (held + 1) * step > now);
        assert.equal(end, settledEnd(period, now));
      },
    ),
    { seed: 1 },
  );
});

const auto = { missing: "auto", isCount: true, silentAfter: 3 } as const;

Deno.test("MissingRule waits, then takes a short silence as zeros and a long one as unknown", () => {
  const rule = new MissingRule(auto);
  assert.deepEqual(rule.push({ time: 0 }), []); // nothing before the first sign of life
  assert.deepEqual(rule.push({ time: 1, value: 5 }), [{ time: 1, value: 5 }]);
  assert.deepEqual([rule.push({ time: 2 }), rule.push({ time: 3 })], [[], []]);
  assert.deepEqual(rule.push({ time: 4, value: 6 }), [
    { time: 2, value: 0, isFilled: true },
    { time: 3, value: 0, isFilled: true },
    { time: 4, value: 6 },
  ]);
  assert.deepEqual([rule.push({ time: 5 }), rule.push({ time: 6 })], [[], []]);
  assert.deepEqual(rule.push({ time: 7 }), [
    { time: 5 },
    { time: 6 },
    { time: 7, silence: { state: "begins", since: 5 } },
  ]);
  assert.deepEqual(rule.push({ time: 8 }), [{ time: 8 }]);
  assert.deepEqual(rule.push({ time: 9, isAlive: true }), [
    { time: 9, value: 0, isFilled: true, silence: { state: "ends", since: 5 } },
  ]);
  assert.deepEqual(rule.push({ time: 10, isAlive: true }), [
    { time: 10, value: 0, isFilled: true },
  ]);
});

Deno.test("MissingRule leaves a missing average unknown at once, and counts the silence", () => {
  for (const options of [{ ...auto, isCount: false }, { ...auto, missing: "gap" as const }]) {
    const rule = new MissingRule(options);
    rule.push({ time: 0, value: 1 });
    assert.deepEqual(rule.push({ time: 1 }), [{ time: 1 }]);
    assert.deepEqual(rule.push({ time: 2, isAlive: true }), [{ time: 2 }]);
    assert.deepEqual([3, 4, 5].flatMap((time) => rule.push({ time })), [
      { time: 3 },
      { time: 4 },
      { time: 5, silence: { state: "begins", since: 3 } },
    ]);
    assert.deepEqual(rule.push({ time: 6, value: 2 }), [
      { time: 6, value: 2, silence: { state: "ends", since: 3 } },
    ]);
  }
});

Deno.test("MissingRule decides each period once, in order, the same across its state", () => {
  const periods = fc.array(
    fc.record({ value: fc.option(fc.nat(9), { nil: undefined }), isAlive: fc.boolean() }),
    { maxLength: 40 },
  );
  const modes = fc.record({
    missing: fc.constantFrom("auto" as const, "zero" as const, "gap" as const),
    isCount: fc.boolean(),
    silentAfter: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(periods, modes, (answers, options) => {
      const given = answers.map(({ value, isAlive }, time): AnsweredPeriod =>
        value === undefined ? { time, isAlive } : { time, value, isAlive }
      );
      const whole = new MissingRule(options);
      const decided = given.flatMap((period) => whole.push(period));
      const times = decided.map(({ time }) => time);
      assert.deepEqual(times, [...new Set(times)].sort((a, b) => a - b));
      for (const { time, value } of given) {
        if (value !== undefined) {
          assert.equal(decided.find((each) => each.time === time)?.value, value);
        }
      }
      let state: MissingRule["state"] | undefined;
      const again = given.flatMap((period) => {
        const rule = new MissingRule(options, state);
        const result = rule.push(period);
        state = JSON.parse(JSON.stringify(rule.state));
        return result;
      });
      assert.deepEqual(again, decided);
    }),
    { seed: 1 },
  );
});

Deno.test("getMetricData() asks for at most 500 metrics at a time and keeps their order", async () => {
  await using server = FakeCloudWatch.here(NOW);
  const names = Array.from({ length: 1001 }, (_, i) => `b${String(i).padStart(4, "0")}`);
  names.forEach((name, i) => server.metrics.push(balancer(name, () => i)[0]!));
  const client = await openCloudWatch();
  const all = await findMetrics(
    client,
    parseCloudWatchSource("cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=*"),
  );
  assert.deepEqual(
    all.map(({ dimensions }) => dimensions["LoadBalancer"]),
    names.map((name) => `app/${name}/1`),
  );
  assert.equal(server.calls.ListMetrics, 3);
  const end = settledEnd(300, NOW);
  const points = await getMetricData(client, all, { start: end - FIVE, end });
  assert.deepEqual(points.map(({ values }) => values), names.map((_, i) => [5 * i]));
  assert.equal(server.calls.GetMetricData, 3);
  client.close();
});

Deno.test("findHeartbeats() finds a metric that is always sent, among the fewest dimensions", async () => {
  await using server = FakeCloudWatch.here(NOW);
  const [requests, hosts] = balancer("my", () => 1);
  const zone = { AvailabilityZone: "a", ...hosts!.dimensions };
  const [other] = balancer("other", () => 1);
  server.metrics.push(requests!, { ...hosts!, dimensions: zone }, hosts!, other!);
  const client = await openCloudWatch({ region: "eu-west-1" });
  const source = parseCloudWatchSource("cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=*");
  const metrics = await findMetrics(client, source);
  const found = await findHeartbeats(client, source, metrics);
  assert.deepEqual(
    found.map((metric) => metric && [metric.metric, metric.dimensions]),
    [["HealthyHostCount", hosts!.dimensions], undefined],
  );
  const changes = [{ heartbeat: "none" }, { missing: "zero" as const }, { namespace: "My/App" }];
  for (const change of changes) {
    const none = await findHeartbeats(client, { ...source, ...change }, metrics);
    assert.deepEqual(none, [undefined, undefined]);
  }
  client.close();
});

Deno.test("cloudWatchKey() writes a source that reads back the same, options at their place", () => {
  const text = fc.string({ minLength: 1, maxLength: 12 }).filter((each) => each.isWellFormed());
  const names = fc.oneof(text, fc.constantFrom("stat", "period", "LoadBalancer"))
    .filter((name) => !name.startsWith("dimension."));
  fc.assert(
    fc.property(fc.dictionary(names, text), (given) => {
      const dimensions = { ...given };
      const source = {
        ...parseCloudWatchSource("cloudwatch:AWS/ELB/Latency?stat=p99&region=eu-west-1"),
        dimensions,
      };
      assert.deepEqual(parseCloudWatchSource(cloudWatchKey(source)), source);
    }),
    { seed: 1 },
  );
});

Deno.test("openCloudWatch() gives up in time, and stops when it is told to", async () => {
  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await using _server = FakeCloudWatch.here(NOW);
  Deno.env.set("AWS_ENDPOINT_URL_CLOUDWATCH", `http://127.0.0.1:${silent.addr.port}`);
  const slow = await openCloudWatch({ timeout: 0.05, attempts: 1 });
  await assert.rejects(slow.listMetrics({}), (error) => {
    assert(error instanceof CloudWatchError && error.isTemporary, String(error));
    assert.match(error.message, /must answer in time/);
    return true;
  });
  slow.close();
  const stop = new AbortController();
  const stopped = await openCloudWatch({ signal: stop.signal });
  const asked = stopped.listMetrics({});
  stop.abort();
  await assert.rejects(asked, { name: "AbortError" });
  stopped.close();
  silent.close();
});

Deno.test("openCloudWatch() says that nobody answers, or that there are no credentials", async () => {
  await using _server = FakeCloudWatch.here(NOW);
  Deno.env.set("AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:1");
  const unreachable = await openCloudWatch({ attempts: 1 });
  await assert.rejects(unreachable.listMetrics({}), /as it must answer: .*/);
  unreachable.close();
});
