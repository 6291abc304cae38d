import assert from "node:assert/strict";
import {
  replaySeries,
  scoreSeries,
  StreamingDetector,
  writeResults,
} from "../../../lib/detect/mod.ts";
import { AlertLog } from "../../../lib/detect/replay/alert_log.ts";
import { temporaryFolder } from "../../data/temporary_folder.ts";

const STEP = 300_000;
const timestamps = Float64Array.from({ length: 500 }, (_, i) => i * STEP);
const values = timestamps.map((_, i) =>
  i === 390 || i === 480 ? 400 : 50 + 20 * Math.sin(i / 10) + (i * 7919 % 13) / 4
);

Deno.test("replaySeries() scores as scoreSeries() does, and flags the rows of its alerts", async () => {
  const found = await replaySeries(new StreamingDetector({ seed: 1 }), { timestamps, values });
  const { scores, alerts } = scoreSeries(timestamps, values, { seed: 1 });
  assert.deepEqual(found.scores, scores);
  assert.equal(found.alerts.length, alerts.filter(Boolean).length);
  assert.equal(found.scored + found.training, values.length);
  found.flags.forEach((flag, i) => {
    const inside = found.alerts.some(({ start, end }) =>
      start.getTime() <= timestamps[i]! && timestamps[i]! <= end.getTime()
    );
    assert.equal(flag, inside, `row ${i}`);
  });
  assert.equal(found.flags[390], true);
  const first = found.alerts.find(({ worst }) => worst.time.getTime() === 390 * STEP)!;
  assert.equal(first.worst.value, 400);
  assert.match(first.reason, /^400, where/);
});

Deno.test("replaySeries() passes over what the detector has seen, and goes on", async () => {
  const detector = new StreamingDetector({ seed: 1 });
  const half = { timestamps: timestamps.slice(0, 300), values: values.slice(0, 300) };
  const first = await replaySeries(detector, half);
  const second = await replaySeries(detector, { timestamps, values });
  const whole = await replaySeries(new StreamingDetector({ seed: 1 }), { timestamps, values });
  assert.equal(second.seen, 300);
  assert.deepEqual([...first.alerts, ...second.alerts], whole.alerts);
});

Deno.test("replaySeries() lets time pass where samples are missing", async () => {
  const isThere = (i: number) => i < 420 || i >= 470;
  const rows = Array.from(timestamps.keys()).filter(isThere);
  const found = await replaySeries(new StreamingDetector({ seed: 1 }), {
    timestamps: Float64Array.from(rows, (i) => timestamps[i]!),
    values: Float64Array.from(rows, (i) => values[i]!),
  });
  assert.ok(found.alerts.some(({ channel }) => channel === "missing"));
});

Deno.test("replaySeries() takes a row that is refused for no sign that samples are missing", async () => {
  const calm = values.slice(0, 380);
  const found = await replaySeries(new StreamingDetector({ seed: 1 }), {
    timestamps: Float64Array.of(...timestamps.slice(0, 380), 400 * 86_400_000),
    values: Float64Array.of(...calm, 50),
  });
  assert.deepEqual(found.refused.map(({ row }) => row), [380]);
  assert.deepEqual(found.alerts, []);
});

Deno.test("replaySeries() tells a rise that ends in a fall as two alerts, with the fall's row in the second", async () => {
  const rows = Array.from({ length: 9 * 288 }, (_, i) => i);
  const start = 8 * 288 + 150;
  const found = await replaySeries(new StreamingDetector({ seed: 1 }), {
    timestamps: Float64Array.from(rows, (i) => i * STEP),
    values: Float64Array.from(rows, (i) => {
      const usual = 500 + 200 * Math.sin(2 * Math.PI * i / 288) + i * 7919 % 13;
      return i < start || i >= start + 24 ? usual : i < start + 3 ? 3 * usual : 0;
    }),
  });
  const [rise, fall] = found.alerts.filter(({ start: at }) => at.getTime() >= start * STEP);
  const told = [rise!, fall!].map(({ start, direction, isOpen }) => ({ start, direction, isOpen }));
  assert.deepEqual(told, [
    { start: new Date(start * STEP), direction: "up", isOpen: false },
    { start: new Date((start + 3) * STEP), direction: "down", isOpen: false },
  ]);
  assert.ok(rise!.worst.value > 2 * rise!.worst.usual);
  assert.equal(fall!.worst.value, 0);
  const numbers = AlertLog.numbers(
    Float64Array.from([start - 1, start + 2, start + 3, start + 4], (i) => i * STEP),
    [rise!, fall!],
  );
  assert.deepEqual(numbers, [0, 1, 2, 2]);
});

