/** When the streaming detector rings, what it tells, and what it is asked to leave out. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Alert,
  type DetectorResult,
  StreamingDetector,
  type StreamingDetectorOptions,
} from "../../../lib/detect/mod.ts";
import { endText, firingText } from "../../../lib/detect/streaming/alerts/alert_text.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { STEP, timeOf } from "./streaming_series.ts";

const HOUR = 12; // rows
const DAY = 24 * HOUR;
/** Two weeks and a day: the hour is known and calibrated. */
const KNOWN = 15 * DAY;

/** Requests with a daily rhythm and a quieter weekend; `change` edits the rate. */
function requests(
  rows: number,
  change: (rate: number, row: number) => number = (x) => x,
  seed = 1,
) {
  const random = new Mt19937(seed);
  return Float64Array.from({ length: rows }, (_, row) => {
    const hour = row / HOUR % 24;
    const weekend = Math.floor(row / DAY) % 7 >= 5 ? 0.7 : 1;
    const rate = weekend * (600 + 400 * Math.sin(2 * Math.PI * (hour - 9) / 24));
    const changed = change(rate, row);
    return Math.max(0, Math.round(changed + Math.sqrt(changed) * random.normal()));
  });
}

function run(
  values: Float64Array,
  options: Partial<StreamingDetectorOptions> = {},
): { results: DetectorResult[]; rings: number[]; alerts: Alert[]; detector: StreamingDetector } {
  const detector = new StreamingDetector({ seed: 1, ...options });
  const results = Array.from(values, (value, row) => detector.update(timeOf(row), value));
  return {
    results,
    rings: results.flatMap(({ isAlert }, row) => isAlert ? [row] : []),
    alerts: results.flatMap(({ alert }) => alert ?? []),
    detector,
  };
}

/** Rings after the first week: the first weekend is news. */
const late = (rings: readonly number[]) => rings.filter((row) => row >= 8 * DAY);
const between = (row: number, from: number, hours: number) =>
  row >= from && row < from + hours * HOUR;

Deno.test("update() rings at once for an outage 1, 6 and 40 hours after a spike", () => {
  for (const hours of [1, 6, 40]) {
    const spike = KNOWN + 10 * HOUR;
    const outage = spike + hours * HOUR;
    const values = requests(outage + 4 * HOUR, (rate, row) => {
      if (row >= spike && row < spike + 3) return 3 * rate;
      return row >= outage && row < outage + 2 * HOUR ? 0 : rate;
    });
    const { rings } = run(values);
    assert.deepEqual(late(rings).filter((row) => row < outage), [spike]);
    assert.ok(rings.some((row) => between(row, outage, 0.5)), `${hours} h: rang at ${rings}`);
  }
});

Deno.test("update() tells an outage once: it fires, and is resolved when the series is calm", () => {
  const start = KNOWN + 13 * HOUR;
  const values = requests(
    start + 8 * HOUR,
    (rate, row) => row >= start && row < start + 2 * HOUR ? 0 : rate,
  );
  const { results, rings, alerts } = run(values);
  assert.deepEqual(late(rings), [start]);
  const [fired, resolved] = alerts.slice(-2) as [Alert, Alert];
  const { alert } = results[start]!;
  assert.equal(alert, fired);
  assert.deepEqual(
    [fired.state, fired.since, fired.time, fired.value, fired.direction],
    ["firing", timeOf(start), timeOf(start), 0, "down"],
  );
  assert.equal(fired.percent, -100);
  assert.equal(fired.deviation, -fired.usual);
  assert.ok(fired.spreads < -5 && fired.usualRange[0] <= fired.usual);
  assert.ok(fired.usual <= fired.usualRange[1]);
  const usual = values[start - 1]!;
  assert.ok(Math.abs(fired.usual - usual) < 0.15 * usual, `${fired.usual} for ${usual}`);
  assert.match(fired.text, /^0, where [\d,]+ is usual at this time .* down by 100 %/);
  assert.equal(resolved.state, "resolved");
  assert.equal(resolved.since, timeOf(start));
  assert.equal(resolved.worst!.value, 0);
  assert.ok(Math.abs(resolved.minutes! - 115) <= 30, `${resolved.minutes} min`);
  assert.ok(resolved.time <= timeOf(start + 4 * HOUR));
  assert.match(resolved.text, /it lasted .* at its worst 0, where [\d,]+ was usual/);
  const inside = results.slice(start + 1, start + 2 * HOUR);
  assert.ok(inside.every(({ isAlert }) => !isAlert));
  assert.ok(inside.some(({ isQuiet, score }) => isQuiet && score >= 1));
  assert.ok(results.every(({ isQuiet, isAlert, score }) => !(isQuiet && (isAlert || score < 1))));
});

