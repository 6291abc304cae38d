/**
 * What is usual, and by how much it spreads, wherever a series has its zero and whatever its size.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { LocalClock } from "../../../lib/detect/streaming/hour/local_clock.ts";
import { Mt19937 } from "../../../lib/math/random.ts";
import { STEP, timeOf } from "./streaming_series.ts";
import { StreamingDetector } from "../../../lib/detect/mod.ts";
import type { Pool } from "../../../lib/detect/streaming/hour/pool.ts";
import { UsualHour } from "../../../lib/detect/streaming/hour/usual_hour.ts";
import { UsualSpread } from "../../../lib/detect/streaming/hour/usual_spread.ts";

const DAY = 288; // rows
const OUTAGE = 10.5 * DAY;

/** Office hours from 10 to 110 with less at weekends, and an outage at the end. */
function office(rows: number, seed: number): number[] {
  const random = new Mt19937(seed);
  return Array.from({ length: rows }, (_, row) => {
    const weekday = Math.floor(row / DAY) % 7 < 5 ? 1 : 0.4;
    const hump = 1 - Math.cos(2 * Math.PI * row / DAY);
    const noise = 1 + 0.03 * random.normal();
    return row >= OUTAGE ? 0 : weekday * (10 + 50 * hump) * noise;
  });
}

/** How far the last row is from its hour, and how far one in a hundred was in the days before. */
function judged(values: readonly number[]): { z: number; calm: number; usual: number } {
  const usual = new UsualHour(STEP, new LocalClock("UTC"));
  const calm: number[] = [];
  values.forEach((value, row) => {
    usual.push(timeOf(row), value);
    if (row > 8 * DAY && row < OUTAGE) calm.push(Math.abs(usual.z));
  });
  calm.sort((a, b) => a - b);
  return { z: usual.z, calm: calm[Math.floor(0.99 * calm.length)]!, usual: usual.usual };
}

const OFFSETS = fc.oneof(
  fc.integer({ min: 1000, max: 1_000_000 }),
  fc.integer({ min: -1_000_000, max: -1000 }),
  fc.integer({ min: 1_000_000, max: 1_000_000_000_000 }),
);

Deno.test("UsualHour: where zero is far away, what is added to a series changes nothing", () => {
  const values = office(OUTAGE + 1, 1);
  const there = judged(values.map((value) => value + 5000));
  assert.ok(there.z === -10 && there.calm < 3, `${there.z}, ${there.calm}`);
  fc.assert(
    fc.property(OFFSETS, (offset) => {
      const { z, calm, usual } = judged(values.map((value) => value + offset));
      assert.equal(z, there.z);
      assert.ok(Math.abs(calm - there.calm) < 0.01, `${calm}`);
      assert.ok(Math.abs(usual - offset - (there.usual - 5000)) < 0.01, `${usual}`);
    }),
    { seed: 1, numRuns: 20 },
  );
});

Deno.test("UsualHour: whole values that vary less than counts of events are none", () => {
  const values = office(OUTAGE + 1, 2).map(Math.round);
  fc.assert(
    fc.property(fc.integer({ min: 100_000, max: 1_000_000_000_000 }), (offset) => {
      const { z, calm } = judged(values.map((value) => value + offset));
      assert.equal(z, -10);
      assert.ok(calm < 3, `${calm}`);
    }),
    { seed: 1, numRuns: 10 },
  );
});

Deno.test("UsualSpread.z(): counts of events spread by their root at least, other whole values by 1", () => {
  const pool = { median: 400, mean: 400, n: 20, spread: 30 } as Pool;
  const spreads = (miss: number, value = 400) => {
    const spread = new UsualSpread(DAY);
    spread.take(value);
    for (let slot = 0; slot < 400; slot++) spread.learn(400 + (slot % 2 ? miss : -miss), 1, 400);
    return 100 / spread.z(500, pool, pool);
  };
  // 0.8 roots is the mean miss of a Poisson count; the least spread is 1 %
  assert.ok(Math.abs(spreads(16) - Math.hypot(30, 0.5 * 16, 4, 20)) < 1e-9);
  assert.ok(Math.abs(spreads(16, Math.PI) - Math.hypot(30, 0.5 * 16, 4)) < 1e-9);
  assert.ok(Math.abs(spreads(8.1) - Math.hypot(30, 0.5 * 8.1, 4, 20)) < 1e-9);
  assert.ok(Math.abs(spreads(7.9) - Math.hypot(30, 0.5 * 7.9, 4, 1)) < 1e-9);
});

Deno.test("UsualSpread.z(): a few hosts that are nearly always there are no events", () => {
  const pool = { median: 4, mean: 4, n: 20, spread: 0 } as Pool;
  const zOfTwo = (missed: (slot: number) => number) => {
    const spread = new UsualSpread(DAY);
    for (let slot = 0; slot < 2 * DAY; slot++) spread.learn(4 - missed(slot), 1, 4);
    return spread.z(2, pool, pool);
  };
  const hosts = zOfTwo((slot) => slot % 50 === 0 ? 1 : 0);
  assert.ok(Math.abs(hosts + 2) < 0.01, `two steps of the grid: ${hosts}`);
  // events whose mean is 4 miss it by 1.6
  const root = 2 * (Math.sqrt(2 + 3 / 8) - Math.sqrt(4 + 3 / 8));
  const events = zOfTwo((slot) => slot % 2 === 0 ? 1.6 : -1.6);
  assert.ok(Math.abs(events - root) < 1e-9, `${events}`);
});

