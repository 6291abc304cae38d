/** Holes in a series. */
import { medianStep } from "../math/mod.ts";

/** A hole that missing samples leave in a series. */
export interface Gap {
  /** Time of the last sample before the hole. */
  after: Date;
  /** Time of the first sample behind it. */
  before: Date;
  /** How many samples are missing, counted in median steps. */
  missing: number;
}

/**
 * The holes in a series: steps that are at least one and a half times the median step. A hole of
 * width `w` misses `round(w / median) - 1` samples.
 */
export function findGaps(timestamps: Float64Array): Gap[] {
  if (timestamps.length < 2) return [];
  const steps = timestamps.subarray(1).map((time, i) => time - timestamps[i]!);
  const usual = medianStep(timestamps);
  const gaps: Gap[] = [];
  steps.forEach((step, i) => {
    const missing = Math.round(step / usual) - 1;
    if (missing < 1) return;
    gaps.push({
      after: new Date(timestamps[i]!),
      before: new Date(timestamps[i + 1]!),
      missing,
    });
  });
  return gaps;
}
