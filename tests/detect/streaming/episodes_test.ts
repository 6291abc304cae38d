/** Alerts as a person on call meets them: what rings inside an open one, and what always holds. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Alert, type DetectorResult, StreamingDetector } from "../../../lib/detect/mod.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { normalSeries } from "../../../lib/evaluate/incidents/profiles.ts";
import { detectorAfter, STEP, timeOf } from "./streaming_series.ts";

const HOUR = 12; // rows
const DAY = 24 * HOUR;
/** Two weeks and a day: the hour is known and calibrated. */
const KNOWN = 15 * DAY;
/** Rows of calm that end an episode. */
const CALM = 8;

/** What the factor on the rate is in a row after `KNOWN`; NaN where no sample comes. */
type Change = (row: number) => number;

const rateAt = (row: number) => {
  const weekend = Math.floor(row / DAY) % 7 >= 5 ? 0.7 : 1;
  return weekend * (600 + 400 * Math.sin(2 * Math.PI * (row / HOUR % 24 - 9) / 24));
};

function draw(random: Mt19937, rate: number): number {
  const noise = Math.sqrt(Number.isNaN(rate) ? 0 : rate) * random.normal();
  return Math.max(0, Math.round(rate + noise));
}

/** A detector that has seen fifteen days or `from` rows of a step, and what follows. */
class Watched {
  readonly #known: Uint8Array;

