/** When a point's time is of a clock that is ahead. */
import { DAY } from "../time.ts";

/** A source's newest point may be so far ahead of now, as that of another time zone is. */
const AHEAD = DAY;

/** Whether a time is further ahead of now than that of a right clock can be. */
export function isAhead(time: number, now: number): boolean {
  return time > now + AHEAD;
}

/**
 * When a series' newest point came, as far as is known; its own time, or since when it is waited
 * for, says nothing of that where it is ahead of now.
 */
export function whenCame(since: number, cameAt: number | undefined, now: number): number {
  if (cameAt === undefined) return since;
  return since > now ? cameAt : Math.max(since, cameAt);
}
