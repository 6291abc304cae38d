/**
 * What the streaming detector promises: causality, restarts, rules for odd input, bounded memory.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { createFrame } from "../../../lib/data/frame/frame.ts";
import { type DetectorResult, scoreSeries, StreamingDetector } from "../../../lib/detect/mod.ts";
import { rhythm, STEP, timeOf } from "./streaming_series.ts";

function feed(
  detector: StreamingDetector,
  values: ArrayLike<number>,
  from = 0,
  to = values.length,
): DetectorResult[] {
  const results: DetectorResult[] = [];
  for (let i = from; i < to; i++) results.push(detector.update(timeOf(i), values[i]!));
  return results;
}

/** Alerts after the first two days, in which a daily rhythm is still news. */
function alertRows(results: readonly DetectorResult[]): number[] {
  return results.filter(({ isAlert, row }) => isAlert && row >= 2 * 288).map(({ row }) => row);
}

Deno.test("update() scores a point without those after it: cut series give the same results", () => {
  const values = rhythm(900);
  values[700] = 400;
  const whole = feed(new StreamingDetector({ seed: 3 }), values);
  const changed = values.slice();
  for (const cut of [160, 333, 640, 705]) {
    for (let i = cut; i < values.length; i++) changed[i] = 1000 - values[i]!;
    const results = feed(new StreamingDetector({ seed: 3 }), changed);
    assert.deepEqual(results.slice(0, cut), whole.slice(0, cut));
    assert.notDeepEqual(results.slice(cut), whole.slice(cut));
    changed.set(values);
  }
});

Deno.test("update() goes on bit for bit after snapshot() and restore(), also amid a refit", () => {
  const values = rhythm(760, 2);
  const whole = feed(new StreamingDetector({ seed: 5, series: "a" }), values);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 759 }), { maxLength: 4 }), (cuts) => {
      const results: DetectorResult[] = [];
      let detector = new StreamingDetector({ seed: 5, series: "a" });
      let from = 0;
      for (const cut of [...new Set([...cuts, 155, 603, 760])].sort((a, b) => a - b)) {
        results.push(...feed(detector, values, from, cut));
        from = cut;
        const kept = detector.snapshot();
        detector = new StreamingDetector({ seed: 5, series: "a" });
        detector.restore(kept);
        assert.deepEqual(detector.snapshot(), kept);
      }
      assert.deepEqual(results, whole);
    }),
    { seed: 11, numRuns: 3 },
  );
  assert.ok(whole[603]!.refitting.length > 0, "row 603 is amid a refit");
});

Deno.test("restore() goes on bit for bit in another process", () => {
  const values = rhythm(700, 4);
  const detector = new StreamingDetector({ seed: 9, series: "elb" });
  feed(detector, values, 0, 620);
  const snapshot = Buffer.from(detector.snapshot()).toString("base64");
  const here = feed(detector, values, 620).map(({ score }) => score);
  const script = `
    import { StreamingDetector } from ${
    JSON.stringify(import.meta.resolve("../../../lib/detect/mod.ts"))
  };
    const { snapshot, times, values } = JSON.parse(await new Response(Deno.stdin.readable).text());
    const detector = new StreamingDetector({ seed: 9, series: "elb" });
    detector.restore(Uint8Array.fromBase64(snapshot));
    console.log(JSON.stringify(values.map((value, i) => detector.update(times[i], value).score)));`;
  const there = execFileSync(Deno.execPath(), [
    "run",
    "--no-prompt",
    "--allow-read",
    "--allow-env",
    "--allow-sys",
    "--allow-ffi",
    `--config=${new URL("../../../deno.json", import.meta.url).pathname}`,
    `data:application/typescript,${encodeURIComponent(script)}`,
  ], {
    input: `{"snapshot":"${snapshot}","times":${
      JSON.stringify([...values.slice(620)].map((_, i) => timeOf(620 + i)))
    },"values":${JSON.stringify([...values.slice(620)])}}`,
    encoding: "utf8",
  });
  assert.deepEqual(JSON.parse(there), here);
});

