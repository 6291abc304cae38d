/** Parameters as places in 0..1. */
import type { Distribution } from "../distributions/distribution.ts";

/** A range of numbers. */
type NumericDistribution = Exclude<Distribution, { kind: "categorical" }>;

/** The place of a number in its range, 0..1, on the range's scale. */
export function unitOf({ low, high, log }: NumericDistribution, value: number): number {
  return log
    ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
    : (value - low) / (high - low);
}

/** The number at a place in the range, on its step and inside it. */
export function atUnit({ low, high, log, step }: NumericDistribution, unit: number): number {
  return onStep(scaled(low, high, log, unit), low, high, step);
}

/**
 * The value, in internal form, at a place of 0..1 of which each value has an equal share (on the
 * range's scale): a number with a step has half a step to both sides.
 */
export function valueAt(distribution: Distribution, unit: number): number {
  if (distribution.kind === "categorical") {
    const { length } = distribution.choices;
    return Math.min(Math.floor(unit * length), length - 1);
  }
  const { low, high, log, step } = distribution;
  const half = (step ?? 0) / 2;
  return onStep(scaled(low - half, high + half, log, unit), low, high, step);
}

function scaled(low: number, high: number, log: boolean, unit: number): number {
  return log ? Math.exp(Math.log(low) + unit * Math.log(high / low)) : low + unit * (high - low);
}

function onStep(value: number, low: number, high: number, step: number | null): number {
  const placed = step === null ? value : low + Math.round((value - low) / step) * step;
  return Math.min(Math.max(placed, low), high);
}
