/** The weekday of a local day. */

/** 0, Monday, to 6, Sunday: day 0, 1 January 1970, was a Thursday. */
export function weekdayOf(day: number): number {
  return ((day + 3) % 7 + 7) % 7;
}
