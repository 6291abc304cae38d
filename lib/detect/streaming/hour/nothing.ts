/** Whether a series comes to nothing at this time of day anyway. */
import type { SlotRing } from "./slot_ring.ts";
import { DAY, MINUTE } from "../../../time.ts";

/** So near to it on another day is the same time: what closes does not close to the minute. */
const NEAR = 30 * MINUTE;
/**
 * A habit had nothing then on more than this share of the days of the week before: every weekday
 * ...
 */
const DAYS = { seen: 7, share: 2 / 3 };
/** ... or on this weekday in all the weeks that are known, of so many at least. */
const LEAST_WEEKS = 2;

/** Rows that may have fallen to next to nothing. */
export interface Fallen {
  /** What each of them is at most. */
  readonly most: number;
  /** How many came before the newest. */
  readonly rows: number;
  /** Of how many the mean is judged. */
  readonly mean: number;
}

/**
 * Whether at most `most` is usual around the open slot: a job does that every day or every week. A
 * few outages at the same time of day do not make one.
 */
export function isNothingUsual(ring: SlotRing, most: number): boolean {
  const week = count(ring, most, { every: 1, oldest: DAYS.seen });
  if (week.nothing > DAYS.share * week.days) return true;
  const same = count(ring, most, { every: 7, oldest: ring.days });
  return same.days >= LEAST_WEEKS && same.nothing === same.days;
}

/**
 * How many days had anything around the open slot, and how many of them had at most `most` in it.
 */
function count(
  ring: SlotRing,
  most: number,
  { every, oldest }: { every: number; oldest: number },
): { days: number; nothing: number } {
  const width = Math.floor(NEAR * ring.perDay / DAY);
  const values = new Float64Array(2 * width + 1);
  let [days, nothing] = [0, 0];
  for (let age = every; age <= oldest; age += every) {
    const n = ring.around(age, width, values, 0);
    if (n > 0) days++;
    if (values.subarray(0, n).some((value) => value <= most)) nothing++;
  }
  return { days, nothing };
}