  constructor(seed: number, readonly from = KNOWN, readonly minutes = 5) {
    const random = new Mt19937(seed);
    const detector = new StreamingDetector({ seed: 1 });
    for (let row = 0; row < from; row++) {
      detector.update(this.timeOf(row), draw(random, this.#rateAt(row)));
    }
    this.#known = detector.snapshot();
  }

  /** Time of a row, and what is expected in it. */
  timeOf(row: number): number {
    return timeOf(0) + row * this.minutes * STEP / 5;
  }

  #rateAt(row: number): number {
    const share = this.minutes / 5;
    return share * rateAt(row * share);
  }

  /** What it says of each row that follows; from `cut` on it is the one that was restored there. */
  follow(rows: number, change: Change, cut = rows): { results: DetectorResult[]; open: boolean[] } {
    let detector = this.detector();
    const random = new Mt19937(7);
    const open: boolean[] = [];
    const results = Array.from({ length: rows }, (_, row) => {
      if (row === cut) detector = this.#restored(detector.snapshot());
      const value = draw(random, this.#rateAt(this.from + row) * change(row));
      const time = this.timeOf(this.from + row);
      const result = Number.isNaN(value) ? detector.tick(time) : detector.update(time, value);
      open.push(detector.end() !== undefined);
      return result;
    });
    return { results, open };
  }

  /** As it is when it has seen all that is known. */
  detector(): StreamingDetector {
    return this.#restored(this.#known);
  }

  #restored(snapshot: Uint8Array): StreamingDetector {
    const detector = new StreamingDetector({ seed: 1 });
    detector.restore(snapshot);
    return detector;
  }
}

const WATCHED = [1, 2].map((seed) => new Watched(seed));
const YOUNG = new Watched(3, 4 * DAY);

const ringsOf = (results: readonly DetectorResult[]) =>
  results.flatMap(({ isAlert }, row) => isAlert ? [row] : []);

Deno.test("an outage while the alert of a spike or of a rise is open rings, as an alert of its own", () => {
  const spike = DAY + 10 * HOUR;
  for (const watched of WATCHED) {
    for (const [rise, by, gap] of [[3, 3, 0], [3, 3, 2], [3, 3, 6], [30, 1.5, 0]] as const) {
      const outage = spike + rise + gap;
      const { results } = watched.follow(outage + 5 * HOUR, (row) => {
        if (row >= spike && row < spike + rise) return by;
        return row >= outage && row < outage + 2 * HOUR ? 0 : 1;
      });
      const name = `${by} times for ${rise} rows, ${gap} before the outage`;
      const [first, second, ...more] = ringsOf(results);
      assert.ok(first! >= spike && first! < spike + 3, name);
      assert.ok(second! >= outage && second! < outage + 3, `${name}: ${second! - outage}`);
      assert.deepEqual(more, [], name);
      const [rose, fell] = [results[first!]!.alert!, results[second!]!.alert!];
      assert.deepEqual([rose.direction, fell.direction], ["up", "down"]);
      assert.equal(fell.since, fell.time);
      assert.match(fell.text, /^0, where .* down by 100 % \([\d.]+ usual spreads\): /);
      const { state, since, worst, minutes, text, direction } = fell.ended!;
      assert.deepEqual([state, since, direction], ["resolved", rose.since, "up"]);
      assert.ok(worst!.value > 1.3 * worst!.usual);
      assert.ok(minutes! > 0 && minutes! <= (outage - spike + 2) * 5);
      assert.match(text, /^another alert goes on from here: it lasted .* at its worst /);
      const resolved = results.findLast(({ alert }) => alert !== undefined)!.alert!;
      assert.deepEqual([resolved.state, resolved.since], ["resolved", fell.since]);
      assert.equal(resolved.worst!.value, 0);
    }
  }
});

Deno.test("an incident twice as far off in an open alert of the same direction rings again in it, once", () => {
  const hourly = [5, 6].map((seed) => new Watched(seed, 30 * 24, 60));
  const byMinute = new Watched(4, 10 * 24 * 60, 1);
  for (const watched of [...WATCHED, ...hourly, byMinute]) {
    const hour = 60 / watched.minutes;
    const start = 24 * hour + 10 * hour;
    for (const [weak, strong] of [[0.6, 0], [0.6, 0.1], [1.4, 10], [2, 10]] as const) {
      for (const hours of watched.minutes > 5 ? [3, 5] : [1, 3]) {
        const worse = start + hours * hour;
        const change: Change = (row) =>
          row < start ? 1 : row >= worse && row < worse + 2 * hour ? strong : weak;
        const { results } = watched.follow(worse + 4 * hour, change);
        const name = `${weak}, then ${strong} after ${hours} h at ${watched.minutes} min`;
        const [first, second, ...more] = ringsOf(results);
        assert.ok(first! >= start && first! < worse, `${name}: first ${first! - start}`);
        assert.ok(second! >= worse && second! < worse + 2, `${name}: second ${second! - worse}`);
        assert.deepEqual(more, [], name);
        const [mild, bad] = [results[first!]!.alert!, results[second!]!.alert!];
        assert.deepEqual([bad.since, bad.direction], [mild.since, mild.direction], name);
        assert.equal(bad.ended, undefined);
      }
    }
  }
});

Deno.test("an outage in the alert of a fall rings in it, though its first row is not far enough off to", () => {
  const start = DAY + 10 * HOUR;
  for (const seed of [11, 12, 13, 14]) {
    // rates that spread by a quarter: nothing at all is four spreads below them, or less
    const noise = new Mt19937(seed);
    const detector = new StreamingDetector({ seed: 1 });
    const update = (row: number, factor: number) => {
      const rate = 0.5 * rateAt(row) * Math.max(0, 1 + 0.28 * noise.normal());
      return detector.update(timeOf(row), Math.round(factor * rate));
    };
    for (let row = 0; row < KNOWN + start; row++) update(row, 1);
    const rings: Alert[] = [];
    for (let row = KNOWN + start; row < KNOWN + start + 6 * HOUR; row++) {
      const { isAlert, alert } = update(row, row < KNOWN + start + 4 * HOUR ? 0.55 : 0);
      if (isAlert) rings.push(alert!);
    }
    const [fall, outage, ...more] = rings;
    assert.deepEqual([fall?.direction, outage?.direction, more.length], ["down", "down", 0]);
    assert.ok(fall!.value > 0 && outage!.value === 0);
    assert.equal(outage!.since, fall!.since);
    assert.ok(outage!.time < timeOf(KNOWN + start + 4 * HOUR + 5));
  }
});

Deno.test("a rebound after an outage, flapping and a seesaw ring no more than once a direction", () => {
  const start = DAY + 10 * HOUR;
  const rings = (watched: Watched, change: Change) =>
    ringsOf(
      watched.follow(start + 12 * HOUR, (row) => row < start ? 1 : change(row - start)).results,
    );
  const until = (rows: number, change: Change): Change => (row) => row < rows ? change(row) : 1;
  for (const watched of WATCHED) {
    const retries = until(30, (row) => row < 24 ? 0 : 1.8);
    const flapping = until(6 * HOUR, (row) => row % 6 < 3 ? 0 : 1);
    const seesaw = until(6 * HOUR, (row) => row % 6 < 3 ? 2.5 : 0.2);
    assert.equal(rings(watched, retries).length, 1, "retries");
    assert.equal(rings(watched, flapping).length, 1, "flapping");
    assert.equal(rings(watched, seesaw).length, 2, "seesaw");
    const shallow = until(6 * HOUR, (row) => row % 12 < 6 ? 0.7 : 3);
    assert.ok(rings(watched, shallow).length <= 3, "seesaw that rises further than it falls");
  }
});

Deno.test("a rise twice as far as the fall in whose alert it comes rings, as an alert of its own", () => {
  const start = DAY + 10 * HOUR;
  for (const watched of WATCHED) {
    for (const [fall, rise, rows] of [[0.7, 3, 12], [0.7, 3, 36], [0.5, 5, 24]] as const) {
      const surge = start + rows;
      const { results } = watched.follow(surge + 5 * HOUR, (row) => {
        if (row < start || row >= surge + 12) return 1;
        return row < surge ? fall : rise;
      });
      const name = `${rise} after ${rows} rows of ${fall}`;
      const [first, second, ...more] = ringsOf(results);
      assert.ok(first! >= start && first! < surge, name);
      assert.ok(second! >= surge && second! < surge + 3, `${name}: ${second! - surge}`);
      assert.deepEqual(more, [], name);
      const { direction, since, ended } = results[second!]!.alert!;
      assert.deepEqual([direction, ended!.direction], ["up", "down"], name);
      assert.ok(since >= watched.timeOf(watched.from + surge), name);
      const over = results.findLast(({ alert }) => alert?.state === "resolved")!.alert!;
      assert.ok(over.worst!.value > 2 * over.worst!.usual, over.text);
    }
  }
});

Deno.test("samples that come back far below what is usual ring, though what was missing has just been told", () => {
  const start = DAY + 10 * HOUR;
  for (const watched of WATCHED) {
    const { results } = watched.follow(start + 30, (row) => {
      if (row < start || row >= start + 18) return 1;
      return row < start + 6 ? NaN : row < start + 8 ? 1 : 0.5;
    });
    const told = results.flatMap(({ alert, isAlert }, row) =>
      alert ? [`${row - start} ${alert.state} ${alert.channel === "missing"} ${isAlert}`] : []
    );
    assert.deepEqual(told.slice(0, 2), ["2 firing true true", "6 resolved true false"]);
    assert.match(told[2]!, /^(8|9) firing false true$/);
  }
});

/** What is told, as `row state channel`, from `from` on; `RING` where it does. */
const toldOf = ({ results }: { results: readonly DetectorResult[] }, from: number) =>
  results.flatMap(({ alert, isAlert }, row) => {
    if (alert === undefined || row < from) return [];
    const what = alert.channel === "missing" ? "missing" : alert.direction;
    const ended = alert.ended === undefined ? "" : ` ends ${alert.ended.channel}`;
    return [`${row - from} ${alert.state} ${what}${isAlert ? " RING" : ""}${ended}`];
  });

Deno.test("missing samples end with the first row that comes, whatever it is, and ring again at once", () => {
  const start = DAY + 10 * HOUR;
  for (const watched of WATCHED) {
    const told = (rows: number, change: Change) =>
      toldOf(watched.follow(start + rows, (row) => row < start ? 1 : change(row - start)), start);
    for (const back of [1, 3]) { // usual, or what had piled up
      const twice = told(40, (row) => row < 6 || (row >= 9 && row < 21) ? NaN : row < 9 ? back : 1);
      assert.deepEqual(
        twice.slice(0, 4),
        [
          "2 firing missing RING",
          "6 resolved missing",
          "11 firing missing RING",
          "21 resolved missing",
        ],
      );
    }
    const nothing = told(30, (row) => row < 6 ? NaN : row < 18 ? 0 : 1);
    assert.deepEqual(nothing[0], "2 firing missing RING");
    assert.deepEqual(nothing[1], "6 firing down RING ends missing");
    const amid = told(60, (row) => row < 4 ? 0 : row < 8 ? NaN : row < 20 ? 0 : 1);
    assert.deepEqual(amid.filter((each) => each.includes("RING")).length, 2, `${amid}`);
    assert.deepEqual(amid.filter((each) => each.includes("resolved")).length, 1, `${amid}`);
  }
});

Deno.test("an outage rings at once, however far values went up on the days before", () => {
  const surge = 10 * HOUR; // on two weekdays of ten
  for (const watched of WATCHED) {
    for (const days of [3, 6]) {
      const outage = surge + days * DAY + 3 * HOUR;
      const { results } = watched.follow(outage + 6, (row) => {
        if (row >= outage) return 0;
        return row >= surge && row < surge + 36 * HOUR ? 8 : 1;
      });
      const rang = ringsOf(results).filter((row) => row >= outage);
      assert.ok(rang[0]! <= outage + 2, `${days} days after: ${rang}`);
    }
  }
});

Deno.test("what had piled up while samples were missing is told of only if it lasts", () => {
  const start = DAY + 10 * HOUR;
  for (const watched of WATCHED) {
    for (const [rows, rings] of [[4, 1], [6 * HOUR, 2]] as const) {
      const { results } = watched.follow(start + 9 * HOUR, (row) => {
        if (row < start || row >= start + HOUR + rows) return 1;
        return row < start + HOUR ? NaN : 10;
      });
      const rang = ringsOf(results).filter((row) => row >= start);
      assert.equal(rang.length, rings, `${rows} rows: ${rang.map((row) => row - start)}`);
      assert.ok(rings === 1 || rang[1]! <= start + HOUR + CALM + 1);
    }
  }
});

Deno.test("missing samples of four and of nine days end with the first row that is taken", () => {
  const start = DAY + 10 * HOUR;
  for (const [days, refused] of [[4, 0], [9, 1]] as const) {
    const detector = WATCHED[0]!.detector();
    const random = new Mt19937(7);
    const time = (row: number) => WATCHED[0]!.timeOf(KNOWN + row);
    for (let row = 0; row < start; row++) detector.update(time(row), draw(random, rateAt(row)));
    const rings = Array.from({ length: days * DAY }, (_, k) => detector.tick(time(start + k)));
    assert.deepEqual(ringsOf(rings), [2]);
    const next = start + days * DAY;
    if (refused) assert.throws(() => detector.update(time(next), rateAt(next)), RangeError);
    const { alert } = detector.update(time(next + refused), rateAt(next));
    assert.deepEqual([alert!.state, alert!.channel], ["resolved", "missing"]);
    assert.match(
      alert!.text,
      new RegExp(`^calm again: it lasted ${days} days, nothing came`),
    );
  }
});

/** What may come: how long it lasts, and the factor on the rate in each of its rows. */
const KINDS = {
  spike: { rows: [1, 3], by: () => 5 },
  outage: { rows: [12, 48], by: () => 0 },
  tripled: { rows: [12, 48], by: () => 3 },
  half: { rows: [2, 48], by: () => 0.5 },
  level: { rows: [60, 200], by: () => 1.5 },
  gap: { rows: [12, 48], by: () => NaN },
  flapping: { rows: [6, 48], by: (row: number) => row % 6 < 3 ? 0 : 1 },
  seesaw: { rows: [6, 48], by: (row: number) => row % 6 < 3 ? 2.5 : 0.2 },
} as const;
type Kind = keyof typeof KINDS;
const STRONG: readonly Kind[] = ["outage", "tripled", "gap"];

interface Incident {
  readonly kind: Kind;
  /** Rows after the end of the one before. */
  readonly pause: number;
  readonly start: number;
  readonly rows: number;
}

const incidents = fc.array(
  fc.record({
    kind: fc.constantFrom(...Object.keys(KINDS) as Kind[], ...STRONG, ...STRONG),
    pause: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 12, max: DAY })),
    length: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 8 },
).map((drawn) => {
  let end = HOUR;
  return drawn.map(({ kind, pause, length }): Incident => {
    const [least, most] = KINDS[kind].rows;
    const start = end + pause;
    end = start + least + Math.round(length * (most - least));
    return { kind, pause, start, rows: end - start };
  });
});

