/**
 * Seeded series with a label for each row, in the manner of two public collections: hourly series
 * of a portal (`portal`: real-like traffic; trend, three rhythms and single outliers, with and
 * without changes for good), and web KPIs at 1 and 5 minutes over weeks (`kpi`).
 *
 * @module
 */
import { Moments, Mt19937, streamSeed } from "../../../lib/math/mod.ts";
import { Draws } from "./synthetic_families.ts";

/** A series whose anomalous rows are labelled. */
export interface RowLabelledSeries {
  /** Set, number and kind. */
  readonly name: string;
  /** What it is like. */
  readonly kind: string;
  /** Epoch milliseconds. */
  readonly times: Float64Array;
  /** Values. */
  readonly values: Float64Array;
  /** 1 where the row itself is anomalous. */
  readonly labels: Uint8Array;
}

/** What a kind makes: values, and which of them are anomalous. */
interface Drawn {
  readonly values: Float64Array;
  readonly labels: Uint8Array;
  readonly stepMinutes: number;
}

const START = Date.UTC(2024, 0, 1); // a Monday

/** Kinds of series by set, drawn in turns. */
const KINDS: Readonly<Record<string, Readonly<Record<string, (draws: Draws) => Drawn>>>> = {
  portal: {
    traffic: portalTraffic,
    outliers: (draws) => rhythms(draws, { rows: 1421, periods: [24], changes: 0 }),
    seasonal: (draws) => rhythms(draws, { rows: 1680, periods: [12, 24, 168], changes: 0 }),
    changes: (draws) => rhythms(draws, { rows: 1680, periods: [12, 24, 168], changes: 3 }),
  },
  kpi: { five: (draws) => kpi(draws, 5), one: (draws) => kpi(draws, 1) },
};

/** The sets, and how many series each has unless told. */
const ROW_SETS: Readonly<Record<string, number>> = { portal: 100, kpi: 40 };

/**
 * Makes a set; another seed gives fresh series of the same kind.
 *
 * @throws {RangeError} If there is no such set
 */
export function rowLabelledSet(set: string, seed = 1, count = ROW_SETS[set]): RowLabelledSeries[] {
  if (count === undefined) {
    throw new RangeError(
      `Cannot make a set as its name must be one of ${
        Object.keys(ROW_SETS).join(", ")
      }: current value is ${set}`,
    );
  }
  const kinds = Object.entries(KINDS[set]!);
  return Array.from({ length: count }, (_, k) => {
    const [kind, draw] = kinds[k % kinds.length]!;
    const draws = new Draws(new Mt19937(streamSeed(seed, `rows ${set} ${k}`)));
    const { values, labels, stepMinutes } = draw(draws);
    const times = values.map((_, i) => START + i * stepMinutes * 60_000);
    return { name: `${set}${k}-${kind}`, kind, times, values, labels };
  });
}

/** An hourly rhythm of a day and a week with the noise of real traffic, and a few stretches. */
function portalTraffic(draws: Draws): Drawn {
  const rows = draws.integer(1427, 1461);
  const level = draws.scale(20, 1e5);
  const swing = draws.chance(0.7) ? draws.uniform(0.2, 0.8) : 0;
  const phase = draws.uniform(0, 24);
  const weekend = draws.chance(0.5) ? draws.uniform(0.5, 0.95) : 1;
  const noise = draws.uniform(0.03, 0.25);
  const keep = draws.uniform(0, 0.9);
  const spikes = draws.chance(0.5) ? draws.uniform(0, 0.02) : 0; // harmless ones, unlabelled
  let slow = 0;
  const values = Float64Array.from({ length: rows }, (_, i) => {
    slow = keep * slow + Math.sqrt(1 - keep * keep) * draws.normal();
    const day = 1 + swing * Math.cos((i - phase) * Math.PI / 12);
    const week = Math.floor(i / 24) % 7 >= 5 ? weekend : 1;
    const spike = draws.chance(spikes) ? draws.uniform(1.2, 2) : 1;
    return level * day * week * spike * Math.exp(noise * slow);
  });
  const labels = new Uint8Array(rows);
  const spread = Moments.of(values).deviation;
  for (const [from, to] of stretches(draws, rows, draws.integer(1, 4), [1, 20])) {
    const size = spread * draws.scale(0.5, 2) * (draws.chance(0.6) ? 1 : -1);
    const isOutage = draws.chance(0.15);
    for (let i = from; i < to; i++) {
      values[i] = isOutage ? values[i]! * 0.05 : Math.max(0, values[i]! + size);
      labels[i] = 1;
    }
  }
  return { values, labels, stepMinutes: 60 };
}

