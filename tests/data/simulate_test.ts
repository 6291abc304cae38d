import assert from "node:assert/strict";
import fc from "fast-check";
import {
  mean,
  quantileSorted,
  sampleCorrelation,
  standardDeviation,
  uniqueCountSorted,
} from "simple-statistics";
import { removeOutliers } from "../../lib/preprocessing/outliers.ts";
import { readSeries } from "../../lib/data/mod.ts";
import { readLabels } from "../../lib/data/labels.ts";
import {
  anomalyWindows,
  CARRIED_SIMULATION,
  simulateElb,
  writeSimulation,
} from "../../lib/data/simulate.ts";
import {
  createFrame,
  type Frame,
  frameTimestamps,
  frameValues,
} from "../../lib/data/frame/frame.ts";
import { realElb, testWithRealElb } from "./real_elb.ts";
import { temporaryFolder } from "./temporary_folder.ts";

const data = new URL("../../data/", import.meta.url);
const carried = await readSeries(new URL("elb_simulated.csv", data));
const seeds = fc.integer({ min: 0, max: 0xffffffff });

Deno.test("the simulated files in data/ are byte for byte what simulateElb() makes", async () => {
  await using folder = await temporaryFolder();
  await writeSimulation(`${folder.path}/elb_simulated.csv`, simulateElb(CARRIED_SIMULATION));
  assert.deepEqual(folder.list(), ["elb_simulated.csv", "elb_simulated.labels.json"]);
  for (const name of folder.list()) {
    assert.deepEqual(
      await Deno.readFile(`${folder.path}/${name}`),
      await Deno.readFile(new URL(name, data)),
      `${name}: run deno task data:simulate`,
    );
  }
});

Deno.test("simulateElb() gives whole counts of at least 1 every five minutes, some missing", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 30 }), (seed, days) => {
      const { frame } = simulateElb({ seed, days });
      assert.ok(frameValues(frame).every((value) => Number.isInteger(value) && value >= 1));
      const first = Date.UTC(2014, 3, 10, 0, 4);
      const steps = frameTimestamps(frame).map((time) => (time - first) / 300_000);
      assert.ok(
        steps.every((step, i) => Number.isInteger(step) && (i === 0 || step > steps[i - 1]!)),
      );
      assert.equal(steps[0], 0);
      assert.equal(steps.at(-1), days * 288 - 1);
      assert.ok(frame.height > 0.98 * days * 288);
    }),
    { seed: 18, numRuns: 30 },
  );
  assert.ok(carried.gaps.length > 0);
});

Deno.test("simulateElb() keeps the first and the last sample where chance would drop them", () => {
  for (const seed of [91, 987]) { // the draw for the first sample, for the last one, is below 0.002
    const times = frameTimestamps(simulateElb({ seed, days: 1 }).frame);
    assert.equal(times.at(-1)! - times[0]!, 287 * 300_000);
  }
});

Deno.test("simulateElb() repeats under one seed and differs under another, and starts where told", () => {
  const values = (seed: number) => frameValues(simulateElb({ seed, days: 3 }).frame);
  assert.deepEqual(values(5), values(5));
  assert.notDeepEqual(values(5), values(6));
  const start = new Date("2024-01-01T00:00:00Z");
  const { frame } = simulateElb({ seed: 5, days: 3, start });
  assert.equal(frameTimestamps(frame)[0], start.getTime());
});

Deno.test("simulateElb() injects one anomaly for each five days, after the first 15 %, none missing", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 40 }), (seed, days) => {
      const { frame, anomalies } = simulateElb({ seed, days });
      assert.equal(anomalies.length, Math.max(1, Math.round(days / 5)));
      const times = Array.from(frameTimestamps(frame));
      let previousEnd = times[Math.floor(0.14 * times.length)]!;
      for (const { kind, start, end } of anomalies) {
        assert.ok(start.getTime() > previousEnd);
        previousEnd = end.getTime();
        const rows = times.indexOf(end.getTime()) - times.indexOf(start.getTime()) + 1;
        assert.equal(rows, (end.getTime() - start.getTime()) / 300_000 + 1);
        const [least, most] = { spike: [1, 1], surge: [12, 18], outage: [18, 30] }[kind] as [
          number,
          number,
        ];
        assert.ok(least <= rows && rows <= most, `${kind} of ${rows} rows`);
      }
    }),
    { seed: 19, numRuns: 30 },
  );
});

Deno.test("the injected anomalies stand out: spikes and surges above, outages below", () => {
  const { frame, anomalies } = simulateElb(CARRIED_SIMULATION);
  const [times, values] = [Array.from(frameTimestamps(frame)), frameValues(frame)];
  const overall = mean(Array.from(values));
  for (const { kind, start, end } of anomalies) {
    const part = values.subarray(times.indexOf(start.getTime()), times.indexOf(end.getTime()) + 1);
    if (kind === "outage") assert.ok(part.every((value) => value <= 3));
    else assert.ok(mean(Array.from(part)) > 2 * overall, kind);
  }
});