/** Checks what alerts say one after another, against what `end()` says is open after each row. */
function checkOrder(
  watched: Watched,
  { results, open }: { results: readonly DetectorResult[]; open: readonly boolean[] },
): void {
  let firing: Alert | undefined;
  let over = -Infinity; // when the alert before ended
  const checkSeverity = ({ severity }: Alert) =>
    assert.ok(severity === "critical" || firing?.severity !== "critical", "critical stays so");
  const checkEnd = (ended: Alert) => {
    assert.equal(ended.state, "resolved");
    assert.equal(ended.since, firing?.since, "what ends has begun");
    checkSeverity(ended);
    assert.ok(ended.minutes! >= 0 && ended.since + 60_000 * ended.minutes! <= ended.time);
    assert.ok(ended.worst!.time >= ended.since && ended.worst!.time <= ended.time);
    over = ended.since + 60_000 * ended.minutes!;
    firing = undefined;
  };
  results.forEach(({ alert, isAlert, isQuiet, score, reason }, row) => {
    assert.equal(isQuiet, score >= 1 && !isAlert);
    if (isAlert) assert.equal(alert?.state, "firing");
    assert.equal(reason !== undefined, isAlert && alert!.channel !== "missing");
    if (alert !== undefined) {
      assert.equal(alert.time, watched.timeOf(watched.from + row));
      assert.ok(alert.since <= alert.time);
      if (alert.ended !== undefined) checkEnd(alert.ended);
      if (alert.state === "resolved") checkEnd(alert);
      else {
        assert.ok(firing !== undefined || isAlert, "a new alert rings");
        checkSeverity(alert);
        if (firing !== undefined) assert.equal(alert.since, firing.since, "one is open at a time");
        else assert.ok(alert.since >= over, "one begins where another has ended");
        firing = alert;
      }
    }
    assert.equal(open[row], firing !== undefined, "end() tells what is open");
  });
}

