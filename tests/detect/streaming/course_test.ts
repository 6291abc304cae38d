/** How far a row itself is from where the series was going. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Matrix, solve } from "ml-matrix";
import { Course } from "../../../lib/detect/streaming/course/course.ts";
import { LinearForecast } from "../../../lib/detect/streaming/course/linear_forecast.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { StateIo } from "../../../lib/detect/streaming/snapshot/state_io.ts";
import { StreamingDetector } from "../../../lib/detect/mod.ts";

const noise = new Mt19937(7);
/** A row while no hour is known. */
const NO_HOUR = { z: 0, hourMiss: 0, raised: 1, isAlert: false };

/** A level, two rhythms and a trend, with noise of such a size. */
function rhythm(rows: number, size = 0): number[] {
  return Array.from(
    { length: rows },
    (_, i) => 50 + i / 100 + 20 * Math.sin(i / 3) + 9 * Math.cos(i / 5) + size * noise.normal(),
  );
}

Deno.test("LinearForecast is ridge regression on the 11 differences from the newest value", () => {
  const values = rhythm(80, 3);
  const forecast = new LinearForecast();
  const misses = values.map((value) => forecast.push(value));
  assert.ok(misses.slice(0, 12).every(Number.isNaN));
  assert.equal(misses[12], values[12]! - values[11]!);
  const products = Matrix.zeros(11, 11);
  const moves = Matrix.zeros(11, 1);
  const terms = (row: number) =>
    Matrix.columnVector(values.slice(row - 12, row - 1).reverse().map((v) => v - values[row - 1]!));
  for (let row = 12; row < values.length; row++) {
    if (row > 12) {
      const ridge = 1e-6 * products.trace() / 11;
      const system = Matrix.add(products, Matrix.eye(11).mul(ridge));
      const weights = solve(system, moves);
      const expected = values[row - 1]! + weights.transpose().mmul(terms(row)).get(0, 0);
      const miss = values[row]! - expected;
      assert.ok(Math.abs(misses[row]! - miss) < 1e-7, `row ${row}: ${misses[row]} is not ${miss}`);
    }
    const x = terms(row);
    products.mul(0.9995).add(x.mmul(x.transpose()));
    moves.mul(0.9995).add(Matrix.mul(x, values[row]! - values[row - 1]!));
  }
});

Deno.test("LinearForecast follows a trend and two rhythms, at any scale and level", () => {
  const values = rhythm(400);
  for (const [scale, level] of [[1, 0], [2 ** 40, 0], [2 ** -40, 0], [-1, 0], [1, 1024]] as const) {
    const forecast = new LinearForecast();
    const misses = values.map((value) => forecast.push(scale * (value + level)) / scale);
    const worst = Math.max(...misses.slice(100).map(Math.abs));
    assert.ok(worst < 0.05, `${scale}, ${level}: ${worst}`);
  }
});

Deno.test("Course.weight() is 1 for an outlier, and the least where nothing is out of its course", () => {
  const course = new Course();
  for (const value of rhythm(300, 1)) course.push(value);
  const next = 50 + 3 + 20 * Math.sin(100) + 9 * Math.cos(60);
  course.push(next + 60);
  assert.ok(course.miss > 15, `${course.miss}`);
  assert.equal(course.weight(NO_HOUR), 1);
  assert.equal(course.own(3, NO_HOUR), 3);
  assert.equal(course.score(3, NO_HOUR), 3);
  const alone = course.miss / 20;
  assert.ok(Math.abs(course.score(0, NO_HOUR) - alone / Math.hypot(1, alone)) < 1e-12);
  const calm = new Course();
  for (let i = 0; i < 300; i++) calm.push(5);
  assert.deepEqual([
    calm.miss,
    calm.weight(NO_HOUR),
    calm.own(3, NO_HOUR),
    calm.weight({ z: 9, hourMiss: 0 }),
  ], [0, 0.2, 0, 1]);
  assert.equal(calm.score(3, NO_HOUR), 0);
  calm.push(5.001);
  const first = [calm.weight(NO_HOUR), calm.own(3, NO_HOUR), calm.score(3, NO_HOUR)];
  assert.deepEqual(first, [1, 3, 3], "the first miss there ever was");
  for (let i = 0; i < 20; i++) calm.push(5.001);
  assert.ok(calm.weight(NO_HOUR) < 0.25, `${calm.weight(NO_HOUR)}`);
});