Deno.test("AlertLog tells when an alert began and when it fired, where it was there to see that", () => {
  const value = (i: number) => 50 + 20 * Math.sin(i / 10) + (i * 7919 % 13) / 4;
  const detector = new StreamingDetector({ seed: 1 });
  for (let i = 0; i < 400; i++) detector.update(i * STEP, value(i));
  const result = detector.update(400 * STEP, 400);
  const open = { ...result.alert!, since: 390 * STEP };
  const told = (log: AlertLog) => log.finish(open).map(({ start, fired }) => [start, fired]);
  const log = new AlertLog();
  log.add({ ...result, alert: open });
  assert.deepEqual(told(log), [[new Date(390 * STEP), new Date(400 * STEP)]]);
  assert.deepEqual(told(new AlertLog()), [[new Date(390 * STEP), new Date(390 * STEP)]]);
  const missing = new AlertLog(); // samples that are missing in an open alert take it over
  missing.add({ ...result, alert: open });
  const [{ channel, reason } = {}] = missing.finish({ ...open, channel: "missing", text: "no" });
  assert.deepEqual([channel, reason], [open.channel, open.text]);
});

Deno.test("replaySeries() tells how far it is and stops when told", async () => {
  const told: number[] = [];
  await replaySeries(new StreamingDetector({ seed: 1 }), { timestamps, values }, {
    onProgress: (done, total) => {
      assert.equal(total, 500);
      told.push(done);
    },
  });
  assert.equal(told.at(-1), 500);
  const stop = new AbortController();
  const work = replaySeries(new StreamingDetector({ seed: 1 }), { timestamps, values }, {
    onProgress: () => stop.abort(new Error("enough")),
    signal: stop.signal,
  });
  // Fast machines may be done before the first turn: then there was nothing to stop.
  await work.catch((error) => assert.equal(error.message, "enough"));
});

Deno.test("writeResults() quotes reasons and refuses lengths that differ and other endings", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a.csv`;
  const at = (row: number) => new Date(row * STEP);
  const alert = {
    start: at(1),
    fired: at(1),
    end: at(1),
    isOpen: true,
    severity: "critical",
    direction: "up",
    usual: NaN,
    worst: { time: at(1), value: 9, usual: NaN, deviation: NaN },
    channel: "value",
    reason: 'far, "too" far',
  } as const;
  const series = { timestamps: timestamps.slice(0, 3), values: Float64Array.of(1, 9, 2) };
  await writeResults(path, { ...series, scores: [0, 2.5, 0], alerts: [alert] });
  assert.equal(
    await Deno.readTextFile(path),
    [
      "timestamp,value,score,alert,start,end,usual,worst,severity,reason",
      "1970-01-01 00:00:00,1,0,,,,,,,",
      '1970-01-01 00:05:00,9,2.5,1,1970-01-01 00:05:00,1970-01-01 00:05:00,,9,critical,"far, ""too"" far"',
      "1970-01-01 00:10:00,2,0,,,,,,,",
      "",
    ].join("\n"),
  );
  const { alerts: _, ...replayed } = await replaySeries(new StreamingDetector({ seed: 1 }), series);
  await writeResults(`${folder.path}/b.csv`, { ...series, ...replayed, alerts: [alert] });
  const header = (await Deno.readTextFile(`${folder.path}/b.csv`)).split("\n")[0];
  assert.equal(
    header,
    "timestamp,value,score,flag,alert,start,end,usual,worst,severity,reason",
    "a replay's answer as it is",
  );
  await writeResults(`${folder.path}/a.json`, { ...series, name: "x", alerts: [alert] });
  const { alerts } = JSON.parse(await Deno.readTextFile(`${folder.path}/a.json`));
  assert.equal(alerts[0].usual, null);
  assert.equal(alerts[0].start, "1970-01-01T00:05:00.000Z");
  await assert.rejects(writeResults(path, { ...series, flags: [true] }), {
    name: "RangeError",
    message:
      "Cannot write results as flags must have the length of timestamps, 3: current length is 1",
  });
  await assert.rejects(writeResults(`${folder.path}/a.txt`, series), /must end in .csv, .json/);
});