Deno.test("alerts begin and end in turn whatever happens, a strong incident after calm rings, a restart changes nothing", () => {
  let strong = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...WATCHED, YOUNG),
      incidents,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (watched, incidents, part) => {
        const last = incidents.at(-1)!;
        const rows = last.start + last.rows + 6 * HOUR;
        const change: Change = (row) => {
          const one = incidents.find(({ start, rows }) => row >= start && row < start + rows);
          return one === undefined ? 1 : KINDS[one.kind].by(row - one.start);
        };
        const followed = watched.follow(rows, change);
        const { results, open } = followed;
        checkOrder(watched, followed);
        assert.equal(open.at(-1), false, "six hours after the last one nothing is open");
        const cut = Math.floor(part * rows);
        assert.deepEqual(watched.follow(rows, change, cut).results.slice(cut), results.slice(cut));
        if (watched === YOUNG) return;
        const rings = ringsOf(results);
        for (const { kind, pause, start, rows } of incidents) {
          const hour = start / HOUR % 24;
          const isByDay = hour >= 8 && hour < 21;
          if (pause < CALM || !STRONG.includes(kind) || !isByDay) continue;
          strong++;
          const isHeard = rings.some((row) => row >= start && row < start + 3);
          assert.ok(isHeard, `${kind} at row ${start}`);
          const { alert, status } = results[start + rows]!;
          if (kind !== "gap" || status === "tick") continue;
          const over = alert?.ended ?? alert;
          assert.deepEqual([over?.state, over?.channel], ["resolved", "missing"]);
        }
      },
    ),
    { seed: 4, numRuns: 60 },
  );
  assert.ok(strong >= 12, `${strong} strong incidents`);
});