Deno.test("Course.miss: a step of the grid is no more than usual for what has moved before", () => {
  const hosts = Array.from({ length: 900 }, (_, i) => i % 250 >= 240 ? 3 : 4);
  for (const scale of [1, 0.01]) {
    const course = new Course();
    const misses = hosts.map((value) => {
      course.push(scale * value, scale);
      return course.miss;
    });
    assert.equal(misses.find((miss) => miss !== 0), -1e6, "the first miss there ever was");
    const later = Math.max(...misses.slice(250).map(Math.abs));
    assert.ok(later > 0.5 && later < 3, `${later}`);
    course.push(scale * 2, scale);
    assert.ok(Math.abs(course.miss + 2) < 0.1, `two of four: ${course.miss}`);
    const isOut = { z: -2, hourMiss: 0.02 * scale };
    course.push(scale * 2, scale);
    assert.ok(course.weight(isOut) > 0.5, "it foretells no better than the hour does");
    assert.ok(course.weight(isOut) < 0.6);
    const weight = (isNew: boolean) => course.weight({ ...isOut, isNew: () => isNew });
    assert.deepEqual([weight(false), weight(true)], [course.weight(isOut), 1]);
  }
});

Deno.test("Course.weight(): by its hour a row is out as much less as the course foretells better", () => {
  const course = new Course();
  for (const value of rhythm(3000, 1)) course.push(value);
  const [equal, worse] = [1e-9, 100].map((hourMiss) => course.weight({ z: 3, hourMiss }));
  const own = Math.abs(course.miss) / 6;
  assert.ok(Math.abs(equal! - Math.min(1, 0.2 + own + 0.5)) < 1e-12, `${equal}`);
  assert.ok(worse! > 0.2 + own && worse! < 0.2 + own + 0.05, `${worse}`);
});

Deno.test("Course.score() is below 1 where the level is, and rises with the level", () => {
  const course = new Course();
  for (const value of rhythm(200, 1)) course.push(value);
  const level = fc.double({ min: 0, max: 50, noNaN: true });
  const z = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(fc.property(level, level, z, fc.boolean(), (a, b, z, isAlert) => {
    const beside = { z, hourMiss: 3, raised: 1.4, isAlert };
    assert.ok(a >= 1 || isAlert || course.score(a, beside) < 1);
    assert.ok(!isAlert || course.score(a, beside) >= 1);
    assert.ok(course.score(Math.min(a, b), beside) <= course.score(Math.max(a, b), beside));
    assert.ok(course.score(a, beside) <= Math.max(1, a));
  }));
});

Deno.test("Course.score() hears the hour the less the better the course foretells beside it", () => {
  const course = new Course();
  for (const value of rhythm(300, 1)) course.push(value);
  const score = (hourMiss: number, level = 0.9, isAlert = false) =>
    course.score(level, { z: 6, hourMiss, raised: 1, isAlert });
  const scores = [0, 1, 10, 100, 1000].map((miss) => score(miss));
  assert.equal(scores[0], score(1e-9), "no less than all of it");
  for (const [i, value] of scores.slice(2).entries()) {
    assert.ok(value < scores[i + 1]!, `${scores}`);
  }
  assert.ok(score(1, 2) > 1 && score(1000, 2) < 1, "an hour that is off alone");
  assert.ok(score(1, 2, true) > 1, "an alert");
  assert.equal(score(1000, 2, true), 1, "an alert for windows alone");
  const heard = (raised: number) =>
    course.score(0.4, { z: 5, hourMiss: 1, raised, isAlert: false });
  assert.ok(heard(2) > heard(1), "what has rung before takes nothing from a row's rank");
});

Deno.test("Course goes on from its state bit by bit, and stays finite whatever comes", () => {
  const kinds: Record<string, (i: number) => number> = {
    noise: () => noise.normal(),
    zeros: () => 0,
    "a first change": (i) => i < 100 ? 3 : 4,
    largest: (i) => i % 3 === 0 ? 1e100 : -1e100,
    smallest: (i) => 1e-160 * (i % 5),
  };
  for (const [kind, value] of Object.entries(kinds)) {
    const course = new Course();
    const values = Array.from({ length: 220 }, (_, i) => value(i));
    for (const value of values.slice(0, 150)) course.push(value);
    const written = new StateIo();
    course.state(written);
    const copy = new Course();
    copy.state(new StateIo({ body: written.written.slice() }));
    for (const value of values.slice(150)) {
      course.push(value);
      copy.push(value);
      assert.equal(copy.miss, course.miss, kind);
      assert.ok(Number.isFinite(course.score(1, NO_HOUR)), kind);
    }
  }
});

Deno.test("update() scores an odd row above the rows whose windows still hold it", () => {
  const detector = new StreamingDetector({ seed: 1 });
  const values = rhythm(700, 1);
  values[600]! += 40;
  const results = values.map((value, i) => detector.update(i * 3_600_000, value));
  const odd = results[600]!.score;
  const after = results.slice(601, 660).map(({ score }) => score);
  assert.ok(odd > Math.max(...after), `${odd}, then ${Math.max(...after)}`);
  for (const { isAlert, isQuiet, level, score, alert } of results) {
    assert.ok(level < 1 ? score < 1 : score <= level);
    if (isAlert) assert.deepEqual([level, score >= 1], [alert!.score, true]);
    assert.equal(isQuiet, score >= 1 && !isAlert);
  }
});