Deno.test("an alert tells no percentage where values of both signs are usual", () => {
  for (const [hour, isTold] of [[9, false], [15, true]] as const) { // usual are about 0 and 400
    const start = KNOWN + hour * HOUR;
    const values = requests(start + 3).map((value, row) => value - 600 + (row >= start ? 500 : 0));
    const { percent, text, usualRange } = run(values).alerts.at(-1)!;
    assert.equal(usualRange[0] < 0, !isTold);
    assert.equal(Number.isNaN(percent), !isTold);
    assert.match(text, isTold ? /, up by [\d,.]+ % \(/ : /, up \([\d.]+ usual spreads\)/);
  }
});

Deno.test("update() ends the alert of a level that stays without calling that calm", () => {
  for (const [factor, days] of [[0, 20], [0.5, 5], [2, 5]] as const) { // nothing is no level for long
    const { alerts } = run(
      requests(KNOWN + days * DAY, (rate, row) => row >= KNOWN + 9 * HOUR ? factor * rate : rate),
    );
    const [first] = alerts.filter(({ state, time }) =>
      state === "resolved" && time >= timeOf(KNOWN)
    );
    assert.match(
      first!.text,
      /^taken for the new level: .* now, where .*; it lasted .*, at its worst/,
    );
    assert.ok(first!.text.startsWith("taken for the new level: 0 now") === (factor === 0));
  }
});

Deno.test("update() never calls calm what is as far from its hour as the alert was", () => {
  const start = KNOWN + 9 * HOUR;
  for (const seed of [1, 2, 3]) {
    for (const length of [4 * HOUR, 3 * DAY]) {
      const end = start + length;
      const { alerts } = run(
        requests(end + 8 * HOUR, (rate, row) => row >= start && row < end ? 0 : rate / 16, seed),
      );
      const ends = alerts.filter(({ state, time }) =>
        state === "resolved" && time >= timeOf(start)
      );
      assert.ok(ends.length > 0);
      for (const { time, text } of ends) {
        const isOut = time < timeOf(end);
        assert.equal(text.split(":")[0], isOut ? "taken for the new level" : "calm again");
      }
    }
  }
});

Deno.test("update() keeps firing and resolved alerts in turn, and rings only with an alert", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          row: fc.integer({ min: 4 * DAY, max: 8 * DAY }),
          rows: fc.integer({ min: 1, max: 40 }),
          factor: fc.constantFrom(0, 0.5, 2, 5),
        }),
        { maxLength: 5 },
      ),
      (events) => {
        const values = requests(9 * DAY, (rate, row) =>
          events.reduce(
            (x, one) => row >= one.row && row < one.row + one.rows ? x * one.factor : x,
            rate,
          ));
        const { results, alerts } = run(values, { sensitivity: { days: 1 } });
        let open = false;
        for (const { state, since, time, direction, deviation, channel } of alerts) {
          assert.ok(since <= time);
          if (state === "firing" && channel !== "quiet" && Math.abs(deviation) > 0) {
            assert.equal(direction, deviation > 0 ? "up" : "down");
          }
          if (state === "resolved") assert.ok(open);
          open = state === "firing";
        }
        for (const { isAlert, isQuiet, status, score, alert, reason } of results) {
          if (status === "scored") assert.equal(isQuiet, score >= 1 && !isAlert);
          if (isAlert) assert.equal(alert?.state, "firing");
          assert.equal(reason !== undefined, isAlert);
          if (reason !== undefined) assert.equal(reason.channel, alert!.channel);
        }
      },
    ),
    { seed: 4, numRuns: 4 },
  );
});

Deno.test("a greater sensitivity finds whatever a smaller one finds", () => {
  const starts = [16, 18, 20, 22].map((day) => day * DAY + 11 * HOUR);
  const factors = [0.6, 1.5, 0.8, 1.25];
  for (const seed of [1, 2]) {
    const values = requests(24 * DAY, (rate, row) => {
      const k = starts.findIndex((start) => between(row, start, 3));
      return k < 0 ? rate : rate * factors[k]!;
    }, seed);
    let found = new Set<number>();
    for (const days of [120, 30, 14]) {
      const { rings } = run(values, { sensitivity: { days } });
      const now = new Set(
        starts.filter((start) => rings.some((row) => between(row, start, 3))),
      );
      assert.deepEqual([...found].filter((start) => !now.has(start)), [], `${days} days`);
      found = now;
    }
    assert.ok(found.size >= 2);
  }
});