Deno.test("an outage of any length is one alert, by night and on weekends too, resolved when the series is back", () => {
  for (const profile of ["busy", "office", "no-night", "small"] as const) {
    for (const [stepMinutes, known] of [[5, 24], [60, 60]] as const) {
      const { timestamps, values } = normalSeries(profile, {
        stepMinutes,
        days: known + 12,
        seed: 3,
      });
      const hour = 60 / stepMinutes;
      const start = known * 24 * hour + 10 * hour;
      const detector = detectorAfter(start, { timestamps, values });
      const snapshot = detector.snapshot();
      for (const hours of [24, 96, 240]) {
        detector.restore(snapshot);
        const back = start + hours * hour;
        const alerts: [number, Alert, boolean][] = [];
        for (let row = start; row < back + 8 * hour; row++) {
          const { alert, isAlert } = detector.update(
            timestamps[row]!,
            row < back ? 0 : values[row]!,
          );
          if (alert !== undefined) alerts.push([row, alert, isAlert]);
        }
        const name = `${profile}, ${hours} h at ${stepMinutes} min`;
        assert.deepEqual(alerts.filter(([, , isAlert]) => isAlert).length, 1, name);
        const [row, { state, minutes, text }] = alerts.at(-1)!;
        assert.equal(state, "resolved", name);
        assert.ok(row >= back && row < back + 7 * hour, `${name}: ${(row - back) / hour} h after`);
        assert.ok(Math.abs(minutes! / 60 - hours) <= 3 + hours / 20, `${name}: ${text}`);
      }
    }
  }
});

