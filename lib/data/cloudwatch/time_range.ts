/** The time range of a request to CloudWatch: aligned, closed, and no finer than what is kept. */

import { DAY, HOUR } from "../../time.ts";

/** How long points of a period are kept: older ones are only there in the next coarser period. */
const LADDER = [
  { age: 3 * HOUR, multiple: 60, kept: "3 hours" },
  { age: 15 * DAY, multiple: 300, kept: "15 days" },
  { age: 63 * DAY, multiple: 3600, kept: "63 days" },
];
const LONGEST = 455 * DAY;

/** Start (inclusive) and end (exclusive), epoch milliseconds, both multiples of the period. */
export interface TimeRange {
  /** Start of the first period. */
  readonly start: number;
  /** End of the last period. */
  readonly end: number;
}

/**
 * Milliseconds after its end during which a period's value may still come or grow: two periods,
 * one from five minutes on.
 *
 * @param period Seconds
 */
export function holdBack(period: number): number {
  return (period < 300 ? 2 : 1) * period * 1000;
}

/**
 * The periods that are over, held back, and not older than `days`.
 *
 * CloudWatch counts periods from a request's start, so both ends are multiples of the period since
 * 1970: two requests get the same periods.
 *
 * @param period Seconds
 * @param options `days` back from `now` (epoch milliseconds)
 * @throws {RangeError} If points of that period are not kept that long; CloudWatch itself would
 * answer with no points and no error
 */
export function pastPeriods(period: number, options: { days: number; now: number }): TimeRange {
  const { days, now } = options;
  const step = period * 1000;
  const start = Math.ceil((now - days * DAY) / step) * step;
  checkKept(period, start, now);
  return { start, end: settledEnd(period, now) };
}

/** End of the last period that is over and held back at `now`. */
export function settledEnd(period: number, now: number): number {
  const step = period * 1000;
  return Math.floor((now - holdBack(period)) / step) * step;
}

/** Start of the oldest period that is still kept. */
export function oldestKept(period: number, now: number): number {
  const step = period * 1000;
  const age = LADDER.find(({ multiple }) => period % multiple !== 0)?.age ?? LONGEST;
  return Math.ceil((now - age) / step) * step;
}

/**
 * Checks that points of `period` are still there at `start`.
 *
 * @throws {RangeError} Naming the period or the days that would do
 */
export function checkKept(period: number, start: number, now: number): void {
  const age = now - start;
  const days = `${+(age / DAY).toFixed(2)} days`;
  if (age > LONGEST) {
    throw new RangeError(
      `Cannot read ${days} back as CloudWatch must still keep the points, at most 455 days: ask for fewer days`,
    );
  }
  for (const { age: limit, multiple, kept } of LADDER.toReversed()) {
    if (age <= limit || period % multiple === 0) continue;
    throw new RangeError(
      `Cannot read ${days} back with period=${period} as points of less than ${multiple} seconds are kept ${kept}: use a multiple of ${multiple}, or fewer days`,
    );
  }
}
