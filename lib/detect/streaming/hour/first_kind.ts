/** What a first weekend may be, and the first weekday after one. */
import type { Pool } from "./pool.ts";

/**
 * A first weekend, and a weekend's peak, may have so many times less than weekdays; a first weekday
 * so many times more, as the hour at which work begins may be quiet on a weekend.
 */
const FIRST_FACTOR = { less: 5, more: 15 };

/** What is known before the first day of a kind. */
export interface OtherKind {
  /** The same time of the days so far. */
  readonly all: Pool;
  /** The least and the most so far. */
  readonly extent: readonly [low: number, high: number];
  /** A series further from zero than this is not measured from there. */
  readonly reach: number;
  /** Whether the first day is a weekend's. */
  readonly isLess: boolean;
}

/**
 * Whether a value is less (more) than is usual at this hour, by a factor of 5 (15) at most. Where
 * zero is just a number, as far from it as the series has swung so far, either way.
 */
export function isOfFirstKind(
  value: number,
  { all: { low, high }, extent: [bottom, top], reach, isLess }: OtherKind,
): boolean {
  const swing = top - bottom;
  if (swing > 0 && (bottom < 0 || bottom > reach)) {
    return value >= low - swing && value <= high + swing;
  }
  // where all is below zero, less is nearer to it
  const [size, least, most, peak] = high < 0
    ? [-value, -high, -low, -bottom]
    : [value, low, high, top];
  return isLess
    ? size <= most && size * FIRST_FACTOR.less >= most
    : size >= least && size <= Math.min(least * FIRST_FACTOR.more, peak * FIRST_FACTOR.less);
}
