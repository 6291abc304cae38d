/** How far a series is from one level, whatever the hour. */
import type { SlotRing } from "./slot_ring.ts";

/** Slots much further out than the mean count as so many times it: a few bursts are no rhythm. */
const MOST = 5;

/**
 * Mean distance of the slots of the last `days` whole days from their median; NaN without any, and
 * infinite where most are empty: there both an hour and a level say nothing, and miss alike.
 */
export function levelMiss(ring: SlotRing, days: number): number {
  const slots: number[] = [];
  for (let age = 1; age <= Math.min(days, ring.day - ring.firstDay); age++) {
    for (let slot = 0; slot < ring.perDay; slot++) {
      const mean = ring.at(ring.day - age, slot);
      if (!Number.isNaN(mean)) slots.push(mean);
    }
  }
  const sorted = Float64Array.from(slots).sort();
  const middle = sorted[sorted.length >> 1]!;
  if (middle === 0) return Infinity;
  const distances = sorted.map((slot) => Math.abs(slot - middle));
  const mean = (values: Float64Array) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const most = MOST * mean(distances);
  return mean(distances.map((distance) => Math.min(distance, most)));
}
