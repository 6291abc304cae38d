/** ISO 8601's dates by week: weeks start on Monday, and the first has January 4 in it. */
import { notATimestamp, timeOf } from "./calendar.ts";
import { DAY } from "../../time.ts";

/** The first moment, as UTC, of a day (1 to 7) of a week (1 to 53) of a year. */
export function weekDate(year: number, week: number, day: number, text: string): number {
  const first = mondayOfWeek1(year);
  if (week < 1 || first + 7 * (week - 1) * DAY >= mondayOfWeek1(year + 1)) {
    throw notATimestamp(text, `week ${week} does not exist in ${year}`);
  }
  return first + (7 * (week - 1) + day - 1) * DAY;
}

function mondayOfWeek1(year: number): number {
  const { time } = timeOf({ year, day: 4 }, "");
  return time - (new Date(time).getUTCDay() + 6) % 7 * DAY;
}