Deno.test("a level that lasts rings once, and again only for what goes further", () => {
  for (const profile of ["busy", "office", "no-night"] as const) {
    for (const [stepMinutes, known] of [[5, 24], [60, 45]] as const) {
      if (profile === "office" && stepMinutes === 60) continue; // a half widens what is usual there
      const { timestamps, rates, draw, values } = normalSeries(profile, {
        stepMinutes,
        days: known + 6,
        seed: 104,
      });
      const hour = 60 / stepMinutes;
      const start = (known * 24 + 10) * hour;
      const detector = detectorAfter(start, { timestamps, values });
      const snapshot = detector.snapshot();
      for (const [factor, further] of [[0.5, 0], [2, 10]] as const) {
        detector.restore(snapshot);
        const rings: number[] = [];
        for (let row = start; row < start + 28 * hour; row++) {
          const by = row < start + 24 * hour ? factor : further;
          if (detector.update(timestamps[row]!, draw(rates[row]! * by)).isAlert) rings.push(row);
        }
        const name = `${profile}, ${factor} at ${stepMinutes} min: ${
          rings.map((row) => row - start)
        }`;
        assert.equal(rings.length, 2, name);
        assert.ok(rings[0]! < start + hour, name);
        assert.ok(rings[1]! >= start + 24 * hour, name);
      }
    }
  }
});

Deno.test("a level of small counts is one alert, whose rows are at times as usual", () => {
  const perDay = 288;
  const start = 24 * perDay + 10 * HOUR;
  for (const seed of [201, 202]) {
    const { timestamps, rates, draw, values } = normalSeries("small", {
      stepMinutes: 5,
      days: 28,
      seed,
    });
    const detector = detectorAfter(start, { timestamps, values });
    const snapshot = detector.snapshot();
    for (const factor of [0.5, 0.6, 1.4]) {
      detector.restore(snapshot);
      const end = start + 3 * perDay;
      const told: string[] = [];
      let over = NaN;
      for (let row = start; row < end + 3 * HOUR; row++) {
        const value = row < end ? draw(factor * rates[row]!) : values[row]!;
        const { isAlert, alert } = detector.update(timestamps[row]!, value);
        if (isAlert && row < end) told.push(`${(row - start) / HOUR} h: ${alert!.text}`);
        if (alert?.state === "resolved") over = row;
      }
      assert.equal(told.length, 1, `${factor}, seed ${seed}: ${told.join("; ")}`);
      assert.ok(over < end + 3 * HOUR, `${factor}, seed ${seed}`);
    }
  }
});

