import { firstAt } from "./first_at.ts";
import type { RowExtremes } from "./row_extremes.ts";
import type { Plot } from "./uplot.ts";

declare const devicePixelRatio: number;

/** A line of many rows. */
export interface ColumnLine {
  readonly timestamps: Float64Array;
  readonly values: ArrayLike<number>;
  readonly extremes: RowExtremes;
  /** Sorted rows after which samples are missing. */
  readonly gaps: readonly number[];
  /** First and last row that is shown. */
  readonly rows: readonly [first: number, last: number];
}

/**
 * Draws a line of more rows than there are pixels: an upright stroke for each column of pixels,
 * from the least to the greatest of its rows, joined to the one before. The work is one of the
 * paper's width, not of the rows. Its text goes into the page: it imports types and what goes there
 * too.
 */
export function drawColumns(
  u: Plot,
  { timestamps, values, extremes, gaps, rows }: ColumnLine,
): void {
  const { ctx, bbox } = u;
  const wide = Math.max(1, Math.round(devicePixelRatio));
  const { min, max } = u.scales.x!;
  const span = (max! - min!) / bbox.width;
  const place = (value: number) => Math.round(u.valToPos(value, "y", true));
  const rowAt = (time: number, from: number) =>
    firstAt(time, (at) => timestamps[at]!, from, rows[1] + 1);
  let row = rows[0];
  let gap = 0;
  let last = NaN; // where the column before ended
  for (let x = 0; x < bbox.width && row <= rows[1]; x += wide) {
    // The last column takes what is left.
    const next = rowAt(x + wide < bbox.width ? min! + (x + wide) * span : Infinity, row);
    if (next === row) continue;
    const [low, high] = extremes(row, next);
    while (gap < gaps.length && gaps[gap]! < row - 1) gap++;
    if (gaps[gap] === row - 1 || !(low <= high)) last = NaN;
    if (low <= high) {
      // Down to where the line came from, so that a slope has no holes.
      const top = place(last > high ? last : high);
      const bottom = place(last < low ? last : low);
      ctx.fillRect(bbox.left + x, top, wide, Math.max(wide, bottom - top));
      last = values[next - 1]!;
    }
    row = next;
  }
}
