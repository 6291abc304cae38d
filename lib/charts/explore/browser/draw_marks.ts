import { firstAt } from "./first_at.ts";
import type { Plot } from "./uplot.ts";

declare const devicePixelRatio: number;

/** What is marked. */
export interface MarkedRows {
  readonly timestamps: Float64Array;
  readonly values: ArrayLike<number>;
  /** The rows, in order. */
  readonly rows: ArrayLike<number>;
}

/**
 * Marks rows in the context's fill: a triangle each; where many are shown, a dot, and dots that
 * touch are drawn as one. Its text goes into the page: it imports types and what goes there too.
 */
export function drawMarks(u: Plot, { timestamps, values, rows }: MarkedRows): void {
  const { ctx, bbox } = u;
  const { min, max } = u.scales.x!;
  const timeOf = (at: number) => timestamps[rows[at]!]!;
  const markAt = (time: number) => firstAt(time, timeOf, 0, rows.length);
  const [first, end] = [markAt(min!), markAt(max! + 1)];
  const radius = 4 * devicePixelRatio;
  const side = radius / 2;
  const tall = Math.ceil(bbox.height / side) + 2;
  const wide = Math.ceil(bbox.width / side) + 1;
  const dots = end - first > 500 ? new Uint8Array(tall * wide) : undefined;
  for (let i = first; i < end; i++) {
    const x = u.valToPos(timeOf(i), "x", true);
    const y = u.valToPos(values[rows[i]!]!, "y", true);
    if (dots !== undefined) {
      const column = Math.floor((x - bbox.left) / side);
      dots[tall * column + Math.floor((y - bbox.top) / side) + 1] = 1;
      continue;
    }
    ctx.beginPath();
    ctx.moveTo(x, y - 1.3 * radius);
    ctx.lineTo(x + radius, y + radius);
    ctx.lineTo(x - radius, y + radius);
    ctx.fill();
  }
  if (dots === undefined) return;
  for (let at = 0; at < dots.length; at++) {
    if (dots[at] === 0) continue;
    const column = Math.floor(at / tall);
    const top = at - column * tall;
    let length = 1;
    while (top + length < tall && dots[at + length] === 1) length++;
    const [left, upper] = [bbox.left + column * side, bbox.top + (top - 1) * side];
    ctx.fillRect(left, upper, side, length * side);
    at += length;
  }
}
