/** The weekday of a local day, and its class. */

/** 0, Monday, to 6, Sunday: day 0, 1 January 1970, was a Thursday. */
export function weekdayOf(day: number): number {
  return ((day + 3) % 7 + 7) % 7;
}

/** Whether a local day is a Saturday or a Sunday. */
export function isWeekend(day: number): boolean {
  return weekdayOf(day) >= 5;
}

/** Whether two local days are of one class: both of a weekend, or neither. */
export function areOfOneClass(day: number, other: number): boolean {
  return isWeekend(day) === isWeekend(other);
}
