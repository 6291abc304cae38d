/** One timestamp as text, and back. */
import { notATimestamp } from "./calendar.ts";
import { calendarStamp, isOpenNumber, readUnixTime } from "./unix_time.ts";
import { readWritten } from "./written.ts";

/**
 * Epoch milliseconds of a written timestamp that can mean one thing only.
 *
 * Accepted are
 * - ISO 8601: `2014-04-10`, `2014-04-10 00:04`, `2014-04-10T00:04:00.123`, `20140410T0004`,
 *   `2014-04`, `2014-100`, `2014-W15-4`; `24:00` is the end of a day; also with one-digit months,
 *   days and hours, with slashes or points (`2014/4/10 0:04`), with AM or PM; without a zone they
 *   mean UTC, whatever zone the machine is in;
 * - the same with a time and `Z`, `UTC`, `GMT`, `+02:00`, `+0200` or `+02`: converted to UTC;
 * - the month by its English name: `Apr 10, 2014 @ 00:04:00.000`, `10-Apr-2014 00:04`,
 *   `Thu, 10 Apr 2014 00:04:00 GMT`, `10/Apr/2014:00:04:00 +0000`, `Thu Apr 10 00:04:00 2014`;
 * - Unix time, its unit told by its digits: 10 are seconds (2001 to 2286; a fraction may follow),
 *   12 or 13 milliseconds, 15 or 16 microseconds, 19 nanoseconds; also as in `1.79E9`; but not a
 *   number that is a calendar stamp of 1900 to 2099 as well, such as `2014041000`.
 *
 * Digits below the millisecond are cut off.
 *
 * @param text The timestamp, nothing around it
 * @returns Milliseconds since 1970-01-01 00:00 UTC, an integer
 * @throws {SyntaxError} If the text is in no such form, or names a day or time that does not exist
 */
export function parseTimestamp(text: string): number {
  const written = readWritten(text);
  if (written !== undefined) return written.time;
  const unix = readUnixTime(text);
  if (unix === undefined || isOpenNumber(text)) {
    throw notATimestamp(text, expected(calendarStamp(text)));
  }
  return unix;
}

/** What a text that is no timestamp should have been. */
export function expected(stamp?: string): string {
  return stamp === undefined
    ? "expected YYYY-MM-DD HH:MM:SS, another form with the year first or the month by name, or Unix time of 10 digits (s), 12-13 (ms), 15-16 (us) or 19 (ns)"
    : `this number may be ${stamp} as well as a Unix time`;
}

/**
 * A timestamp as NAB's files write it, `YYYY-MM-DD HH:MM:SS` in UTC, with `.mmm` only where the
 * milliseconds are not 0. {@linkcode readSeries} reads it back.
 *
 * @param time Epoch milliseconds, in the years 0 to 9999
 * @throws {RangeError} If `time` is not an integer in those years
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatTimestamp } from "elb-anomaly/data";
 *
 * assert.equal(formatTimestamp(Date.UTC(2014, 3, 10, 0, 4)), "2014-04-10 00:04:00");
 * ```
 */
export function formatTimestamp(time: number): string {
  if (!Number.isInteger(time) || time < -62167219200000 || time > 253402300799999) {
    throw new RangeError(
      `Cannot write a timestamp as it must be whole milliseconds in the years 0 to 9999: current value is ${time}`,
    );
  }
  const iso = new Date(time).toISOString();
  return iso.slice(0, 10) + " " + iso.slice(11, iso.endsWith(".000Z") ? 19 : 23);
}