Deno.test("direction: only the stated way rings; a flat line rings for both only", () => {
  const [drop, rise] = [16 * DAY + 12 * HOUR, 18 * DAY + 12 * HOUR];
  const values = requests(
    19 * DAY,
    (rate, row) => between(row, drop, 2) ? 0.2 * rate : between(row, rise, 2) ? 2 * rate : rate,
  );
  const hits = (direction: "both" | "up" | "down") => {
    const { rings } = run(values, { direction });
    return [drop, rise].map((start) => rings.some((row) => between(row, start, 2)));
  };
  assert.deepEqual(hits("both"), [true, true]);
  assert.deepEqual(hits("up"), [false, true]);
  assert.deepEqual(hits("down"), [true, false]);
  assert.throws(() => run(values, { direction: "left" as "up" }), /direction must be/);
});

Deno.test("direction: the end of what went the other way does not ring", () => {
  for (const hours of [1, 2, 6]) {
    const [outage, flood] = [16 * DAY + 8 * HOUR, 18 * DAY + 8 * HOUR];
    const values = requests(
      20 * DAY,
      (rate, row) => between(row, outage, hours) ? 0 : between(row, flood, hours) ? 4 * rate : rate,
    );
    const after = (direction: "up" | "down", start: number) =>
      run(values, { direction }).rings.filter((row) => between(row, start + hours * HOUR, 12));
    assert.deepEqual(after("up", outage), [], `${hours} h down`);
    assert.deepEqual(after("down", flood), [], `${hours} h up`);
  }
});

Deno.test("leastDeviation: what is nearer to the usual value does not ring", () => {
  const start = 16 * DAY + 12 * HOUR;
  const values = requests(17 * DAY, (rate, row) => between(row, start, 2) ? 1.5 * rate : rate);
  const rings = (leastDeviation: number | { absolute?: number; relative?: number }) =>
    run(values, { leastDeviation }).rings.some((row) => between(row, start, 2));
  assert.equal(rings(0), true);
  assert.equal(rings({ relative: 0.2 }), true);
  assert.equal(rings({ relative: 0.9 }), false);
  assert.equal(rings({ absolute: 100 }), true);
  assert.equal(rings(5000), false);
  for (const bad of [-1, NaN, Infinity]) {
    assert.throws(() => run(values, { leastDeviation: bad }), /leastDeviation/);
    assert.throws(() => run(values, { leastDeviation: { relative: bad } }), /leastDeviation/);
  }
});

Deno.test("calmMinutes: what comes again within them is the same alert, what is far worse still rings", () => {
  const [first, again, outage] = [10, 13, 14].map((hour) => KNOWN + hour * HOUR);
  const values = requests(
    KNOWN + 24 * HOUR,
    (rate, row) =>
      [first!, again!].some((start) => between(row, start, 0.5))
        ? 2 * rate
        : row >= outage! && row < outage! + 12
        ? 0
        : rate,
  );
  const ringsAt = (options: Partial<StreamingDetectorOptions>) => {
    const { rings } = run(values, options);
    return [first, again, outage].map((start) => rings.some((row) => between(row, start!, 0.5)));
  };
  assert.deepEqual(ringsAt({}), [true, true, true]);
  assert.deepEqual(ringsAt({ calmMinutes: 40 }), [true, true, true]);
  assert.deepEqual(ringsAt({ calmMinutes: 300 }), [true, false, true]);
  const { alerts } = run(values, { calmMinutes: 300 });
  const over = alerts.filter(({ state }) => state === "resolved").at(-1)!;
  assert.ok(over.time >= timeOf(outage! + 12) + 290 * 60_000, "told after five hours of calm");
  assert.ok(over.minutes! < 90, `${over.minutes} minutes as it was, without the calm`);
});

Deno.test("tick() rings within three steps of missing samples, once, and the return resolves it", () => {
  const values = requests(KNOWN + DAY);
  const { detector } = run(values.slice(0, KNOWN));
  const ticks = Array.from({ length: 24 }, (_, k) => detector.tick(timeOf(KNOWN + k)));
  assert.deepEqual(ticks.flatMap(({ isAlert }, k) => isAlert ? [k] : []), [2]);
  const { alert, status, missing, row, point } = ticks[2]!;
  assert.deepEqual([status, missing, row, point], ["tick", 2, -1, -1]);
  assert.deepEqual([alert!.channel, alert!.since, alert!.direction], [
    "missing",
    timeOf(KNOWN),
    "none",
  ]);
  assert.match(alert!.text, /^no sample for 10 min: 2 should have come/);
  assert.equal(detector.end()!.state, "firing");
  const back = detector.update(timeOf(KNOWN + 24), values[KNOWN + 24]!);
  assert.equal(back.missing, 24);
  assert.equal(back.isAlert, false);
  assert.equal(back.alert!.state, "resolved");
  assert.match(back.alert!.text, /nothing came/);
  assert.equal(detector.end(), undefined);
});

