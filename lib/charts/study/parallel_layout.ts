/** Where the axes of a parallel coordinates chart stand side by side, and their names. */
import { fitTexts, textWidth, widest } from "../drawing/text_width.ts";
import type { Dimension } from "./dimensions.ts";

/** Pixels of a label on either side, and between two axes at least. */
const [besideLabel, leastGap] = [9, 40];

/** An axis with its place: lines end at its left edge and go on from its right one. */
export interface PlacedDimension extends Dimension {
  /** In pixels, as is the other. */
  readonly left: number;
  /** As far right of the left one as the labels between them need. */
  readonly right: number;
}

/** All axes in as few rows as hold them, each with the value's first, as even as can be. */
export function placeDimensions(
  [value, ...params]: readonly Dimension[],
  width: number,
): PlacedDimension[][] {
  if (value === undefined) return [];
  for (let count = 1;; count++) {
    const size = Math.max(1, Math.ceil(params.length / count));
    const rows = Array.from(
      { length: Math.max(1, Math.ceil(params.length / size)) },
      (_, row) => placeRow([value, ...params.slice(row * size, (row + 1) * size)], width),
    );
    const isRoomy = rows.every((row) => row.length < 2 || row[1]!.left - row[0]!.right >= leastGap);
    if (isRoomy || size === 1) return rows;
  }
}

function placeRow(dimensions: readonly Dimension[], width: number): PlacedDimension[] {
  const widths = dimensions.map(({ ticks }) =>
    widest(ticks.map(({ text }) => text), 12) + 2 * besideLabel
  );
  const sum = widths.reduce((sum, width) => sum + width, 0);
  const gap = dimensions.length < 2 ? 0 : (width - sum) / (dimensions.length - 1);
  let left = 0;
  return dimensions.map((dimension, index) => {
    const right = left + widths[index]!;
    const placed = { ...dimension, left, right };
    left = right + gap;
    return placed;
  });
}

/** A name and where it is anchored. */
export interface Heading {
  readonly text: string;
  readonly x: number;
  readonly anchor: "start" | "middle" | "end";
}

/**
 * The names over the axes of a row, cut so that none can be taken for another of all `names`; wide
 * ones of the outer axes begin and end with the paper.
 */
export function headings(
  row: readonly PlacedDimension[],
  width: number,
  names: readonly string[],
): Heading[] {
  const last = row.length - 1;
  const gap = last > 0 ? row[1]!.left - row[0]!.right : 0;
  const size = 13; // bold
  const between = 8;
  // Where a name is anchored, and the part of it that lies before that.
  const places = row.map(({ name, left, right }, index) => {
    const isWide = textWidth(name, size) > right - left;
    if (isWide && index === 0) return { x: 0, before: 0, anchor: "start" } as const;
    if (isWide && index === last) return { x: width, before: 1, anchor: "end" } as const;
    return { x: (left + right) / 2, before: 0.5, anchor: "middle" } as const;
  });
  // A name has half of the gap beside its axis, and what a short neighbour leaves of the other
  // half.
  const shown = row.map(({ name, left, right }, index) => {
    const gaps = last === 0 ? 0 : index === 0 || index === last ? 0.5 : 1;
    return Math.min(textWidth(name, size), right - left + gaps * (gap - between));
  });
  const start = (i: number) => places[i]!.x - places[i]!.before * shown[i]!;
  const rooms = places.map(({ x, before }, i) =>
    Math.min(
      i === 0 ? Infinity : (x - start(i - 1) - shown[i - 1]! - between) / before,
      i === last ? Infinity : (start(i + 1) - between - x) / (1 - before),
      width,
    )
  );
  return fitTexts(row.map(({ name }) => name), rooms, size, names)
    .map((text, i) => ({ ...places[i]!, text }));
}
