/** How a channel scales the series before its net sees it. */
import { Moments } from "../../../math/mod.ts";
import type { Column, RowMemory } from "../memory/row_memory.ts";
import type { StateIo } from "../snapshot/state_io.ts";

/** `minmax`: history to -1..1. `asinh`: standardised, then the inverse hyperbolic sine. */
export type ScalingKind = "minmax" | "asinh";

/** Beyond this a scaled value is cut, so that no spike, however high, overflows 32 bits squared. */
const LIMIT = 1e6;
/** A spread below this share of the mean is rounding. */
const ROUNDING = 1e-14;

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
 * Fits a scaling to the rows in memory, leaving out those in quarantine, unless they are more than
 * half.
 */
export function fitScaling(
  kind: ScalingKind,
  memory: RowMemory,
  quarantine?: Column<Uint8Array>,
): Scaling {
  const { values, first, count } = memory;
  const kept = new Moments();
  let low = Infinity;
  let high = -Infinity;
  for (let row = first; row < count; row++) {
    if (quarantine?.get(row) === 1) continue;
    const value = values.get(row);
    kept.add(value);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (2 * kept.count < count - first) return fitScaling(kind, memory);
  const constant = (Math.abs(low) || 1) / 2; // for a constant history
  if (kind === "asinh") {
    const { mean, deviation } = kept;
    const isRounding = deviation <= ROUNDING * Math.abs(mean);
    return { kind, center: mean, spread: isRounding ? constant / 500 : deviation };
  }
  if (high > low) return { kind, center: low + (high - low) / 2, spread: (high - low) / 2 };
  return { kind, center: low, spread: constant };
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

/** Saves or takes back a scaling. */
export function scalingState(io: StateIo, { kind, center, spread }: Scaling): Scaling {
  return {
    kind,
    center: io.number("a scaling's center", center),
    spread: io.number("a scaling's spread", spread, Number.MIN_VALUE, Number.MAX_VALUE),
  };
}