Deno.test("tick() rings after a minute without samples where steps are shorter, and not before", () => {
  for (const [step, due] of [[2000, 30], [10_000, 6], [40_000, 2], [60_000, 2]] as const) {
    const detector = new StreamingDetector({ seed: 1 });
    const random = new Mt19937(4);
    const begin = timeOf(0);
    for (let row = 0; row < 1500; row++) {
      const value = 500 + 50 * Math.sin(row / 40) + 20 * random.random();
      detector.update(begin + row * step, Math.round(value));
    }
    const ticks = Array.from({ length: 60 }, (_, k) => detector.tick(begin + (1500 + k) * step));
    const rings = ticks.flatMap(({ isAlert, missing }) => isAlert ? [missing] : []);
    assert.deepEqual(rings, [due], `steps of ${step} ms`);
  }
});

Deno.test("tick() goes on with an alert that is open: it began when that did, and both end together", () => {
  const values = requests(KNOWN + DAY);
  const { detector } = run(values.slice(0, KNOWN));
  const told: string[] = [];
  let newest = "";
  const tell = ({ alert }: DetectorResult) => {
    newest = alert?.text ?? newest;
    if (alert) told.push(`${alert.state} ${alert.channel} ${(alert.since - timeOf(KNOWN)) / STEP}`);
  };
  for (let row = KNOWN; row < KNOWN + 6; row++) tell(detector.update(timeOf(row), 0));
  const [first] = told;
  assert.match(first!, /^firing (?!missing)/);
  for (let row = KNOWN + 6; row < KNOWN + 12; row++) tell(detector.tick(timeOf(row)));
  assert.match(newest, /^no sample for 10 min: 2 should have come/);
  for (let row = KNOWN + 12; row < KNOWN + 30; row++) {
    tell(detector.update(timeOf(row), values[row]!));
  }
  const since = first!.split(" ").at(-1);
  assert.deepEqual(told.slice(1), [`firing missing ${since}`, `resolved missing ${since}`]);
  assert.equal(detector.end(), undefined);
});

Deno.test("tick() says nothing of samples that are often missing, or always at this hour", () => {
  const random = new Mt19937(9);
  const values = requests(KNOWN + DAY);
  const lossy = new StreamingDetector({ seed: 1 });
  const nightly = new StreamingDetector({ seed: 1 });
  const nights: DetectorResult[] = [];
  for (let row = 0; row < KNOWN + DAY; row++) {
    if (random.random() < 0.3) lossy.tick(timeOf(row));
    else lossy.update(timeOf(row), values[row]!);
    if (row / HOUR % 24 < 5) nights.push(nightly.tick(timeOf(row)));
    else nightly.update(timeOf(row), values[row]!);
  }
  const next = KNOWN + DAY;
  assert.equal([0, 1, 2].some((k) => lossy.tick(timeOf(next + k)).isAlert), false);
  const known = nights.slice(-14 * 5 * HOUR);
  assert.equal(known.some(({ isAlert }) => isAlert), false);
});

Deno.test("tick() learns by how much a feed is late, and what is later still rings", () => {
  const values = requests(KNOWN + DAY);
  for (
    const [name, due] of [
      ["three steps late", (row: number) => row - 3],
      ["six at a time", (row: number) => row % 6 === 5 ? row : -1],
    ] as const
  ) {
    const detector = new StreamingDetector({ seed: 1 });
    const rings: number[] = [];
    let next = 0;
    const follow = (row: number, last: number) => {
      while (next <= Math.min(last, due(row))) detector.update(timeOf(next), values[next++]!);
      if (detector.tick(timeOf(row)).isAlert) rings.push(row);
    };
    for (let row = 0; row < KNOWN; row++) follow(row, row);
    assert.deepEqual(rings, [], name);
    for (let row = KNOWN; row < KNOWN + 12; row++) follow(row, KNOWN - 1);
    assert.equal(rings.length, 1, name);
  }
});

