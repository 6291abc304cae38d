/** When a point's time is of a clock that is ahead. */
import { DAY } from "../time.ts";

/** A source's newest point may be so far ahead of now, as that of another time zone is. */
const AHEAD = DAY;

/** Whether a time is further ahead of now than that of a right clock can be. */
export function isAhead(time: number, now: number): boolean {
  return time > now + AHEAD;
}
