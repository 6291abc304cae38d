import assert from "node:assert/strict";
import {
  CloudWatchError,
  frameTimestamps,
  frameValues,
  readCloudWatch,
  readSeries,
  type ReadSeriesOptions,
} from "../../../lib/data/mod.ts";
import { balancer, FakeCloudWatch } from "./fake_cloudwatch.ts";

const NOW = Date.UTC(2026, 10, 26, 10, 7, 30);
const MINUTE = 60_000;
const FIVE = 5 * MINUTE;
const SOURCE = "cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=app/my/1";

const minutely = (time: number) => 10 + (time / MINUTE) % 7;
const fiveMinutes = (time: number) =>
  [0, 1, 2, 3, 4].reduce((sum, i) => sum + minutely(time + i * MINUTE), 0);

/** A server with one balancer, and this program pointed to it. */
function start(value = minutely as Parameters<typeof balancer>[1], isAlive?: () => boolean) {
  const server = FakeCloudWatch.here(NOW);
  server.metrics.push(...balancer("my", value, isAlive));
  return server;
}

Deno.test("readCloudWatch() reads closed, held-back periods of 14 days, aligned to the hour", async () => {
  await using server = start();
  const series = await readCloudWatch(SOURCE, { now: NOW });
  const timestamps = frameTimestamps(series.frame);
  assert.equal(timestamps.length, 14 * 288 - 2);
  assert.equal(timestamps[0], Date.UTC(2026, 10, 12, 10, 10));
  assert.equal(timestamps.at(-1), Date.UTC(2026, 10, 26, 9, 55));
  assert.deepEqual(
    frameValues(series.frame),
    timestamps.map(fiveMinutes),
  );
  assert.equal(series.name, "RequestCount app/my/1");
  assert.equal(series.origin, "cloudwatch");
  assert.deepEqual(series.gaps, []);
  assert.equal(series.notes.length, 1);
  assert.match(series.notes[0]!, /2026-11-26 10:00:00 UTC on were left out/);
  assert.deepEqual(server.calls, { GetMetricData: 1, ListMetrics: 1, metrics: 2 });
  const [request] = server.requests;
  assert.equal(request!.ScanBy, "TimestampAscending");
  assert.equal(request!.StartTime % 300, 0);
});

Deno.test("readSeries() takes a cloudwatch: source", async () => {
  await using server = start();
  server.now = Date.now();
  const { frame, origin } = await readSeries(`${SOURCE}&days=1`);
  assert.equal(origin, "cloudwatch");
  assert(frame.height >= 285 && frame.height <= 288, String(frame.height));
});

Deno.test("readCloudWatch() merges pages by Id", async () => {
  await using server = start();
  server.pageSize = 700;
  const paged = await readCloudWatch(`${SOURCE}&days=7`, { now: NOW });
  assert.equal(server.calls.GetMetricData, 6); // 2 x 2014 points
  server.pageSize = 100_800;
  const whole = await readCloudWatch(`${SOURCE}&days=7`, { now: NOW });
  assert.deepEqual(frameValues(paged.frame), frameValues(whole.frame));
  assert.deepEqual(frameTimestamps(paged.frame), frameTimestamps(whole.frame));
});

Deno.test("readCloudWatch() refuses a period too fine for its age without asking", async () => {
  await using server = start();
  const rules: [string, RegExp][] = [
    [
      "&period=60&days=16",
      /16 days back with period=60 as points of less than 300 seconds are kept 15 days/,
    ],
    ["&period=300&days=64", /less than 3600 seconds are kept 63 days/],
    ["&period=10&days=1", /less than 60 seconds are kept 3 hours/],
  ];
  for (const [query, message] of rules) {
    await assert.rejects(readCloudWatch(SOURCE + query, { now: NOW }), message);
  }
  assert.equal(server.calls.GetMetricData, 0);
  for (const query of ["&period=60&days=15", "&period=300&days=63", "&period=3600&days=455"]) {
    assert((await readCloudWatch(SOURCE + query, { now: NOW })).frame.height > 0, query);
  }
});

Deno.test("readCloudWatch() takes a count that was not sent as zero where the balancer shows life", async () => {
  const from = Date.UTC(2026, 10, 26, 2);
  const isOut = (time: number) => time >= from && time < from + 6 * FIVE;
  const value = (time: number) => isOut(time) ? undefined : minutely(time);
  await using _server = start(value);
  const filled = await readCloudWatch(`${SOURCE}&days=1`, { now: NOW });
  const at = frameTimestamps(filled.frame).indexOf(from);
  assert.deepEqual([...frameValues(filled.frame).subarray(at, at + 6)], [0, 0, 0, 0, 0, 0]);
  assert.deepEqual(filled.gaps, []);
  assert.match(filled.notes[1]!, /^6 of 286 periods were not sent and count as 0/);
  // Without a heartbeat a silence that long is unknown, and so it is where it is said.
  for (const query of ["&heartbeat=none", "&missing=gap"]) {
    const gap = await readCloudWatch(`${SOURCE}&days=1${query}`, { now: NOW });
    assert.deepEqual(gap.gaps.map(({ missing }) => missing), [6], query);
  }
  const zero = await readCloudWatch(`${SOURCE}&days=1&heartbeat=none`, {
    now: NOW,
    missing: "zero",
  });
  assert.deepEqual(frameValues(zero.frame), frameValues(filled.frame));
});

