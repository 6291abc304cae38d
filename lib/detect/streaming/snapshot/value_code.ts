/** Values as whole numbers of their last digit, but for the few that have more digits. */

import type { StateIo } from "./state_io.ts";

/** Decimals that are tried, beside those in which the memory keeps values. */
const MOST_DECIMALS = 17;
/** More than this share of exceptions, and there is no code. */
const EXCEPTIONS = 1 / 32;
/** Beyond it a double has no room for halves, and a difference of two none at all. */
const LARGEST = 2 ** 51;

/** Decimals that there may be, either way. */
const MOST_DIGITS = 400;

/** Values in multiples of 10^-decimals. */
export interface ValueCode {
  /** May be negative. */
  readonly decimals: number;
  /** Each value's multiple; where a value is no multiple, that of the one before. */
  readonly wholes: Float64Array;
  /** Where values are no multiples. */
  readonly at: Int32Array;
  /** Those values. */
  readonly exact: Float64Array;
}

/**
 * Saves or takes back values: those of few decimals, or of so many as they are `kept` in, as
 * differences.
 */
export function valuesState(io: StateIo, name: string, values: Float64Array, kept = NaN): void {
  const own = io.reading ? undefined : encodeValues(values, kept);
  if (!io.flag(`whether ${name} have a code`, own !== undefined)) io.array(name, values);
  else codeState(io, name, values, own);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new RangeError(
      `Cannot restore the snapshot as ${name} must be finite: number ${bad} is ${values[bad]}`,
    );
  }
}

/**
 * The multiple of 10^-decimals nearest to a value, as a double; the value itself where none is
 * near.
 */
export function rounded(value: number, decimals: number): number {
  const whole = wholeOf(value, decimals);
  return Math.abs(whole) <= LARGEST ? whole / 10 ** decimals : value;
}

/**
 * The code with the fewest decimals that tells values to the bit, if there is one; `kept` are tried
 * last.
 */
export function encodeValues(values: Float64Array, kept: number): ValueCode | undefined {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const code = encoded(values, decimals);
    if (code !== undefined) return code;
  }
  return Number.isNaN(kept) ? undefined : encoded(values, kept);
}

/** Undoes {@linkcode encodeValues}. */
export function decodeValues(
  values: Float64Array,
  { decimals, wholes, at, exact }: ValueCode,
): void {
  const scale = 10 ** decimals;
  for (let i = 0; i < values.length; i++) values[i] = wholes[i]! / scale;
  at.forEach((place, k) => values[place] = exact[k]!);
}

function encoded(values: Float64Array, decimals: number): ValueCode | undefined {
  const scale = 10 ** decimals;
  const wholes = new Float64Array(values.length);
  const at: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const whole = wholeOf(values[i]!, decimals);
    if (Math.abs(whole) <= LARGEST && Object.is(whole / scale, values[i])) wholes[i] = whole;
    else if (at.push(i) > EXCEPTIONS * values.length) return undefined;
    else wholes[i] = wholes[i - 1] ?? 0;
  }
  const exact = Float64Array.from(at, (place) => values[place]!);
  return { decimals, wholes, at: Int32Array.from(at), exact };
}

function wholeOf(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) + 0; // never -0
}

function codeState(
  io: StateIo,
  name: string,
  values: Float64Array,
  own: ValueCode | undefined,
): void {
  const { length } = values;
  const decimals = io.integer(`decimals of ${name}`, own?.decimals ?? 0, -MOST_DIGITS, MOST_DIGITS);
  const others = io.integer(`others of ${name}`, own?.at.length ?? 0, 0, length);
  const at = own?.at ?? new Int32Array(others);
  const exact = own?.exact ?? new Float64Array(others);
  io.array(name, at);
  io.array(name, exact);
  const changes = new Float64Array(length);
  if (own) changes.forEach((_, i) => changes[i] = own.wholes[i]! - (own.wholes[i - 1] ?? 0));
  io.wholes(name, changes);
  if (!io.reading) return;
  let whole = 0;
  const wholes = changes.map((change) => whole += change);
  decodeValues(values, { decimals, wholes, at, exact });
}