Deno.test("tick() rings within three steps by day, however long nothing comes by night", () => {
  const values = requests(KNOWN + DAY);
  const nightly = new StreamingDetector({ seed: 1 });
  for (let row = 0; row < KNOWN + 14 * HOUR; row++) {
    const hour = row / HOUR % 24;
    if (hour < 6 || hour >= 23) nightly.tick(timeOf(row));
    else nightly.update(timeOf(row), values[row]!);
  }
  const night = new StreamingDetector({ seed: 1 });
  night.restore(nightly.snapshot());
  const start = KNOWN + 14 * HOUR;
  const rings = (detector: StreamingDetector, from: number) =>
    [0, 1, 2, 3, 4].map((k) => detector.tick(timeOf(from + k)).isAlert);
  assert.deepEqual(rings(nightly, start), [false, false, true, false, false]);
  // a night that begins a quarter of an hour before the others is none
  for (let row = start; row < KNOWN + 22.75 * HOUR; row++) night.update(timeOf(row), values[row]!);
  assert.deepEqual(rings(night, KNOWN + 22.75 * HOUR), Array(5).fill(false));
});

Deno.test("tick() tells what is usual at the time that it tells, not in the last row", () => {
  const hours = 15 * 24 + 8;
  const at = (row: number) => Date.UTC(2024, 0, 1) + row * 3_600_000;
  const detector = new StreamingDetector({ seed: 1 });
  const random = new Mt19937(2);
  // 100 at midnight, 2,400 before the next
  for (let row = 0; row < hours; row++) {
    detector.update(at(row), Math.round(100 * (row % 24 + 1) + 10 * random.normal()));
  }
  const alerts = [0, 1, 2].flatMap((k) => detector.tick(at(hours + k) + 60_000).alert ?? []);
  assert.equal(alerts.length, 1);
  const { time, usual, usualRange: [low, high], text } = alerts[0]!;
  assert.equal(time, at(hours + 2) + 60_000);
  assert.ok(Math.abs(usual - 1100) < 30, `${usual}`);
  assert.ok(low > 1050 && low <= usual && high < 1150 && high >= usual, `${low} to ${high}`);
  assert.match(text, /^no sample for 2 h: 2 should have come; 1,[01]\d\d is usual at this time/);
});

Deno.test("tick() before the sampling step is known, and late, changes nothing", () => {
  const detector = new StreamingDetector({ seed: 1 });
  assert.equal(detector.tick(timeOf(0)).isAlert, false);
  const values = requests(400);
  for (let row = 0; row < 100; row++) detector.update(timeOf(row), values[row]!);
  const before = detector.snapshot();
  assert.deepEqual(
    [detector.tick(timeOf(150)), detector.tick(timeOf(5))].map(({ isAlert }) => isAlert),
    [false, false],
  );
  assert.deepEqual(detector.snapshot(), before);
  assert.throws(() => detector.tick(NaN), RangeError);
  assert.throws(() => detector.tick("now" as unknown as number), TypeError);
});

Deno.test("an alert writes its numbers as Intl does: three digits, whole from 1,000 on, more where two are near", () => {
  const value = fc.oneof(
    fc.double({ min: -1e15, max: 1e15, noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1100, max: 1100, noNaN: true }),
    fc.integer({ min: -2_000_000, max: 2_000_000 }).map((n) => n / 1000),
  ).filter((value) => value !== 0 && Math.abs(value) >= 1e-4 && Math.abs(value) < 1e15);
  fc.assert(fc.property(value, (value) => {
    const text = value.toLocaleString(
      "en-US",
      Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 },
    );
    const worst = { time: 0, value, usual: NaN, deviation: NaN };
    assert.equal(endText(worst, 0, "open"), `still open after 0 s, at its worst ${text}`);
  }));
  const near = (value: number, usual: number) =>
    endText({ time: 0, value, usual, deviation: value - usual }, 0, "open").slice(35);
  const alone = (value: number) => near(value, NaN);
  assert.deepEqual([46.55, 1.005, 100.5, -2.675, -0, 0.28749].map(alone), [
    "46.6",
    "1.01",
    "101",
    "-2.68",
    "0",
    "0.287",
  ]);
  assert.equal(near(99.8165, 99.9501), "99.82, where 99.95 was usual");
  assert.equal(near(1000.26, 1000.51), "1,000.26, where 1,000.51 was usual");
  assert.equal(near(123_456.781, 123_456.782), "123,456.8, where 123,456.8 was usual");
  assert.equal(near(0, 14_309.2), "0, where 14,309 was usual");
  assert.equal(near(1.001e-6, 1.002e-6), "1.0010e-6, where 1.0020e-6 was usual");
});