Deno.test("restore() goes on bit for bit when the memory is full", () => {
  const constants = {
    capacity: 400,
    referenceRows: 250,
    rankRows: 300,
    maxSteps: 300,
    refitEvery: 200,
  };
  const values = rhythm(1900, 6);
  const whole = feed(new StreamingDetector({ seed: 1, constants }), values);
  for (const cut of [799, 1000, 1201, 1650]) {
    const before = new StreamingDetector({ seed: 1, constants });
    feed(before, values, 0, cut);
    const after = new StreamingDetector({ seed: 1, constants });
    after.restore(before.snapshot());
    assert.deepEqual(feed(after, values, cut), whole.slice(cut));
  }
});

Deno.test("StreamingDetector takes constants that there were, and nothing changes by them", () => {
  const constants = { quietRows: 60, quietShare: 0.05, quietDays: 2, ageSlope: 1, rateSlope: 1 };
  const former = new StreamingDetector({ seed: 1, constants });
  assert.deepEqual(former.snapshot(), new StreamingDetector({ seed: 1 }).snapshot());
});

Deno.test("restore() refuses another series, seed, time zone and constants", () => {
  const detector = new StreamingDetector({ seed: 1, series: "a" });
  feed(detector, rhythm(200));
  const snapshot = detector.snapshot();
  const other = new StreamingDetector({ seed: 1, series: "b" });
  assert.throws(() => other.restore(snapshot), /series must be "b": it is "a"/);
  assert.throws(() => new StreamingDetector({ seed: 2, series: "a" }).restore(snapshot), /seed/);
  for (
    const restored of [
      () =>
        new StreamingDetector({ seed: 1, series: "a", timeZone: "Asia/Tokyo" }).restore(snapshot),
      () => detector.restore(snapshot, { timeZone: "Asia/Tokyo" }),
    ]
  ) assert.throws(restored, /timeZone must be "Asia\/Tokyo": it is "UTC"/);
  const constants = { meanRows: 10 };
  assert.throws(
    () => new StreamingDetector({ seed: 1, series: "a", constants }).restore(snapshot),
    /constants/,
  );
});

Deno.test("restore() takes back a snapshot whatever own rate and caution may come to", () => {
  const detector = new StreamingDetector({ seed: 1 });
  const other = new StreamingDetector({
    seed: 1,
    constants: { mostOwnRate: 1, caution: 1 },
  });
  feed(detector, rhythm(200));
  other.restore(detector.snapshot());
  assert.deepEqual(other.snapshot(), detector.snapshot());
});

Deno.test("update() drops and counts repeated and late points, and goes on as without them", () => {
  const values = rhythm(320);
  const clean = feed(new StreamingDetector({ seed: 1 }), values);
  const detector = new StreamingDetector({ seed: 1 });
  const results: DetectorResult[] = [];
  for (let i = 0; i < values.length; i++) {
    results.push(detector.update(new Date(timeOf(i)), values[i]!));
    if (i % 40 === 7) {
      const repeated = detector.update(timeOf(i), 1e9);
      assert.deepEqual([repeated.status, repeated.row, repeated.score], ["repeated", -1, 0]);
      assert.equal(detector.update(timeOf(i) - 1, -1e9).status, "late");
    }
  }
  const comparable = (result: DetectorResult) => ({ ...result, point: 0 });
  assert.deepEqual(results.map(comparable), clean.map(comparable));
  assert.deepEqual(detector.counts, { offered: 336, rows: 320, late: 8, repeated: 8 });
});

Deno.test("update() refuses NaN, infinity and text with the point's number, and its state stays", () => {
  const detector = new StreamingDetector({ seed: 1 });
  const values = rhythm(200);
  feed(detector, values, 0, 170);
  const before = detector.snapshot();
  const at = timeOf(170);
  for (const bad of [NaN, Infinity, -Infinity, 1e101]) {
    assert.throws(() => detector.update(at, bad), { name: "RangeError", message: /point 170/ });
  }
  for (const bad of ["12", null, undefined, {}]) {
    const text = bad as unknown as number;
    assert.throws(() => detector.update(at, text), { name: "TypeError", message: /point 170/ });
    assert.throws(() => detector.update(text, 1), { name: "TypeError", message: /point 170/ });
  }
  assert.throws(() => detector.update(new Date(NaN), 1), RangeError);
  assert.deepEqual(detector.snapshot(), before);
  const reference = new StreamingDetector({ seed: 1 });
  feed(reference, values, 0, 170);
  assert.deepEqual(feed(detector, values, 170), feed(reference, values, 170));
});

