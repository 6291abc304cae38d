/**
 * The upright scale of measured values.
 *
 * @module
 */
import type * as Plot from "@observablehq/plot";
import { formatTick, logTicks } from "./numbers.ts";

/** How {@linkcode valueScale} draws. */
export interface ValueScaleOptions {
  /** What the values are; ", logarithmic axis" is added where it is one. `" "` keeps its room. */
  readonly label: string;
  /** Whether the axis is logarithmic; all values are above 0 then. */
  readonly log?: boolean;
}

/** Least and greatest value; `[Infinity, -Infinity]` where there is none. */
export function extent(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return [low, high];
}

/**
 * A y scale for values between `low` and `high`, with grid lines and its label on top.
 *
 * A linear one starts at 0 where the values are not far above it, so that lengths can be compared.
 */
export function valueScale(
  low: number,
  high: number,
  { label, log = false }: ValueScaleOptions,
): Plot.ScaleOptions {
  const common = { grid: true, tickFormat: formatTick } as const;
  if (log) {
    const margin = high > low ? (high / low) ** 0.04 : 2;
    const domain: [number, number] = [low / margin, high * margin];
    const text = label.trim() === "" ? label : `${label}, logarithmic axis`;
    return { ...common, type: "log", label: text, domain, ticks: logTicks(...domain, 9) };
  }
  const start = low >= 0 && low < high / 2 ? 0 : low;
  const margin = high > start ? 0.04 * (high - start) : 0.5;
  return {
    ...common,
    type: "linear",
    label,
    domain: [start === 0 ? 0 : start - margin, high + margin],
    ticks: 6,
  };
}