Deno.test("an alert says how far a value is from its usual one only where they are told apart", () => {
  const text = (value: number, usual: number) =>
    firingText({
      alert: {
        ...{ time: 0, since: 0, value, usual, deviation: value - usual },
        ...{ state: "firing", usualRange: [1, 2], percent: 5, spreads: 3, direction: "up" },
        ...{ severity: "warning", score: 1, channel: "hour" },
      },
      ...{ expected: NaN, kind: "all days", isReturn: false, gap: undefined },
    });
  assert.match(text(3, 2), /\(1 to 2, all days\), up by 5 % \(3 usual spreads\): it is not usual/);
  const residue = 99.89 + 1.4e-14; // a mean of equal values
  assert.match(
    text(99.89, residue),
    /^99\.89\d*, where 99\.89\d* is .* \(.* all days\): it is not/,
  );
});

Deno.test("end() tells the alert that is open where the data end, and changes nothing", () => {
  const start = KNOWN + 13 * HOUR;
  const values = requests(start + HOUR, (rate, row) => row >= start ? 0 : rate);
  const { detector } = run(values);
  const open = detector.end()!;
  assert.equal(open.state, "firing");
  assert.equal(open.since, timeOf(start));
  assert.equal(open.minutes, 60); // with the last step, as when it is resolved
  assert.match(open.text, /^still open after 60 min, at its worst 0/);
  for (let row = 1; row <= 6; row++) detector.tick(timeOf(start + HOUR + row));
  assert.equal(detector.end()!.minutes, 90);
  const before = detector.snapshot();
  detector.end();
  assert.deepEqual(detector.snapshot(), before);
  assert.equal(new StreamingDetector({ seed: 1 }).end(), undefined);
});

Deno.test("an hour without errors never rings, ten times as many do", () => {
  const random = new Mt19937(3);
  const start = KNOWN + 13 * HOUR;
  const values = Float64Array.from({ length: start + 3 * HOUR }, (_, row) => {
    let errors = 0;
    const rate = between(row, start, 1) ? 4 : 0.35;
    for (let i = 0; i < 20; i++) if (random.random() < rate / 20) errors++;
    return errors;
  });
  const { rings, alerts } = run(values);
  assert.ok(rings.some((row) => between(row, start, 1)));
  assert.ok(rings.filter((row) => row < start).length <= 1, `rang at ${rings}`);
  assert.ok(alerts.every(({ value, state }) => state === "resolved" || value > 0));
});

Deno.test("tick() refuses times in seconds and microseconds, and changes nothing then", () => {
  const { detector } = run(requests(KNOWN));
  const before = detector.snapshot();
  for (const [factor, unit] of [[1e-3, "seconds"], [1e3, "microseconds"], [1e6, "nanoseconds"]]) {
    assert.throws(
      () => detector.tick(timeOf(KNOWN + 1) * Number(factor)),
      {
        name: "RangeError",
        message: new RegExp(`^Cannot tick as the time .*, ${unit} by its size`),
      },
    );
  }
  assert.throws(
    () => detector.tick(5n as unknown as number),
    /must be a number: current value is 5n/,
  );
  assert.deepEqual(detector.snapshot(), before);
});

Deno.test("calendar: what a quiet event held back ends without ringing, what goes on rings then", () => {
  const quiet = Array.from({ length: 3 }, (_, day) => ({
    start: timeOf(KNOWN + day * DAY + 12 * HOUR),
    end: timeOf(KNOWN + day * DAY + 14 * HOUR),
    expect: "quiet" as const,
  }));
  for (const factor of [0, 3]) {
    const values = requests(KNOWN + 3 * DAY, (rate, row) => {
      const [day, row0] = [Math.floor((row - KNOWN) / DAY), (row - KNOWN) % DAY];
      const until = day === 2 ? 15 : 14; // on the last day it takes longer than planned
      return day >= 0 && row0 >= 12 * HOUR && row0 < until * HOUR ? factor * rate : rate;
    });
    const rings = run(values, { calendar: quiet }).rings.filter((row) => row >= KNOWN);
    assert.deepEqual(rings, [KNOWN + 2 * DAY + 14 * HOUR]);
  }
});

Deno.test("update() refuses times in seconds, microseconds and far ahead, and goes on", () => {
  const values = requests(300);
  const seconds = new StreamingDetector({ seed: 1 });
  assert.throws(
    () => seconds.update(timeOf(0) / 1000, 1),
    { name: "RangeError", message: /point 0 .* milliseconds.* seconds by its size/ },
  );
  assert.throws(
    () => seconds.update(timeOf(0) * 1000, 1),
    /point 0 .* before the year 2100.* microseconds by its size/,
  );
  assert.equal(seconds.counts.offered, 0);
  const detector = new StreamingDetector({ seed: 1 });
  const clean = new StreamingDetector({ seed: 1 });
  for (let row = 0; row < 200; row++) {
    detector.update(timeOf(row), values[row]!);
    clean.update(timeOf(row), values[row]!);
  }
  const far = timeOf(200) + 400 * 86_400_000;
  assert.throws(() => detector.update(far, 5), /point 200 .* at most 7 days past the newest row/);
  assert.throws(() => detector.update(timeOf(200) / 1000, 5), /seconds by its size/);
  for (let row = 200; row < 300; row++) {
    assert.deepEqual(
      detector.update(timeOf(row), values[row]!),
      clean.update(timeOf(row), values[row]!),
    );
  }
  assert.throws(() => detector.update(far, 5), RangeError);
  assert.equal(detector.update(far + STEP, 6).status, "scored"); // the stream did go on there
});

