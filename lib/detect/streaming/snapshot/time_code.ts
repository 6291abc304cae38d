/**
 * Timestamps as what is left of them beside a clock that follows them: few bits, however they
 * jitter.
 */

import { medianStep } from "../../../math/mod.ts";
import type { StateIo } from "./state_io.ts";

const MOST = Number.MAX_SAFE_INTEGER;
/** A clock ticks every `step` and follows what it missed by this share. */
const FOLLOWS = 1 / 8;
/**
 * Ticks of a millisecond: none, microseconds, all that a double holds in the years 2004 to 2039.
 */
const UNITS = [1, 1000, 4096] as const;

/**
 * For each timestamp but the first, the steps that were left out before it, and what it is late by.
 */
export interface TimeCode {
  /** Ticks of a millisecond. */
  readonly unit: number;
  /** Ticks of the first timestamp. */
  readonly first: number;
  /** Ticks from one to the next. */
  readonly step: number;
  /** Steps left out. */
  readonly gaps: Int32Array;
  /** Ticks late, negative if early. */
  readonly late: Float64Array;
}

/** Saves or takes back epoch milliseconds in order: as what they are late by, beside the clock. */
export function timestampsState(io: StateIo, name: string, timestamps: Float64Array): void {
  const { length } = timestamps;
  const isOwn = !io.reading && length > 0;
  const own = isOwn ? encodeTimes(timestamps, medianStep(timestamps)) : undefined;
  if (!io.flag(`whether ${name} have a code`, own !== undefined)) io.array(name, timestamps);
  else if (length > 0) codeState(io, name, timestamps, own);
  for (let i = 0; i < length; i++) {
    if (!Number.isFinite(timestamps[i]) || (i > 0 && timestamps[i]! <= timestamps[i - 1]!)) {
      throw new RangeError(
        `Cannot restore the snapshot as ${name} must be finite and rise: number ${i} is ${
          timestamps[i]
        }`,
      );
    }
  }
}

/** The code of one or more timestamps in order; nothing if they are no whole ticks. */
export function encodeTimes(timestamps: Float64Array, step: number): TimeCode | undefined {
  for (const unit of UNITS) {
    const ticks = timestamps.map((time) => Math.round(time * unit));
    const isTold = ticks.every((tick, i) =>
      Number.isSafeInteger(tick) && Object.is(tick / unit, timestamps[i])
    );
    if (isTold) return encoded(ticks, unit, Math.max(1, Math.round(step * unit)));
  }
  return undefined;
}

/** Undoes {@linkcode encodeTimes}. */
export function decodeTimes(timestamps: Float64Array, code: TimeCode): void {
  const { unit, first, step, gaps, late } = code;
  let clock = first;
  timestamps[0] = first / unit;
  for (let row = 0; row < late.length; row++) {
    const due = clock + (gaps[row]! + 1) * step;
    timestamps[row + 1] = (due + late[row]!) / unit;
    clock = due + Math.round(late[row]! * FOLLOWS);
  }
}

function encoded(ticks: Float64Array, unit: number, step: number): TimeCode | undefined {
  const [first, rows] = [ticks[0]!, ticks.length - 1];
  const code = { unit, first, step, gaps: new Int32Array(rows), late: new Float64Array(rows) };
  let clock = first;
  for (let row = 0; row < rows; row++) {
    const gap = Math.max(0, Math.round((ticks[row + 1]! - clock) / step) - 1);
    const due = clock + (gap + 1) * step;
    if (gap !== (gap | 0)) return undefined;
    code.gaps[row] = gap;
    code.late[row] = ticks[row + 1]! - due;
    clock = due + Math.round(code.late[row]! * FOLLOWS);
  }
  return code;
}

function codeState(
  io: StateIo,
  name: string,
  timestamps: Float64Array,
  own: TimeCode | undefined,
): void {
  const rows = timestamps.length - 1;
  const unit = io.integer(`unit of ${name}`, own?.unit ?? 1, 1, MOST);
  const first = io.integer(name, own?.first ?? 0, -MOST, MOST);
  const step = io.integer(`step of ${name}`, own?.step ?? 0, 0, MOST);
  const gaps = own?.gaps ?? new Int32Array(rows);
  const late = own?.late ?? new Float64Array(rows);
  io.array(name, gaps);
  io.wholes(name, late);
  if (io.reading) decodeTimes(timestamps, { unit, first, step, gaps, late });
}
