/**
 * How a channel scales the series before its net sees it.
 *
 * @module
 */
import type { RowMemory } from "../memory/row_memory.ts";

/** `minmax`: history to -1..1. `asinh`: standardised, then the inverse hyperbolic sine. */
export type ScalingKind = "minmax" | "asinh";

/** Beyond this a scaled value is cut, so that no spike, however high, overflows 32 bits squared. */
const LIMIT = 1e6;

/** A fitted scaling: `(value - center) / spread`, then asinh where the kind says so. */
export interface Scaling {
  /** Which rule. */
  readonly kind: ScalingKind;
  /** Subtracted. */
  readonly center: number;
  /** Divided by. */
  readonly spread: number;
}

/**
 * Fits a scaling to the rows in memory, leaving out those whose error exceeds the quarantine's
 * limit, unless those are more than half.
 */
export function fitScaling(
  kind: ScalingKind,
  memory: RowMemory,
  quarantine: { errors: Float64Array; limit: number },
): Scaling {
  const { values, base, first, count } = memory;
  const { errors, limit } = quarantine;
  let kept = 0;
  let low = Infinity;
  let high = -Infinity;
  let mean = 0;
  let squares = 0;
  for (let row = first; row < count; row++) {
    if (errors[row - base]! > limit) continue;
    const value = values[row - base]!;
    kept++;
    if (value < low) low = value;
    if (value > high) high = value;
    const distance = value - mean;
    mean += distance / kept;
    squares += distance * (value - mean);
  }
  if (2 * kept < count - first) return fitScaling(kind, memory, { errors, limit: Infinity });
  if (kind === "asinh") {
    const least = 0.001 * Math.max(0.001, Math.abs(mean));
    return { kind, center: mean, spread: Math.max(Math.sqrt(squares / kept), least) };
  }
  if (high > low) return { kind, center: low + (high - low) / 2, spread: (high - low) / 2 };
  return { kind, center: low, spread: Math.max(Math.abs(low), 1) / 2 }; // a constant history
}

/** Scales one value. */
export function scaleValue({ kind, center, spread }: Scaling, value: number): number {
  const z = Math.max(-LIMIT, Math.min(LIMIT, (value - center) / spread));
  return kind === "minmax" ? z : Math.asinh(z);
}

/** Undoes {@linkcode scaleValue}. */
export function unscaleValue({ kind, center, spread }: Scaling, scaled: number): number {
  return center + spread * (kind === "minmax" ? scaled : Math.sinh(scaled));
}
