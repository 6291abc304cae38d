/** Rows of a series as dots, as many as pixels can show. */
import { type ObservablePlot, Plot } from "../../packages.ts";
import { svgNode } from "../drawing/document.ts";

/** More dots than this are drawn as strokes that look the same and take less room. */
const mostCircles = 1000;

/**
 * Dots of radius `r` at the given rows. Many of them become upright strokes with round ends, one
 * for all dots of a column of `r` pixels that touch.
 */
export function dots(
  timestamps: ArrayLike<number>,
  values: ArrayLike<number>,
  rows: readonly number[],
  { fill, r }: { readonly fill: string; readonly r: number },
): ObservablePlot.Markish {
  if (rows.length <= mostCircles) {
    return Plot.dot(rows, {
      x: (row: number) => new Date(timestamps[row]!),
      y: (row: number) => values[row],
      r,
      fill,
    });
  }
  return (_index: readonly number[], { x, y }: ObservablePlot.ScaleFunctions) => {
    const columns = Map.groupBy(rows, (row) => Math.round(x!(timestamps[row]) / r));
    const d = Array.from(
      columns,
      ([column, rows]) => strokes(column * r, rows.map((row) => y!(values[row])), 2 * r),
    ).join("");
    const look = { fill: "none", stroke: fill, "stroke-width": 2 * r, "stroke-linecap": "round" };
    return svgNode("g", { "aria-label": "dot", ...look }, svgNode("path", { d }));
  };
}

/** A path along the places of a column, broken where they are more than `gap` apart. */
function strokes(x: number, places: number[], gap: number): string {
  places.sort((a, b) => a - b);
  let d = "";
  let start = places[0]!;
  for (const [index, place] of places.entries()) {
    const next = places[index + 1];
    if (next !== undefined && next - place <= gap) continue;
    d += `M${x},${start}L${x},${place}`;
    start = next!;
  }
  return d;
}