Deno.test("a level that lasts is told as the new one, and its end as a return to what was usual before it", () => {
  for (const [factor, times] of [[0.5, 2], [0.2, 5]] as const) {
    const watched = WATCHED[0]!;
    const start = 10 * HOUR;
    const back = start + 10 * DAY;
    const { results } = watched.follow(
      back + 2 * DAY,
      (row) => row >= start && row < back ? factor : 1,
    );
    const rings = ringsOf(results);
    assert.ok(rings[0]! >= start && rings[0]! < start + 3);
    const taken = results.slice(0, back).findLast(({ alert }) => alert?.state === "resolved");
    assert.match(taken!.alert!.text, /^taken for the new level: /);
    const [row] = rings.filter((row) => row >= back);
    assert.ok(row !== undefined, `${factor}`);
    assert.match(
      results[row]!.alert!.text,
      /^back to what (is usual|was usual before the new level): /,
      `${times} times`,
    );
  }
});

/** What may last for days, and the factor on the rate in it. */
const LONG = { outage: 0, gap: NaN, half: 0.5, doubled: 2 } as const;

const longIncidents = fc.array(
  fc.record({
    kind: fc.constantFrom(...Object.keys(LONG) as (keyof typeof LONG)[]),
    pause: fc.double({ min: 0.2, max: 2, noNaN: true }), // days
    days: fc.double({ min: 0.3, max: 5, noNaN: true }),
  }),
  { minLength: 1, maxLength: 2 },
);

for (
  const [minutes, known, numRuns] of [[1, 8, 2], [5, 15, 10], [60, 30, 20], [
    1440,
    200,
    20,
  ]] as const
) {
  Deno.test(`alerts of days begin and end in turn at a step of ${minutes} min, and a restart changes nothing`, () => {
    const perDay = 1440 / minutes;
    const watched = new Watched(11, known * perDay, minutes);
    const stretch = minutes === 1440 ? 4 : 1;
    fc.assert(
      fc.property(
        longIncidents,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (drawn, part) => {
          let end = 0;
          const incidents = drawn.map(({ kind, pause, days }) => {
            const start = end + Math.ceil(pause * stretch * perDay);
            end = start + Math.ceil(days * (kind === "gap" ? 1 : stretch) * perDay);
            return { kind, start, end };
          });
          const rows = end + Math.ceil(0.3 * perDay) + 6;
          const change: Change = (row) => {
            const one = incidents.find(({ start, end }) => row >= start && row < end);
            return one === undefined ? 1 : LONG[one.kind];
          };
          const followed = watched.follow(rows, change);
          checkOrder(watched, followed);
          const cut = Math.floor(part * rows);
          const again = watched.follow(rows, change, cut).results.slice(cut);
          assert.deepEqual(again, followed.results.slice(cut));
          for (const { kind, start, end } of incidents) {
            const rings = ringsOf(followed.results).filter((row) => row >= start && row < end);
            assert.ok(
              rings.length <= 1,
              `${kind} of ${(end - start) / perDay} days: ${rings.length}`,
            );
          }
        },
      ),
      { seed: 8, numRuns },
    );
  });
}

Deno.test("two and three times as much ring in a daily series that has grown twentyfold, and none of its rows", () => {
  const random = new Mt19937(5);
  const detector = new StreamingDetector({ seed: 1 });
  const value = (day: number) =>
    2000 * 2 ** (day / 60) * (day % 7 > 4 ? 0.8 : 1) * (1 + 0.03 * random.normal());
  const update = (day: number, factor = 1) =>
    detector.update(timeOf(0) + day * DAY * STEP, factor * value(day));
  let rang = 0;
  for (let day = 0; day < 260; day++) rang += Number(update(day).isAlert);
  assert.ok(rang <= 2, `${rang} alerts`); // one in 130 days
  const known = detector.snapshot();
  for (const factor of [2, 3, 0]) {
    detector.restore(known);
    const rings = ringsOf([260, 261, 262].map((day) => update(day, factor)));
    assert.equal(rings.length, 1, `${factor} times: ${rings}`);
  }
});