Deno.test("update() says how many samples are missing, and single ones raise no alert", () => {
  const values = rhythm(1100);
  const detector = new StreamingDetector({ seed: 1 });
  const results: DetectorResult[] = [];
  for (let i = 0; i < values.length; i++) {
    if (i >= 800 && i < 850) continue;
    if (i % 97 === 0) continue;
    results.push(detector.update(timeOf(i), values[i]!));
  }
  const gaps = results.filter(({ missing }) => missing > 0).map(({ missing }) => missing);
  assert.deepEqual(gaps, [1, 1, 1, 1, 1, 1, 1, 50, 1, 1, 1]);
  const gap = results.findIndex(({ missing }) => missing === 50);
  assert.deepEqual(alertRows(results).filter((row) => row < gap || row > gap + 48), []);
});

Deno.test("update() keeps a constant series silent, and alerts at its first change", () => {
  for (const constant of [0, -3.5, 1e12]) {
    const values = new Float64Array(620).fill(constant);
    values[610] = constant === 0 ? 1 : constant * 1.5;
    const results = feed(new StreamingDetector({ seed: 1 }), values);
    assert.deepEqual(alertRows(results), [610]);
    assert.ok(results.slice(0, 610).every(({ score }) => score < 0.5));
  }
  const [level, change] = [new Float64Array(1000).fill(1000), 990];
  level.fill(1001, change);
  assert.deepEqual(
    alertRows(feed(new StreamingDetector({ seed: 1 }), level)),
    [change],
    "by 0.1 %",
  );
});

Deno.test("update() alerts when a level changes for good, and calls the new level normal later", () => {
  const values = rhythm(2600).map((value, i) => i < 1000 ? value : value + 150);
  const alerts = alertRows(feed(new StreamingDetector({ seed: 1 }), values));
  assert.ok(alerts[0]! >= 1000 && alerts[0]! < 1010, `first alert at ${alerts[0]}`);
  assert.ok(alerts.length <= 6, `alerts at ${alerts}`);
  assert.deepEqual(alerts.filter((row) => row > 1600), []);
});

Deno.test("update() only trains on a series shorter than its training time", () => {
  for (const rows of [0, 1, 2, 149]) {
    const detector = new StreamingDetector({ seed: 1 });
    const results = feed(detector, rhythm(rows));
    assert.ok(results.every(({ status, level }) => status === "training" && level === 0));
    assert.ok(results.every(({ score }, row) => row < 42 ? score === 0 : score > 0 && score < 1));
    const again = new StreamingDetector({ seed: 1 });
    again.restore(detector.snapshot());
    assert.equal(again.counts.rows, rows);
    for (const value of [70, 7000]) {
      const time = timeOf(again.counts.rows);
      assert.deepEqual(again.update(time, value), detector.update(time, value));
    }
  }
});

Deno.test("update() explains each alert: the channel, the expected value and the miss", () => {
  const values = rhythm(700);
  values[650] = 500;
  const results = feed(new StreamingDetector({ seed: 1 }), values);
  assert.deepEqual(alertRows(results), [650]);
  const { reason, channels } = results[650]!;
  assert.equal(reason!.channel, channels[0]!.name);
  assert.equal(channels.length, 6);
  for (const { name, expected, miss } of channels) {
    assert.ok(Math.abs(expected + miss - 500) < 1e-9, name);
    if (name === "recent" || name === "seasonal") {
      assert.ok(Math.abs(expected - values[649]!) < 60, `${name} expected ${expected}`);
    }
  }
  assert.equal(reason!.text, results[650]!.alert!.text);
  const shares = channels.map(({ share }) => share);
  assert.deepEqual(shares, shares.toSorted((a, b) => b - a));
});

Deno.test("update() announces refits, and does them in slices", () => {
  const results = feed(new StreamingDetector({ seed: 1 }), rhythm(720));
  const finished = results.flatMap(({ refitted }) => refitted);
  // four channels at 150, 300 and 600 rows; the seasonal one again at 1.2 days, when a lag joins;
  // the next one joins at 634 rows, while the refit of row 600 still waits
  const count = (name: string) => finished.filter((channel) => channel === name).length;
  assert.deepEqual(["value", "recent", "shape", "seasonal"].map(count), [3, 3, 3, 4]);
  assert.ok(results.slice(0, 149).every(({ refitting }) => refitting.length === 0));
  assert.ok(results[149]!.refitting.length > 0);
  const busy = results.slice(599, 633).filter(({ refitting }) => refitting.length > 0).length;
  assert.ok(busy > 20, `the refit at row 600 spans ${busy} updates`);
});

