/**
 * How a channel scales the series before its net sees it.
 *
 * @module
 */
import { Moments } from "../../../math/mod.ts";
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
  const kept = new Moments();
  let low = Infinity;
  let high = -Infinity;
  for (let row = first; row < count; row++) {
    if (errors[row - base]! > limit) continue;
    const value = values[row - base]!;
    kept.add(value);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (2 * kept.count < count - first) return fitScaling(kind, memory, { errors, limit: Infinity });
  if (kind === "asinh") {
    const least = 0.001 * Math.max(0.001, Math.abs(kept.mean));
    return { kind, center: kept.mean, spread: Math.max(kept.deviation, least) };
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