Deno.test("anomalyWindows() shares a tenth of the rows, centred on each anomaly's start", async () => {
  const simulation = simulateElb(CARRIED_SIMULATION);
  const { frame, anomalies } = simulation;
  const times = Array.from(frameTimestamps(frame));
  const windows = anomalyWindows(frame, anomalies);
  const half = Math.floor(frame.height / 20 / 3);
  anomalies.forEach(({ start }, i) => {
    const row = times.indexOf(start.getTime());
    assert.equal(times.indexOf(windows[i]!.start.getTime()), row - half);
    assert.equal(times.indexOf(windows[i]!.end.getTime()), row + half);
  });
  const labels = await readLabels(new URL("elb_simulated.labels.json", data));
  assert.deepEqual(labels, new Map([["elb_simulated.csv", windows]]));
});

Deno.test("anomalyWindows() cuts windows off at the ends and refuses anomalies off the samples", () => {
  const frame = createFrame(Array.from({ length: 40 }, (_, i) => i * 1000), Array(40).fill(1));
  const at = (time: number) =>
    [{ kind: "spike", start: new Date(time), end: new Date(time) }] as const;
  assert.deepEqual(anomalyWindows(frame, [...at(1000)]), [
    { start: new Date(0), end: new Date(3000) },
  ]);
  assert.throws(() => anomalyWindows(frame, [...at(1500)]), {
    name: "RangeError",
    message:
      "Cannot label an anomaly as it must start on a sample: there is none at 1970-01-01T00:00:01.500Z",
  });
});

Deno.test("simulateElb() and writeSimulation() refuse what is out of range", async () => {
  for (const days of [0, 1.5, 3651, NaN]) {
    assert.throws(() => simulateElb({ seed: 1, days }), {
      name: "RangeError",
      message:
        `Cannot simulate a series as days must be an integer in 1..3650: current value is ${days}`,
    });
  }
  assert.throws(() => simulateElb({ seed: -1, days: 1 }), RangeError);
  assert.throws(
    () => simulateElb({ seed: 1, days: 1, start: new Date(NaN) }),
    /start must be a date/,
  );
  await assert.rejects(
    writeSimulation("series.txt", simulateElb({ seed: 1, days: 1 })),
    /path must end in .csv: current value is series.txt/,
  );
});

function summary(frame: Frame) {
  const values = Array.from(frameValues(frame));
  const sorted = values.toSorted((a, b) => a - b);
  const correlation = (lag: number) => sampleCorrelation(values.slice(0, -lag), values.slice(lag));
  const hours = Array.from({ length: 24 }, () => [] as number[]);
  frameTimestamps(frame).forEach((time, i) =>
    hours[new Date(time).getUTCHours()]!.push(values[i]!)
  );
  const days = Array.from({ length: 7 }, () => [] as number[]);
  frameTimestamps(frame).forEach((time, i) => days[new Date(time).getUTCDay()]!.push(values[i]!));
  return {
    mean: mean(values),
    sd: standardDeviation(values),
    quantile: (p: number) => quantileSorted(sorted, p),
    distinct: uniqueCountSorted(sorted),
    correlation,
    hours: hours.map(mean),
    days: days.map(mean),
    outliers: removeOutliers(frame).removed.height,
  };
}

testWithRealElb(
  "the simulated series is close to the real one in distribution and rhythm",
  async () => {
    const real = summary((await readSeries(realElb)).frame);
    const made = summary(carried.frame);
    const near = (what: string, a: number, b: number, share: number) =>
      assert.ok(Math.abs(a - b) <= share * Math.abs(b), `${what}: ${a}, the real one has ${b}`);
    near("mean", made.mean, real.mean, 0.05);
    near("standard deviation", made.sd, real.sd, 0.1);
    near("distinct values", made.distinct, real.distinct, 0.1);
    near("outliers", made.outliers, real.outliers, 0.25);
    for (const p of [0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99]) {
      near(`quantile ${p}`, made.quantile(p), real.quantile(p), 0.15);
    }
    // Small counts are few whole numbers: their quantiles may differ by one.
    for (const p of [0.01, 0.05, 0.1]) {
      assert.ok(Math.abs(made.quantile(p) - real.quantile(p)) <= 1, `quantile ${p}`);
    }
    // 0.08 is about five standard errors of an autocorrelation of 4,000 rows.
    for (const lag of [1, 2, 3, 6, 12, 72, 144, 288, 576, 2016]) {
      const [a, b] = [made.correlation(lag), real.correlation(lag)];
      assert.ok(Math.abs(a - b) <= 0.08, `autocorrelation at ${lag}: ${a}, the real one has ${b}`);
    }
    const daily = sampleCorrelation(made.hours, real.hours);
    assert.ok(daily > 0.75, `daily rhythm: correlation ${daily}`);
    assert.ok(sampleCorrelation(made.days, real.days) > 0.85, "weekly rhythm");
  },
);