/** A trend, sines and noise; outliers in single rows, and changes for good. */
function rhythms(
  draws: Draws,
  { rows, periods, changes }: { rows: number; periods: readonly number[]; changes: number },
): Drawn {
  const labels = new Uint8Array(rows);
  let trend = draws.uniform(-0.5, 1);
  let level = draws.uniform(200, 2000);
  let waves = periods.map((period) => ({
    period,
    height: draws.uniform(100, 500),
    phase: draws.uniform(0, period),
  }));
  const noise = draws.scale(3, 30);
  const turns = placed(draws, rows, changes);
  const values = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    if (turns.includes(i)) {
      labels[i] = 1;
      level += draws.uniform(-500, 500);
      trend = draws.uniform(-0.5, 1);
      waves = waves.map((wave) => ({ ...wave, height: wave.height * draws.scale(0.5, 2) }));
    }
    level += trend;
    values[i] = level + noise * draws.normal() + waves.reduce(
      (sum, { period, height, phase }) =>
        sum + height * Math.sin(2 * Math.PI * (i - phase) / period),
      0,
    );
  }
  for (const row of placed(draws, rows, draws.integer(1, 8))) {
    labels[row] = 1;
    values[row]! += noise * draws.scale(4, 12) * (draws.chance(0.5) ? 1 : -1);
  }
  return { values, labels, stepMinutes: 60 };
}

/** A web KPI: a daily rhythm that differs from day to day, noise, and short labelled anomalies. */
function kpi(draws: Draws, stepMinutes: number): Drawn {
  const perDay = 1440 / stepMinutes;
  const rows = Math.round(
    perDay * (stepMinutes === 1 ? draws.uniform(6, 12) : draws.uniform(21, 50)),
  );
  const level = draws.scale(1, 5000);
  const depth = draws.uniform(0.2, 0.9);
  const phase = draws.uniform(0, 24);
  const second = draws.uniform(0, 0.3);
  const noise = draws.scale(0.01, 0.2);
  const slowNoise = draws.scale(0.01, 0.1);
  const weekend = draws.chance(0.5) ? draws.uniform(0.6, 1) : 1;
  const keep = Math.exp(-stepMinutes / draws.scale(60, 600));
  let slow = draws.normal();
  const curve = Float64Array.from({ length: rows }, (_, i) => {
    slow = keep * slow + Math.sqrt(1 - keep * keep) * draws.normal();
    const hour = i * stepMinutes / 60;
    const day = 1 + depth * Math.cos((hour - phase) * Math.PI / 12) +
      second * Math.cos((hour - 2 * phase) * Math.PI / 6);
    const week = Math.floor(hour / 24) % 7 >= 5 ? weekend : 1;
    return level * Math.max(0.03, day) * week * Math.exp(slowNoise * slow);
  });
  const values = curve.map((value) => value * Math.max(0, 1 + noise * draws.normal()));
  const labels = new Uint8Array(rows);
  const spread = level * noise;
  const count = Math.round(rows / 1000 * draws.uniform(0.5, 2.5));
  for (const [from, to] of stretches(draws, rows, count, [1, 60])) {
    const size = draws.scale(3, 15);
    const kind = draws.pick(["spike", "spike", "dip", "shift", "noise"]);
    const sign = kind === "dip" ? -1 : kind === "spike" || draws.chance(0.5) ? 1 : -1;
    for (let i = from; i < to; i++) {
      const by = kind === "noise" ? size / 2 * draws.normal() : sign * size;
      const part = kind === "spike" ? draws.uniform(0.4, 1) : 1;
      values[i] = Math.max(0, values[i]! + spread * by * part);
      labels[i] = 1;
    }
  }
  return { values, labels, stepMinutes };
}

/** Rows at which something happens: anywhere, sorted. */
function placed(draws: Draws, rows: number, count: number): number[] {
  return Array.from({ length: count }, () => draws.integer(20, rows - 2)).sort((a, b) => a - b);
}

/** Stretches that do not touch. */
function stretches(
  draws: Draws,
  rows: number,
  count: number,
  [least, most]: readonly [number, number],
): [number, number][] {
  const made: [number, number][] = [];
  for (let end = 0, k = 0; k < count; k++) {
    const from = Math.max(end + 2, Math.round((k + draws.uniform(0.1, 0.9)) * rows / count));
    end = from + Math.max(least, Math.round(draws.scale(least, most)));
    if (end < rows) made.push([from, end]);
  }
  return made;
}
