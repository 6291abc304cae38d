/**
 * Ten kinds of anomaly, injected into a normal series.
 *
 * @module
 */
import type { Draws } from "./synthetic_families.ts";

/** A series under the needle: `dayRows` rows make a day. */
export interface Patient {
  /** Values, changed in place. */
  readonly values: Float64Array;
  /** Rows in a day. */
  readonly dayRows: number;
}

type Injection = (draws: Draws, patient: Patient, row: number) => void;

function bounds(
  values: Float64Array,
): { middle: number; spread: number; range: number; low: number } {
  const sorted = values.slice().sort();
  const at = (p: number) => sorted[Math.floor(p * (sorted.length - 1))]!;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return {
    middle: at(0.5),
    spread: Math.max(sd, 1e-9),
    range: at(0.99) - at(0.01),
    low: sorted[0]!,
  };
}

/** Some hours in rows, at least `least` of them. */
function stretch(draws: Draws, { dayRows }: Patient, from: number, to: number, least: number) {
  return Math.max(least, Math.round(draws.uniform(from, to) / 24 * dayRows));
}

function edit(
  values: Float64Array,
  row: number,
  rows: number,
  rule: (value: number, k: number) => number,
) {
  const end = Math.min(values.length, row + rows);
  const low = bounds(values).low;
  for (let i = row; i < end; i++) {
    const value = rule(values[i]!, i - row);
    values[i] = low >= 0 ? Math.max(0, value) : value; // what cannot be negative stays so
  }
}

const spike: Injection = (draws, { values }, row) => {
  const { range } = bounds(values);
  const height = range * draws.uniform(0.8, 3);
  edit(values, row, draws.integer(1, 3), (value) => value + height);
};
const dip: Injection = (draws, { values }, row) => {
  const { range, low } = bounds(values);
  const depth = range * draws.uniform(0.3, 1.2);
  edit(
    values,
    row,
    draws.integer(2, 12),
    (value) => low >= 0 ? value * draws.uniform(0, 0.2) : value - depth,
  );
};
const levelShift: Injection = (draws, { values }, row) => {
  const { spread } = bounds(values);
  const by = spread * draws.uniform(1.5, 4) * (draws.chance(0.7) ? 1 : -1);
  edit(values, row, values.length, (value) => value + by);
};
const temporaryShift: Injection = (draws, patient, row) => {
  const { spread } = bounds(patient.values);
  const by = spread * draws.uniform(1.5, 4) * (draws.chance(0.7) ? 1 : -1);
  edit(patient.values, row, stretch(draws, patient, 3, 18, 12), (value) => value + by);
};
const missingPeak: Injection = (draws, patient, row) => {
  const { values } = patient;
  const start = values[row]!;
  const noise = bounds(values).spread * 0.05;
  edit(
    values,
    row,
    stretch(draws, patient, 6, 12, 6),
    (value) => Math.min(value, start + noise * draws.normal()),
  );
};
const flatLine: Injection = (draws, patient, row) => {
  const held = patient.values[row]!;
  edit(patient.values, row, stretch(draws, patient, 4, 24, 24), () => held);
};
const variance: Injection = (draws, patient, row) => {
  const { spread } = bounds(patient.values);
  const by = spread * draws.uniform(1, 2.5);
  edit(
    patient.values,
    row,
    stretch(draws, patient, 6, 24, 24),
    (value) => value + by * draws.normal(),
  );
};
const frequency: Injection = (draws, patient, row) => {
  const { values } = patient;
  const rows = stretch(draws, patient, 12, 36, 24);
  const factor = draws.integer(2, 3);
  const copy = values.slice(row, row + rows * factor);
  edit(values, row, rows, (value, k) => copy[k * factor] ?? value);
};
const otherHour: Injection = (draws, patient, row) => {
  const { values, dayRows } = patient;
  const shift = Math.round(dayRows * draws.uniform(0.3, 0.7));
  const copy = values.slice(Math.max(0, row - shift));
  edit(values, row, stretch(draws, patient, 6, 18, 12), (value, k) => copy[k] ?? value);
};
const burst: Injection = (draws, { values }, row) => {
  const { range } = bounds(values);
  const height = range * draws.uniform(0.5, 1.5);
  edit(
    values,
    row,
    draws.integer(6, 24),
    (value) => draws.chance(0.6) ? value + height * draws.uniform(0.4, 1) : value,
  );
};

/** The ten kinds by name. */
export const ANOMALIES: Readonly<Record<string, Injection>> = {
  spike,
  dip,
  levelShift,
  temporaryShift,
  missingPeak,
  flatLine,
  variance,
  frequency,
  otherHour,
  burst,
};
