/** The points that a line over time is drawn through. */
import { medianStep } from "../../math/mod.ts";

/** Points of a polyline; where `values` is NaN the line is broken. */
export interface Polyline {
  /** Epoch milliseconds. */
  readonly timestamps: readonly number[];
  /** In the unit of the series. */
  readonly values: readonly number[];
  /** Rows that stand alone between two gaps, so that no line reaches them. */
  readonly isolated: readonly number[];
}

/** Columns of time that are told apart; more than pixels, so that the picture stays the same. */
const columns = 1600;

/**
 * Prepares a series for drawing: breaks it at gaps longer than four usual steps, and thins out more
 * than 12,800 points to the first, least, greatest and last of each column of time, which leaves
 * the picture as it was (Jugel et al., M4, VLDB 2014, doi:10.14778/2732951.2732953).
 */
export function polyline(timestamps: ArrayLike<number>, values: ArrayLike<number>): Polyline {
  const n = timestamps.length;
  const longest = 4 * medianStep(timestamps);
  const kept = n > 8 * columns ? thin(timestamps, values) : Array.from({ length: n }, (_, i) => i);
  const result = { timestamps: [] as number[], values: [] as number[], isolated: [] as number[] };
  let isAfterGap = true;
  // A gap between kept points counts only where the points beside it were neighbours or apart too.
  for (const [position, i] of kept.entries()) {
    const next = kept[position + 1];
    result.timestamps.push(timestamps[i]!);
    result.values.push(values[i]!);
    const isBeforeGap = next === undefined || hasGap(timestamps, i, next, longest);
    if (isAfterGap && isBeforeGap) result.isolated.push(i);
    if (isBeforeGap && next !== undefined) {
      result.timestamps.push(timestamps[next]!);
      result.values.push(NaN);
    }
    isAfterGap = isBeforeGap;
  }
  return result;
}

function hasGap(timestamps: ArrayLike<number>, from: number, to: number, longest: number): boolean {
  for (let i = from + 1; i <= to; i++) {
    if (timestamps[i]! - timestamps[i - 1]! > longest) return true;
  }
  return false;
}

/** The indices of the first, least, greatest and last point of each column, in order. */
function thin(timestamps: ArrayLike<number>, values: ArrayLike<number>): number[] {
  const first = timestamps[0]!;
  const span = timestamps[timestamps.length - 1]! - first;
  const kept: number[] = [];
  let start = 0;
  for (let column = 0; column < columns; column++) {
    const limit = first + span * (column + 1) / columns;
    let [end, least, greatest] = [start, start, start];
    while (end < timestamps.length && (timestamps[end]! <= limit || column === columns - 1)) {
      if (values[end]! < values[least]!) least = end;
      if (values[end]! > values[greatest]!) greatest = end;
      end++;
    }
    if (end === start) continue;
    kept.push(...new Set([start, least, greatest, end - 1].sort((a, b) => a - b)));
    start = end;
  }
  return kept;
}