Deno.test("update() with slices of any size ends in the same nets once a refit is done", () => {
  const values = rhythm(299);
  const small = new StreamingDetector({ seed: 1, constants: { workPerUpdate: 200_000 } });
  const large = new StreamingDetector({ seed: 1, constants: { workPerUpdate: 1e9 } });
  const scores = [small, large].map((detector) => feed(detector, values).at(-1)!.channels);
  // draws differ from slice to slice, so nets are alike, not equal
  assert.equal(scores[0]!.length, scores[1]!.length);
  const expected = scores.map((channels) =>
    channels.find(({ name }) => name === "recent")!.expected
  );
  assert.ok(Math.abs(expected[0]! - expected[1]!) < 30, `${expected}`);
});

Deno.test("fit() learns what update() would, finishes the refits and leaves no quiet time", () => {
  const values = rhythm(606);
  values[600] = 500; // an alert just before the end
  const times = [...values].map((_, i) => timeOf(i));
  const fitted = new StreamingDetector({ seed: 1 });
  fitted.fit(createFrame(times, values));
  assert.deepEqual(fitted.counts, { offered: 606, rows: 606, late: 0, repeated: 0 });
  const next = fitted.update(timeOf(606), 500);
  assert.equal(next.status, "scored");
  assert.deepEqual(next.refitting, []);
  assert.equal(next.isQuiet, false);
  assert.throws(
    () => fitted.fit(createFrame(times, values)),
    /must be new: it has seen 607 points/,
  );
  const bad = new StreamingDetector({ seed: 1 });
  values[5] = NaN;
  assert.throws(() => bad.fit(createFrame(times, values)), /point 5/);
  assert.equal(bad.counts.offered, 0);
});

Deno.test("new StreamingDetector() checks seed and threshold", () => {
  assert.throws(() => new StreamingDetector({ seed: -1 }), RangeError);
  for (const threshold of [0, -1, NaN, Infinity]) {
    assert.throws(() => new StreamingDetector({ seed: 1, threshold }), /threshold/);
  }
});

Deno.test("scoreSeries() is update() row by row, and drops what is not in order", () => {
  const values = rhythm(400);
  const times = Float64Array.from(values, (_, i) => timeOf(i));
  times[200] = times[199]!;
  times[300] = times[250]!;
  const { scores, alerts, dropped } = scoreSeries(times, values, { seed: 1 });
  assert.equal(dropped, 2);
  assert.deepEqual([scores[200], scores[300]], [0, 0]);
  const detector = new StreamingDetector({ seed: 1 });
  const results = [...values].map((value, i) => detector.update(times[i]!, value));
  assert.deepEqual([...scores], results.map(({ score }) => score));
  assert.deepEqual(alerts, results.map(({ isAlert }) => isAlert));
  assert.throws(() => scoreSeries([0], [1, 2], { seed: 1 }), RangeError);
});

Deno.test("update() takes the largest values it admits without losing its scores", () => {
  const values = rhythm(900);
  values[700] = 1e100;
  values[701] = -1e100;
  const results = feed(new StreamingDetector({ seed: 1 }), values);
  assert.equal(results[700]!.isAlert, true);
  assert.ok(results.every(({ score }) => Number.isFinite(score)));
});

Deno.test("update() keeps its memory bounded", () => {
  const constants = {
    capacity: 300,
    referenceRows: 200,
    rankRows: 200,
    maxSteps: 50,
    refitEvery: 300,
  };
  const detector = new StreamingDetector({ seed: 1, constants });
  const size = () => detector.snapshot().length;
  feed(detector, rhythm(8500)); // a day past the four weeks that the hour remembers
  const full = size();
  feed(detector, rhythm(12_000), 8500);
  assert.ok(size() < 1.05 * full, `${full} bytes, then ${size()}`);
  assert.equal(detector.update(timeOf(12_000) + STEP, 100).missing, 1);
});
