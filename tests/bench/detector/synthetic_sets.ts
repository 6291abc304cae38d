/**
 * Seeded sets of series with injected anomalies and NAB-like windows: what the detector's
 * constants are chosen on, so that they are not chosen on labels.
 *
 * @module
 */
import { Mt19937, streamSeed } from "../../../lib/math/random.ts";
import { ANOMALIES } from "./synthetic_anomalies.ts";
import { NAB_LIKE_FAMILIES } from "./nab_like_families.ts";
import { Draws, FAMILIES } from "./synthetic_families.ts";

/** One series with its labels. */
export interface SyntheticSeries {
  /** Set, number, family and step. */
  readonly name: string;
  /** Family of the normal part. */
  readonly family: string;
  /** Kinds of the anomalies, in time order. */
  readonly kinds: readonly string[];
  /** Epoch milliseconds. */
  readonly times: Float64Array;
  /** Values. */
  readonly values: Float64Array;
  /** Row pairs, both inclusive: 10 % of the rows shared out, centred on the onsets. */
  readonly windows: readonly (readonly [number, number])[];
}

/** How a set is drawn. */
export interface SetPlan {
  /** Series in the set. */
  readonly series: number;
  /** Fewest and most anomalies. */
  readonly anomalies: readonly [number, number];
  /** Fewest and most rows, of any family at any step; without them those of NAB, as it has them. */
  readonly rows?: readonly [number, number];
}

/**
 * The sets: A to choose, B to check, C short, N without anomaly for the alarm rate, M as long and
 * as bursty as NAB's files.
 */
const SETS: Readonly<Record<string, SetPlan>> = {
  A: { series: 96, anomalies: [0, 3], rows: [1100, 8600] },
  B: { series: 60, anomalies: [0, 3], rows: [1100, 8600] },
  C: { series: 96, anomalies: [0, 3], rows: [1100, 2600] },
  N: { series: 72, anomalies: [0, 0], rows: [1100, 8600] },
  M: { series: 72, anomalies: [0, 3] },
};

const STEPS = [1, 5, 10, 15, 30, 60];
const START = Date.UTC(2024, 0, 1); // a Monday

/**
 * Makes set `name`, or a fresh draw of the same kind with another seed.
 *
 * @throws {RangeError} If there is no such set
 */
export function syntheticSet(name: string, seed = 1): SyntheticSeries[] {
  const plan = SETS[name];
  if (plan === undefined) {
    throw new RangeError(
      `Cannot make a set as its name must be one of ${
        Object.keys(SETS).join(", ")
      }: current value is ${name}`,
    );
  }
  return Array.from({ length: plan.series }, (_, k) => makeSeries(name, plan, k, seed));
}

function makeSeries(set: string, plan: SetPlan, k: number, seed: number): SyntheticSeries {
  const draws = new Draws(new Mt19937(streamSeed(seed, `synthetic ${set} ${k}`)));
  const families = Object.keys(plan.rows ? FAMILIES : NAB_LIKE_FAMILIES);
  const family = families[k % families.length]!;
  const { step, rows: range, make } = plan.rows
    ? { step: draws.pick(STEPS), rows: plan.rows, make: FAMILIES[family]! }
    : NAB_LIKE_FAMILIES[family]!;
  const rows = Math.round(draws.scale(...range));
  const hours = Float64Array.from({ length: rows }, (_, i) => i * step / 60);
  const values = make(draws, hours);
  if (draws.chance(1 / 3)) drift(draws, values);
  const count = draws.integer(...plan.anomalies);
  const onsets = placeOnsets(draws, rows, count);
  const kinds = onsets.map((row) => {
    const kind = draws.pick(Object.keys(ANOMALIES));
    ANOMALIES[kind]!(draws, { values, dayRows: 1440 / step }, row);
    return kind;
  });
  const half = Math.floor(0.1 * rows / Math.max(1, count) / 2);
  return {
    name: `${set}${k}-${family}-${step}min`,
    family,
    kinds,
    times: Float64Array.from({ length: rows }, (_, i) => START + i * step * 60_000),
    values,
    windows: onsets.map((row) => [row - half, Math.min(rows - 1, row + half)] as const),
  };
}

/** A slow trend that must not alarm. */
function drift(draws: Draws, values: Float64Array): void {
  const mean = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
  const by = mean * draws.uniform(-0.3, 0.5) / values.length;
  for (let i = 0; i < values.length; i++) values[i] = values[i]! + by * i;
}

/** Rows whose windows neither overlap nor reach into the first 15 %. */
function placeOnsets(draws: Draws, rows: number, count: number): number[] {
  if (count === 0) return [];
  const width = Math.floor(0.1 * rows / count);
  const from = Math.min(Math.floor(0.15 * rows), 750) + Math.ceil(width / 2) + 1;
  for (;;) {
    const onsets = Array.from(
      { length: count },
      () => draws.integer(from, rows - Math.ceil(width / 2) - 1),
    )
      .sort((a, b) => a - b);
    if (onsets.every((row, i) => i === 0 || row - onsets[i - 1]! > width + 2)) return onsets;
  }
}
