/** Timestamps as what is left of them beside a clock that follows them: few bits, however they jitter. */

/** A clock ticks every `step` and follows what it missed by this share. */
const FOLLOWS = 1 / 8;

/** For each timestamp but the first, the ticks that were left out before it, and what it is late by. */
export interface TimeCode {
  /** Milliseconds. */
  readonly step: number;
  /** Ticks left out. */
  readonly gaps: Int32Array;
  /** Milliseconds late, negative if early. */
  readonly late: Int32Array;
}

/** The code of whole milliseconds in order; nothing if 32 bits have no room for it. */
export function encodeTimes(timestamps: Float64Array, step: number): TimeCode | undefined {
  const rows = Math.max(0, timestamps.length - 1);
  const code = { step, gaps: new Int32Array(rows), late: new Int32Array(rows) };
  if (!timestamps.every(Number.isSafeInteger)) return undefined;
  let clock = timestamps[0]!;
  for (let row = 0; row < rows; row++) {
    const time = timestamps[row + 1]!;
    const gap = Math.max(0, Math.round((time - clock) / step) - 1);
    const due = clock + (gap + 1) * step;
    const late = time - due;
    if (gap !== (gap | 0) || late !== (late | 0)) return undefined;
    code.gaps[row] = gap;
    code.late[row] = late;
    clock = due + Math.round(late * FOLLOWS);
  }
  return code;
}

/** Undoes {@linkcode encodeTimes}: fills in all timestamps but the first. */
export function decodeTimes(timestamps: Float64Array, { step, gaps, late }: TimeCode): void {
  let clock = timestamps[0]!;
  for (let row = 0; row < late.length; row++) {
    const due = clock + (gaps[row]! + 1) * step;
    timestamps[row + 1] = due + late[row]!;
    clock = due + Math.round(late[row]! * FOLLOWS);
  }
}
