/** Labelled anomaly windows: from times to rows, and which of them a detector hits, how early. */
import { requireInteger, requireKind } from "../checks.ts";
import { type Frame, frameTimestamps } from "../data/frame/mod.ts";
import type { LabelWindow } from "../data/mod.ts";

/** A stretch of rows, counted from 0, both ends included. */
export type RowWindow = readonly [first: number, last: number];

/** What a detector did in one window. */
export interface WindowHit {
  /** The window, in rows. */
  window: RowWindow;
  /** First flagged row inside the window; undefined if the window was missed. */
  row: number | undefined;
  /**
   * Share of the window that was still to come at the first flagged row, that row included: 1 at
   * the window's first row, `1 / width` at its last, 0 if it was missed. NAB's label is centred, so
   * a detector that reacts when the labelled event happens gets about 0.5.
   */
  earliness: number;
}

/**
 * Turns windows of time into windows of rows: the rows whose timestamps lie inside, ends included.
 *
 * @param frame A frame with increasing timestamps; rows may be missing (removed outliers, gaps)
 * @param windows Labelled windows, such as `loadLabels` gives
 * @returns One row window each, in the order given
 * @throws {RangeError} If a window ends before it starts, or no row lies inside it
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, windowRows } from "elb-anomaly";
 *
 * const frame = createFrame([0, 1000, 2000, 3000], [1, 9, 9, 1]);
 * const windows = [{ start: new Date(1000), end: new Date(2500) }];
 * assert.deepEqual(windowRows(frame, windows), [[1, 2]]);
 * ```
 */
export function windowRows(frame: Frame, windows: readonly LabelWindow[]): RowWindow[] {
  const timestamps = frameTimestamps(frame);
  requireKind("place windows", { windows }, "a list of objects");
  return windows.map(({ start, end }, i) => {
    requireKind(`place window ${i}`, { start, end }, "a date");
    const [from, to] = [start.getTime(), end.getTime()];
    if (!(from <= to)) {
      throw new RangeError(
        `Cannot place window ${i} as it must not end before it starts: it runs from ${start.toISOString()} to ${end.toISOString()}`,
      );
    }
    const first = timestamps.findIndex((time) => time >= from);
    const last = timestamps.findLastIndex((time) => time <= to);
    if (first === -1 || last < first) {
      throw new RangeError(
        `Cannot place window ${i} as at least one row must lie inside it: no row between ${start.toISOString()} and ${end.toISOString()}`,
      );
    }
    return [first, last];
  });
}

/**
 * Labels by row, for point metrics: true inside any window.
 *
 * @param length Rows in the series
 * @param windows Windows in rows, inside `0 .. length - 1`
 * @returns Shape `[length]`
 * @throws {RangeError} If a window does not lie inside the series
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { windowLabels } from "elb-anomaly/evaluate";
 *
 * assert.deepEqual(windowLabels(4, [[1, 2]]), [false, true, true, false]);
 * ```
 */
export function windowLabels(length: number, windows: readonly RowWindow[]): boolean[] {
  requireInteger("label rows", { length }, { min: 0 });
  requireKind("label rows", { windows }, "a list");
  const labels = new Array<boolean>(length).fill(false);
  for (const window of windows) {
    requireInside(window, length);
    labels.fill(true, window[0], window[1] + 1);
  }
  return labels;
}

/**
 * Which windows the flags hit, and how early.
 *
 * @param flags Shape `[n]`, true where the detector raises an alarm
 * @param windows Windows in rows, inside `0 .. n - 1`
 * @returns One entry a window, in the order given
 * @throws {RangeError} If a window does not lie inside the series
 *
 * @example The first window is hit in its middle, the second is missed
 * ```ts
 * import assert from "node:assert/strict";
 * import { windowHits } from "elb-anomaly/evaluate";
 *
 * const flags = [false, false, true, true, false, false];
 * const [first, second] = windowHits(flags, [[1, 3], [4, 5]]);
 * assert.deepEqual(first, { window: [1, 3], row: 2, earliness: 2 / 3 });
 * assert.deepEqual(second, { window: [4, 5], row: undefined, earliness: 0 });
 * ```
 */
export function windowHits(
  flags: readonly boolean[],
  windows: readonly RowWindow[],
): WindowHit[] {
  requireKind("look for hits", { flags, windows }, "a list");
  return windows.map((window) => {
    requireInside(window, flags.length);
    const [first, last] = window;
    const row = flags.indexOf(true, first);
    if (row === -1 || row > last) return { window, row: undefined, earliness: 0 };
    return { window, row, earliness: (last - row + 1) / (last - first + 1) };
  });
}

function requireInside(window: RowWindow, length: number): void {
  requireKind("use a window", { window }, "a list");
  const [first, last] = window;
  const inside = Number.isInteger(first) && Number.isInteger(last) &&
    first >= 0 && first <= last && last < length;
  if (!inside) {
    throw new RangeError(
      `Cannot use a window as its rows must be integers with 0 <= first <= last < ${length}: current value is [${first}, ${last}]`,
    );
  }
}