Deno.test("UsualSpread.z(): of a few events none is further away than twice as many", () => {
  const z = (value: number, mean: number, take = 1) => {
    const spread = new UsualSpread(DAY);
    spread.take(take);
    const pool = { median: mean, mean, n: 20, spread: Math.sqrt(mean) } as Pool;
    return spread.z(value, pool, pool);
  };
  for (const mean of [5, 6, 10, 19]) {
    assert.ok(z(0, mean) < -1.3 * z(2 * mean, mean), `${mean}: ${z(0, mean)}`);
    const near = z(mean + 0.01, mean) / -z(mean - 0.01, mean);
    assert.ok(Math.abs(near - 1) < 0.01, `${mean}: ${near}`);
  }
  assert.ok(Math.abs(z(0, 20) + z(40, 20)) < 1e-9);
  assert.ok(Math.abs(z(0, 6, 0.5) + z(12, 6, 0.5)) < 1e-9, "no counts");
});

Deno.test("UsualSpread knows the grid that all values so far are on", () => {
  const grid = (...values: number[]) => {
    const spread = new UsualSpread(DAY);
    for (const value of values) spread.take(value);
    return [spread.grid, spread.isWhole];
  };
  assert.deepEqual(grid(), [1, true]);
  assert.deepEqual(grid(0, 3, 1e15), [1, true]);
  assert.deepEqual(grid(3, -4), [1, false]);
  assert.deepEqual(grid(3, 20.7, 5), [0.1, false]);
  assert.deepEqual(grid(20.699999998509885), [0.1, false], "as memory keeps it");
  assert.deepEqual(grid(100, 99.98, 99.9), [0.01, false]);
  assert.deepEqual(grid(0.002, -1.5), [0.001, false]);
  for (const value of [Math.PI, 0.0001, 1e-12, 99.98765, 1 / 3]) {
    assert.deepEqual(grid(1, value, 2), [0, false], `${value}`);
  }
  const digits = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(digits, fc.integer({ min: -1e9, max: 1e9 }), (decimals, steps) => {
      const [first, other] = [10 ** -decimals, Number(`${steps}e-${decimals}`)];
      assert.deepEqual(grid(first, other), [first, false]);
    }),
    { seed: 1 },
  );
});

Deno.test("UsualSpread.z(): within a step of their grid rounded values are alike", () => {
  const pool = { median: 99.99, mean: 99.99, n: 20, spread: 0 } as Pool;
  const spread = new UsualSpread(DAY);
  spread.take(99.99);
  spread.reach = 0.02;
  assert.ok(Math.abs(spread.z(99.97, pool, pool) + 2) < 0.001, `${spread.z(99.97, pool, pool)}`);
});

Deno.test("UsualSpread.z(): 1 % of what is usual, or of the reach where that is less", () => {
  const spread = new UsualSpread(DAY);
  spread.take(Math.PI);
  const pool = { median: 1000, mean: 1000, n: 20, spread: 0 } as Pool;
  for (const [reach, least] of [[Infinity, 10], [2000, 10], [200, 2]] as const) {
    spread.reach = reach;
    assert.ok(Math.abs(10 / spread.z(1010, pool, pool) - least) < 1e-9);
  }
});

Deno.test("UsualHour.isFirstOfItsKind(): as far as it has swung, either way, where zero is far away", () => {
  const values = office(5 * DAY, 4);
  const at = (offset: number, value: number) => {
    const usual = new UsualHour(STEP, new LocalClock("UTC"));
    [...values, value].forEach((x, row) => usual.push(timeOf(row), x + offset));
    return usual.isFirstOfItsKind(value + offset);
  };
  for (const offset of [-1_000_000, -60, 1000, 1_000_000_000_000]) {
    assert.equal(at(offset, 4), true, "a Saturday's midnight"); // 10 is usual
    assert.equal(at(offset, 70), true);
    assert.equal(at(offset, -120), false);
    assert.equal(at(offset, 140), false);
  }
  assert.equal(at(0, 1), false, "less than a fifth");
});

Deno.test("UsualHour.isNew(): a value that the weeks before had at no hour, once weekdays are known", () => {
  const usual = new UsualHour(STEP, new LocalClock("UTC"));
  const asked: boolean[][] = [];
  for (let row = 0; row < 40 * DAY; row++) {
    usual.push(timeOf(row), row === DAY + 7 || row % (3 * DAY) === 99 ? 3 : 4);
    if (row % (13 * DAY) === 6 * DAY) asked.push([2, 3, 4, 5].map((value) => usual.isNew(value)));
  }
  assert.deepEqual(asked, [
    [false, false, false, false],
    [true, false, false, true],
    [true, false, false, true],
  ]);
});

Deno.test("UsualHour: a series times a power of two is the same series", () => {
  const values = office(OUTAGE + 1, 5);
  const one = judged(values);
  fc.assert(
    fc.property(fc.integer({ min: -330, max: 325 }), (exponent) => {
      const { z, calm, usual } = judged(values.map((value) => value * 2 ** exponent));
      assert.deepEqual([z, calm, usual / 2 ** exponent], [one.z, one.calm, one.usual]);
    }),
    { seed: 1, numRuns: 20 },
  );
});

Deno.test("StreamingDetector: a strong incident rings whatever is added to a series, and nothing before", () => {
  fc.assert(
    fc.property(OFFSETS, fc.integer({ min: 1, max: 4 }), fc.boolean(), (offset, seed, isWhole) => {
      const detector = new StreamingDetector({ seed: 1 });
      const rings: number[] = [];
      office(OUTAGE + 6, seed).forEach((value, row) => {
        const moved = (isWhole ? Math.round(10 * value) : value) + offset;
        if (detector.update(timeOf(row), moved).isAlert) rings.push(row);
      });
      assert.equal(rings.length, 1, `${rings}`);
      assert.ok(rings[0]! >= OUTAGE && rings[0]! <= OUTAGE + 2, `${rings}`);
    }),
    { seed: 1, numRuns: 8 },
  );
});
