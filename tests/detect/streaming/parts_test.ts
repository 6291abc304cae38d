/** The streaming detector's parts against plain definitions. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { Mt19937 } from "../../../lib/math/random.ts";
import { ageFactor, sensitivityFactor } from "../../../lib/detect/streaming/alerts/sensitivity.ts";
import { channelShare } from "../../../lib/detect/streaming/channels/channel.ts";
import { MeanTail } from "../../../lib/detect/streaming/tails/mean_tail.ts";
import { normalTail } from "../../../lib/math/normal.ts";
import { NoveltyChannel } from "../../../lib/detect/streaming/channels/novelty_channel.ts";
import { RankTail } from "../../../lib/detect/streaming/tails/rank_tail.ts";
import { StateIo } from "../../../lib/detect/streaming/snapshot/state_io.ts";
import { RowMemory } from "../../../lib/detect/streaming/memory/row_memory.ts";
import {
  fitScaling,
  scaleValue,
  unscaleValue,
} from "../../../lib/detect/streaming/channels/scaling.ts";
import { SeasonLags } from "../../../lib/detect/streaming/memory/season_lags.ts";

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const sd = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((x) => (x - mean(values)) ** 2)));

Deno.test("normalTail() is SciPy's -norm.logsf(z) / ln 10", () => {
  // SciPy 1.17.1
  const golden = [
    [-3, 0.000586649313790066],
    [-1, 0.07502601295781802],
    [0, 0.30102999566398114],
    [0.5, 0.5106919892652408],
    [1, 0.7995455414919703],
    [2, 1.6430160801409368],
    [3, 2.869699035929369],
    [5, 6.5426456723906545],
    [8, 15.206142551017157],
    [20, 88.5600953430756],
    [40, 349.43700645934587],
    [100, 2173.8715428690343],
  ] as const;
  for (const [z, tail] of golden) {
    assert.ok(Math.abs(normalTail(z) - tail) < 2e-7 * Math.max(1, tail), `z = ${z}`);
  }
});

Deno.test("RowMemory keeps the last rows in every column", () => {
  const memory = new RowMemory(7);
  const column = memory.rowNumbers();
  for (let i = 0; i < 100; i++) {
    assert.equal(memory.push(1000 + i, i * i), i);
    column.set(i, i);
    assert.equal(memory.first, Math.max(0, i - 6));
    for (let row = memory.first; row <= i; row++) {
      assert.equal(memory.timestamps.get(row), 1000 + row);
      assert.equal(memory.values.get(row), row * row);
      assert.equal(column.get(row), row);
    }
    const kept = Array.from({ length: i + 1 - memory.first }, (_, k) => memory.first + k);
    assert.deepEqual([...column.rows(memory.first, i + 1)], kept);
  }
});

Deno.test("MeanTail is the tail of the recent mean against the errors before, kept in blocks", () => {
  const random = new Mt19937(3);
  const all: number[] = [];
  const tail = new MeanTail(5, 48); // 24 blocks of 2
  for (let i = 0; i < 400; i++) {
    const error = random.random();
    all.push(error);
    const score = tail.push(error);
    const past = all.slice(0, -5);
    const reference = past.slice(-(past.length % 2 === 0 ? 48 : 47));
    if (reference.length < 10) {
      assert.equal(score, 0);
      continue;
    }
    const z = (mean(all.slice(-5)) - mean(reference)) / sd(reference);
    assert.ok(Math.abs(score - normalTail(z)) < 1e-9, `row ${i}`);
  }
  const rebuilt = new MeanTail(5, 48);
  rebuilt.rebuild(Float64Array.from(all));
  assert.equal(rebuilt.push(2), tail.push(2));
});

Deno.test("RankTail is the rank among the errors before, and more for a record", () => {
  const random = new Mt19937(5);
  const all: number[] = [];
  const tail = new RankTail(150);
  for (let i = 0; i < 900; i++) {
    const error = Math.floor(20 * random.random()) / 20; // with ties
    const before = all.slice(-150);
    const asLarge = before.filter((x) => x >= error).length;
    const score = tail.push(error);
    const rank = Math.log10((before.length + 1) / (asLarge + 1));
    assert.ok(score >= rank - 1e-12);
    if (i > 300 && i < 899) assert.ok(Math.abs(score - rank) < 0.2); // hardly any record so late
    all.push(error);
  }
  assert.ok(tail.push(100) > Math.log10(151) + 4);
});

Deno.test("RankTail and MeanTail go on bit for bit after state()", () => {
  for (const make of [() => new RankTail(40), () => new MeanTail(4, 40)]) {
    const random = new Mt19937(8);
    const errors: number[] = [];
    let tail = make();
    const whole = make();
    for (let i = 0; i < 300; i++) {
      errors.push(random.normal() ** 2);
      assert.equal(tail.push(errors[i]!), whole.push(errors[i]!));
      if (i % 7 !== 0) continue;
      const out = new StateIo();
      const past = (back: number) => errors[i - back]!;
      tail.state(out, past);
      tail = make();
      tail.state(new StateIo({ body: out.written }), past);
    }
  }
});

Deno.test("NoveltyChannel finds the nearest look-alike that brute force finds", () => {
  const random = new Mt19937(2);
  const memory = new RowMemory(256); // looks 128 rows back
  const channel = new NoveltyChannel(memory, 100, () => 1);
  const values: number[] = [];
  for (let i = 0; i < 900; i++) {
    values.push(Math.round(10 * Math.sin(i / 5) + 3 * random.normal()));
    memory.push(i, values[i]!);
    channel.push();
    if (i < 24) continue;
    const distances = new Map<number, number>();
    for (let lag = 12; lag <= Math.min(128, i - 12); lag++) {
      let sum = 0;
      for (let k = 0; k < 12; k++) sum += (values[i - k]! - values[i - k - lag]!) ** 2;
      distances.set(lag, sum);
    }
    const least = Math.min(...distances.values());
    const nearest = [...distances].filter(([, sum]) => sum === least)
      .map(([lag]) => values[i - lag]);
    assert.ok(nearest.includes(channel.expected), `row ${i}`);
  }
});

Deno.test("NoveltyChannel speaks up at what it never saw, and not at what it saw before", () => {
  const random = new Mt19937(2);
  const memory = new RowMemory(4096);
  const channel = new NoveltyChannel(memory, 2000, () => 0);
  const burst = [400, 30, 350, 10, 300];
  const scores = Array.from({ length: 1200 }, (_, i) => {
    const inBurst = [700, 1100].map((start) => burst[i - start]).find((x) => x !== undefined);
    memory.push(i, inBurst ?? 50 + random.normal());
    channel.push();
    return channel.tail;
  });
  const most = (from: number, to: number) => Math.max(...scores.slice(from, to));
  assert.ok(most(700, 712) > 20);
  assert.ok(most(1102, 1112) < 1, "the second burst is known from its third row on");
  assert.ok(most(200, 700) < 10);
});

Deno.test("NoveltyChannel hears bursts of what is hardly ever counted, and no two events at once", () => {
  const random = new Mt19937(5);
  const memory = new RowMemory(8192);
  const channel = new NoveltyChannel(memory, 6000, () => 1);
  const rows = 7000;
  const scores = Array.from({ length: rows + 5 }, (_, i) => {
    const events = Number(random.random() < 0.06) + Number(random.random() < 0.02);
    memory.push(i, i < rows ? events : 8);
    channel.push();
    return channel.share();
  });
  assert.ok(scores.slice(0, rows).every((share) => share < 1));
  assert.ok(scores.at(-1)! > 3);
});

Deno.test("SeasonLags finds the same time of day by time, across gaps", () => {
  const memory = new RowMemory(4096);
  const lags = new SeasonLags(memory);
  const hour = 3_600_000;
  const times: number[] = [];
  for (let i = 0; i < 600; i++) if (i < 200 || i > 230) times.push(i * hour);
  times.forEach((time, i) => {
    memory.push(time, 0);
    if (i === 149) lags.start();
    else if (i > 149) lags.push(i);
  });
  assert.equal(lags.step, hour);
  assert.equal(lags.rowsPerDay, 24);
  [1, 2, 7].forEach((days, k) => {
    times.forEach((time, i) => {
      const target = time - days * 24 * hour;
      const expected = times.findLastIndex((earlier) => earlier <= target);
      assert.equal(lags.rows[k]!.get(i), expected);
    });
  });
  assert.equal(lags.seasons, 3);
});

Deno.test("SeasonLags uses a lag of a quarter of the memory or less, and of a history long enough", () => {
  const seasons = (capacity: number, rows: number) => {
    const memory = new RowMemory(capacity);
    const lags = new SeasonLags(memory);
    for (let i = 0; i < rows; i++) memory.push(i * 3_600_000, 0);
    lags.start();
    return lags.seasons;
  };
  // 24 rows a day: lags of 24, 48 and 168 rows
  const byCapacity = [95, 96, 191, 192, 671, 672].map((capacity) => seasons(capacity, 360));
  assert.deepEqual(byCapacity, [0, 1, 1, 2, 2, 3]);
  // from 1.2, 2.2 and 15 days on
  const byRows = [28, 29, 52, 53, 359, 360].map((rows) => seasons(4096, rows));
  assert.deepEqual(byRows, [0, 1, 1, 2, 2, 3]);
});

Deno.test("fitScaling() leaves quarantined rows out, unless they are most", () => {
  const memory = new RowMemory(16);
  const quarantine = memory.flags();
  [0, 10, 1000].forEach((value, i) => {
    memory.push(i, value);
    quarantine.set(i, i === 2 ? 1 : 0);
  });
  const scaling = fitScaling("minmax", memory, quarantine);
  assert.deepEqual([scaling.center, scaling.spread], [5, 5]);
  assert.deepEqual([0, 10].map((value) => scaleValue(scaling, value)), [-1, 1]);
  [0, 1].forEach((row) => quarantine.set(row, 1));
  assert.equal(fitScaling("minmax", memory, quarantine).spread, 500);
});

Deno.test("fitScaling() scales 1e-12 and 1e12 as it scales 1", () => {
  const shapes = [1e-12, 1, 1e12].map((size) => {
    const memory = new RowMemory(16);
    [3, 5, 4, 7].forEach((value, i) => memory.push(i, value * size));
    return (["minmax", "asinh"] as const).map((kind) => {
      const { center, spread } = fitScaling(kind, memory);
      return [center / size, spread / size].map((x) => Number(x.toPrecision(12)));
    });
  });
  assert.deepEqual(shapes[0], shapes[1]);
  assert.deepEqual(shapes[2], shapes[1]);
});

Deno.test("unscaleValue() undoes scaleValue()", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 20 }), value, (history, probe) => {
      const memory = new RowMemory(32);
      history.forEach((x, i) => memory.push(i, x));
      for (const kind of ["minmax", "asinh"] as const) {
        const scaling = fitScaling(kind, memory);
        if (Math.abs(probe - scaling.center) > 1e5 * scaling.spread) continue; // cut beyond 1e6
        const size = Math.max(1e-3, Math.abs(probe), Math.abs(scaling.center), scaling.spread);
        const back = unscaleValue(scaling, scaleValue(scaling, probe));
        assert.ok(Math.abs(back - probe) <= 1e-9 * size);
      }
    }),
    { seed: 21, numRuns: 300 },
  );
});

Deno.test("channelShare() grows with the logarithm beyond a cap that is raised, up to so much", () => {
  const cap = 3 ** 1.2;
  assert.equal(channelShare(6, 3, 9), channelShare(6, 3));
  assert.ok(Math.abs(channelShare(18, 3, 9) / (cap * (1 + 0.7 * Math.LN2)) - 1) < 1e-12);
  assert.ok(Math.abs(channelShare(1e9, 3, 2.5) / (2.5 * cap) - 1) < 1e-12);
});

Deno.test("channelShare(): of a threshold that is raised a channel never says more than before", () => {
  const levels = fc.double({ min: 0, max: 1e6, noNaN: true });
  const factor = fc.double({ min: 1, max: 20, noNaN: true });
  fc.assert(fc.property(levels, factor, factor, (tail, a, b) => {
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    const share = (raised: number) => channelShare(tail, 1, raised) / raised;
    assert.ok(share(high) <= share(low) * (1 + 1e-12));
  }));
});

Deno.test("channelShare() is capped and grows faster than the tail", () => {
  assert.equal(channelShare(3, 3), 1);
  assert.ok(Math.abs(channelShare(1.5, 3) - 0.435275281648062) < 1e-12); // 0.5 ^ 1.2
  assert.equal(channelShare(1e9, 3), channelShare(9, 3));
  assert.ok(channelShare(6, 3) > 2 * channelShare(3, 3));
});

Deno.test("sensitivityFactor() grows by about the cube root of the days, ageFactor() with age", () => {
  const factor = (days: number) => sensitivityFactor({ days }, 300_000);
  assert.ok(Math.abs(factor(160) / factor(20) - 2) < 0.002);
  assert.equal(ageFactor(4000), 1);
  assert.ok(ageFactor(400) < 1 && ageFactor(20_000) > 1);
  assert.equal(ageFactor(1e9), ageFactor(20_000));
});
