/**
 * Coarser and shorter series from long labelled ones: real anomalies under another clock.
 *
 * @module
 */
import type { LabelledSeries } from "./recording.ts";

/** Means (or, if `pick`, the first) of each `rows` neighbouring rows. */
export function coarser(
  { name, times, values, windows }: LabelledSeries,
  rows: number,
  pick = false,
): LabelledSeries {
  const count = Math.floor(values.length / rows);
  const length = pick ? 1 : rows;
  return {
    name,
    times: Float64Array.from({ length: count }, (_, i) => times[i * rows]!),
    values: Float64Array.from({ length: count }, (_, i) => {
      const part = values.subarray(i * rows, i * rows + length);
      return part.reduce((sum, value) => sum + value, 0) / length;
    }),
    windows: windows.map(([a, b]) => [
      Math.floor(a / rows),
      Math.min(count - 1, Math.floor(b / rows)),
    ]),
  };
}

/**
 * Pieces of 1,300 and 2,000 rows from the beginning, middle and end, with windows of 10 % of the
 * piece around the same instants; only pieces with windows, all past the first 15 %.
 */
export function pieces({ name, times, values, windows }: LabelledSeries): LabelledSeries[] {
  const found: LabelledSeries[] = [];
  const rows = values.length;
  for (const length of [1300, 2000]) {
    for (const start of [0, Math.floor((rows - length) / 2), rows - length]) {
      const instants = windows.map(([a, b]) => Math.round((a + b) / 2) - start)
        .filter((row) => row > 0 && row < length);
      const half = Math.floor((0.1 * length) / Math.max(1, instants.length) / 2);
      const placed = instants.map((row) => [row - half, row + half] as const);
      const fits = placed.every(([a, b], i) =>
        a > 0.15 * length && b < length && (i === 0 || a > placed[i - 1]![1])
      );
      if (instants.length === 0 || !fits) continue;
      found.push({
        name: `${name}@${start}+${length}`,
        times: times.slice(start, start + length),
        values: values.slice(start, start + length),
        windows: placed,
      });
    }
  }
  return found;
}
