/** @module */
import type * as Plot from "@observablehq/plot";
import { integerTicks } from "./numbers.ts";

/** The x scale of trials, epochs or steps: whole numbers from `first` to `last`. */
export function countScale(
  label: string,
  first: number,
  last: number,
  ticks = 12,
): Plot.ScaleOptions {
  // A single number has no width: show its neighbours' places.
  const domain: [number, number] = first === last ? [first - 1, last + 1] : [first, last];
  return { label, domain, ticks: integerTicks(first, last, ticks), tickFormat: "d", inset: 6 };
}