Deno.test("readCloudWatch() retries throttled and failed requests", async () => {
  await using server = start();
  server.faults.push("throttle", "error");
  const series = await readCloudWatch(`${SOURCE}&days=1&heartbeat=none`, { now: NOW });
  assert.equal(series.frame.height, 286);
  assert.equal(server.calls.GetMetricData, 3);
});

Deno.test("readCloudWatch() says why CloudWatch gave nothing", async () => {
  await using server = start();
  const attempt = (source: string, message: RegExp, isTemporary: boolean) =>
    assert.rejects(readCloudWatch(source, { now: NOW, timeout: 60 }), (error) => {
      assert(error instanceof CloudWatchError, String(error));
      assert.match(error.message, message);
      assert.equal(error.isTemporary, isTemporary);
      return true;
    });
  server.fault = { status: "Forbidden", metric: "RequestCount" };
  await attempt(SOURCE, /must be allowed to: CloudWatch answered Forbidden/, false);
  server.fault = { status: "PartialData", metric: "RequestCount" };
  await attempt(SOURCE, /must answer completely: it answered PartialData/, true);
  server.fault = { status: "InternalError", metric: "HealthyHostCount" };
  await attempt(SOURCE, /HealthyHostCount .* it answered InternalError/, true);
  server.fault = "deny";
  await attempt(SOURCE, /the caller must be allowed cloudwatch:ListMetrics: not authorized/, false);
  server.fault = undefined;
  const elb = "cloudwatch:AWS/ApplicationELB";
  await attempt(
    `${elb}/RequestCount?LoadBalancer=app/mine/1`,
    /"LoadBalancer=app\/mine\/1" as there must be such a metric: in eu-west-1 it has "LoadBalancer=app\/my\/1"/,
    false,
  );
  await attempt(
    `${elb}/RequestCounts?LoadBalancer=app/my/1&stat=Sum`,
    /there is no metric "RequestCounts" in "AWS\/ApplicationELB" in eu-west-1/,
    false,
  );
  await attempt(`${SOURCE}&heartbeat=Pulse`, /there is no metric "Pulse"/, false);
});

Deno.test("readCloudWatch() refuses a source that stands for several, or none", async () => {
  await assert.rejects(
    readCloudWatch("cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=*", { now: NOW }),
    /must not be \*/,
  );
  for (
    const source of ["cloudwatch:", "cloudwatch:RequestCount", "cloudwatch:A/B?x=%zz&stat=Sum"]
  ) {
    await assert.rejects(readCloudWatch(source), SyntaxError, source);
  }
  const wrong: [string, RegExp][] = [
    ["cloudwatch:A/Latency", /"stat" must be Sum, .*: it is not given/],
    ["cloudwatch:A/Latency?stat=p101", /"stat" must be .*: current value is "p101"/],
    ["cloudwatch:A/B?stat=Sum&period=7", /"period" must be 1, 5, 10, 30 or a multiple of 60/],
    ["cloudwatch:A/B?stat=Sum&days=0", /"days" must cover one period/],
    ["cloudwatch:A/B?stat=Sum&days=456", /at most 455 days/],
    ["cloudwatch:A/B?stat=Sum&missing=none", /"missing" must be auto, zero or gap/],
    ["cloudwatch:A/B?stat=Sum&region=evil.example/", /"region" must be a region's name/],
    ["cloudwatch:A/B?stat=Sum&stat=Sum", /"stat" must have one value/],
    [
      "cloudwatch:AWS/ELB/B?periode=60",
      /there is no option "periode", but stat, period, .*dimension\.periode/,
    ],
    ["cloudwatch:AWS/ELB/B?bogus", /there is no option "bogus"/],
  ];
  for (const [source, message] of wrong) await assert.rejects(readCloudWatch(source), message);
});

Deno.test("readSeries() refuses by name what it cannot take of CloudWatch", async () => {
  const wrong: [ReadSeriesOptions, RegExp][] = [
    [{ format: "X" }, /Cannot read CloudWatch with format as all about its points must stand in/],
    [{ where: { lb: "a" }, wayIn: "command" }, /with --where as/],
    [{ value: "x", wayIn: "notebook" }, /with -p column=\.\.\. as/],
  ];
  for (const [options, message] of wrong) {
    await assert.rejects(readSeries(SOURCE, options), { name: "TypeError", message });
  }
});