Deno.test("values of 1e-12, 1 and 1e12 give the same alerts", () => {
  const start = 5 * DAY + 12 * HOUR;
  const values = requests(6 * DAY, (rate, row) => between(row, start, 1) ? 0.3 * rate : rate)
    .map((value) => value + 0.5);
  const rings = [1e-12, 1, 1e12].map((size) => run(values.map((x) => x * size)).rings);
  assert.deepEqual(rings[0], rings[1]);
  assert.deepEqual(rings[2], rings[1]);
  assert.ok(rings[1]!.some((row) => between(row, start, 1)));
});

Deno.test("restore() goes on with another sensitivity, direction and least deviation", () => {
  const start = KNOWN + 13 * HOUR;
  const values = requests(start + 2 * HOUR, (rate, row) => row >= start ? 1.4 * rate : rate);
  const before = new StreamingDetector({ seed: 1, sensitivity: { days: 14 } });
  for (let row = 0; row < start; row++) before.update(timeOf(row), values[row]!);
  const snapshot = before.snapshot();
  const rings = (options: Parameters<StreamingDetector["restore"]>[1]) => {
    const after = new StreamingDetector({ seed: 1 });
    after.restore(snapshot, options);
    return Array.from(values.slice(start), (value, k) => after.update(timeOf(start + k), value))
      .some(({ isAlert }) => isAlert);
  };
  assert.equal(rings({ sensitivity: { days: 14 } }), true);
  assert.equal(rings({ sensitivity: { days: 3650 }, leastDeviation: 1e6 }), false);
  assert.equal(rings({ direction: "down" }), false);
  assert.equal(rings({ sensitivity: { days: 14 }, calmMinutes: 600 }), true);
  const other = new StreamingDetector({ seed: 1 });
  other.restore(snapshot, { sensitivity: { days: 60 } });
  assert.equal(other.sensitivity.days, 60);
  assert.throws(() => other.restore(snapshot, { seed: 2 } as object), /no option "seed"/);
  assert.throws(() => other.restore(snapshot, { sensitivity: { days: 0 } }), /sensitivity.days/);
});

Deno.test("new StreamingDetector() checks its options by name", () => {
  const make = (options: object) => () => new StreamingDetector({ seed: 1, ...options });
  assert.throws(make({ treshold: 3 }), { name: "TypeError", message: /no option "treshold"/ });
  for (const days of [0, -1, NaN, 4000]) {
    assert.throws(make({ sensitivity: { days } }), /sensitivity.days/);
  }
  assert.throws(make({ sensitivity: 30 }), TypeError);
  for (const calmMinutes of [-1, NaN, 600_000]) assert.throws(make({ calmMinutes }), /calmMinutes/);
  assert.throws(make({ timeZone: "Mars/Olympus" }), /timeZone must be an IANA time zone/);
  assert.throws(make({ calendar: "no calendar" }), SyntaxError);
  assert.throws(make({ calendar: 5 }), /calendar/);
  for (const leastDeviation of [null, "5", [1]]) {
    assert.throws(make({ leastDeviation }), {
      name: "TypeError",
      message: /as leastDeviation must/,
    });
  }
  assert.throws(make({ leastDeviation: { relativ: 1 } }), /in leastDeviation, .*"relativ"/);
  assert.throws(make({ series: 3 }), { name: "TypeError", message: /series must be a text/ });
  assert.throws(make({ calendar: [{ start: 5, end: 5, expect: "quiet" }] }), /must end after/);
  assert.throws(make({ calendar: [{ start: 1, end: 5, expect: "x" }] }), /calendar\[0\].expect/);
});

/** What both say of the same point, whatever its number is. */
function assertSame(there: StreamingDetector, here: StreamingDetector, row: number, value: number) {
  const [one, two] = [there, here].map((detector) => ({
    ...detector.update(timeOf(row), value),
    point: 0,
    row: 0,
  }));
  assert.deepEqual(one, two, `row ${row}`);
}

const YEAR = 365 * DAY;

