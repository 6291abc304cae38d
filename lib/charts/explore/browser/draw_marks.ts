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
 * Marks rows in the context's fill: a triangle each; where many are shown, a dot, and dots that touch
 * are drawn as one. Its text goes into the page: no imports but types.
 */
export function drawMarks(u: Plot, { timestamps, values, rows }: MarkedRows): void {
  const { ctx, bbox } = u;
  const { min, max } = u.scales.x!;
  const across = bbox.width / (max! - min!);
  const { min: least, max: most } = u.scales.y!;
  const down = bbox.height / (most! - least!);
  /** The first mark at or after a time. */
  const markAt = (time: number) => {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timestamps[rows[middle]!]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const [first, end] = [markAt(min!), markAt(max! + 1)];
  const radius = 4 * devicePixelRatio;
  const side = radius / 2;
  const tall = Math.ceil(bbox.height / side) + 2;
  const wide = Math.ceil(bbox.width / side) + 1;
  const dots = end - first > 500 ? new Uint8Array(tall * wide) : undefined;
  for (let i = first; i < end; i++) {
    const x = (timestamps[rows[i]!]! - min!) * across;
    const y = bbox.top + (most! - values[rows[i]!]!) * down;
    if (dots !== undefined) {
      dots[tall * Math.floor(x / side) + Math.floor((y - bbox.top) / side) + 1] = 1;
      continue;
    }
    ctx.beginPath();
    ctx.moveTo(bbox.left + x, y - 1.3 * radius);
    ctx.lineTo(bbox.left + x + radius, y + radius);
    ctx.lineTo(bbox.left + x - radius, y + radius);
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