Deno.test("update() goes on from five late points of an earlier clock, as if those ahead had never come", () => {
  const values = requests(500);
  for (const [before, ahead] of [[0, 1], [0, 9], [300, 1], [300, 9]] as const) {
    const name = `${ahead} ahead after ${before} rows`;
    const least = Math.max(4, ahead); // late points that are dropped
    let detector = new StreamingDetector({ seed: 1 });
    const clean = new StreamingDetector({ seed: 1 });
    for (let row = 0; row < before; row++) assertSame(detector, clean, row, values[row]!);
    // in the middle of a stream the first one is refused
    if (before > 0) assert.throws(() => detector.update(timeOf(YEAR - 1), 5), RangeError);
    for (let k = 0; k < ahead; k++) detector.update(timeOf(YEAR + k), 5);
    for (let k = 0; k < least; k++) {
      const { status } = detector.update(timeOf(before + k), values[before + k]!);
      assert.equal(status, "late", name);
      if (k !== 2) continue;
      const restored = new StreamingDetector({ seed: 1 });
      restored.restore(detector.snapshot());
      detector = restored;
    }
    for (let row = before + least; row < 500; row++) assertSame(detector, clean, row, values[row]!);
    const rows = 500 - least + ahead; // of which those ahead are forgotten
    assert.deepEqual(
      detector.counts,
      { offered: rows + least, rows, late: least, repeated: 0 },
      name,
    );
    const next = detector.update(timeOf(500), 5);
    assert.deepEqual([next.point, next.row], [rows + least, rows], name);
  }
});

Deno.test("update() does not go back for a batch that comes late, nor for what is late here and there", () => {
  const values = requests(12 * DAY);
  const detector = new StreamingDetector({ seed: 1 });
  const clean = new StreamingDetector({ seed: 1 });
  const late = (from: number, step: number, points: number) => {
    for (let k = 0; k < points; k++) {
      assert.equal(detector.update(timeOf(from + k * step) + 1000, 5).status, "late");
    }
  };
  for (let row = 0; row < 12 * DAY; row++) {
    if (row === 5 * DAY) row += 2 * DAY; // samples of two days are missing, and come later
    if (row === 7 * DAY + 1) late(5 * DAY, 1, 300);
    if (row === 10 * DAY) late(-YEAR, 1, 50);
    if (row === 11 * DAY) late(0, 1, 3 * DAY);
    if (row === 11 * DAY + 5) late(10 * DAY, -1, 300);
    assertSame(detector, clean, row, values[row]!);
  }
});

Deno.test("tick() far ahead of the newest row rings once a second one confirms it", () => {
  const { detector } = run(requests(KNOWN));
  const [wrong, right] = [timeOf(KNOWN + 10 * YEAR), timeOf(KNOWN + 2)];
  assert.equal(detector.tick(wrong).isAlert, false);
  assert.equal(detector.end(), undefined);
  assert.equal(detector.tick(right).isAlert, true);
  assert.equal(detector.tick(wrong).alert, undefined);
  assert.ok(detector.end()!.minutes! <= 10, "an open alert does not last until a wrong tick");
  const asleep = run(requests(KNOWN)).detector;
  const restored = new StreamingDetector({ seed: 1 });
  assert.equal(asleep.tick(timeOf(KNOWN + 20 * DAY)).isAlert, false);
  restored.restore(asleep.snapshot());
  const told = restored.tick(timeOf(KNOWN + 20 * DAY + 1));
  assert.equal(told.isAlert, true);
  assert.match(told.alert!.text, /^no sample for 20 days/);
});

Deno.test("an alert of the second day lasts as long as its rows are far from their hour, and tells the worst", () => {
  const start = DAY + 8 * HOUR;
  const told: number[] = [];
  for (const seed of [1, 2, 3]) {
    for (const factors of [[4, 5, 5, 6, 7, 5], [0.1, 0.1, 0.1, 0.02, 0, 0.1]]) {
      const change = (rate: number, row: number) => rate * (factors[row - start] ?? 1);
      const values = requests(2 * DAY, change, seed);
      const { alerts } = run(values);
      const resolved = alerts.find(({ state, time }) =>
        state === "resolved" && time > timeOf(start)
      );
      if (resolved === undefined) continue;
      told.push(factors[0]!);
      assert.ok(resolved.since <= timeOf(start + 3));
      const ends = resolved.since + 60_000 * resolved.minutes!;
      assert.equal((ends - timeOf(start)) / STEP, 6, `seed ${seed}: ${resolved.text}`);
      assert.equal(resolved.worst!.time, timeOf(start + 4), resolved.text);
    }
  }
  assert.ok(told.length >= 4, `${told}`);
});
