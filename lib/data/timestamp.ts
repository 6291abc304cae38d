/**
 * Timestamps as text, and back.
 *
 * @module
 */

const CALENDAR =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)? ?(?:([Zz])|([+-])(\d{2}):?(\d{2}))?)?$/;
const EPOCH = /^(?:(\d{9,10})(?:\.(\d{1,9}))?|(\d{12,13}))$/;

/**
 * Epoch milliseconds of a written timestamp.
 *
 * Accepted are
 * - `2014-04-10`, `2014-04-10 00:04`, `2014-04-10 00:04:00` and `2014-04-10 00:04:00.123`, with a
 *   space or a `T`: without a zone they mean UTC, whatever zone the machine is in;
 * - the same with a time and `Z`, `+02:00` or `+0200`: converted to UTC;
 * - Unix time, told apart by its digits: 9 or 10 digits are seconds (1973 to 2286; a fraction may
 *   follow), 12 or 13 digits are milliseconds (2001 and the years around it).
 *
 * Digits below the millisecond are cut off.
 *
 * @param text The timestamp, nothing around it
 * @returns Milliseconds since 1970-01-01 00:00 UTC, an integer
 * @throws {SyntaxError} If the text is in no such form, or names a day or time that does not exist
 */
export function parseTimestamp(text: string): number {
  const parts = CALENDAR.exec(text);
  if (parts === null) return parseEpoch(text);
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [hour, minute, second] = [numberOr0(parts[4]), numberOr0(parts[5]), numberOr0(parts[6])];
  if (month < 1 || month > 12) throw notATimestamp(text, `month ${month} does not exist`);
  if (day < 1 || day > daysInMonth(year, month)) {
    throw notATimestamp(text, `day ${day} does not exist in ${parts[1]}-${parts[2]}`);
  }
  if (hour > 23 || minute > 59 || second > 59) {
    throw notATimestamp(text, "hours end at 23, minutes and seconds at 59");
  }
  let minutes = daysSinceEpoch(year, month, day) * 1440 + hour * 60 + minute;
  if (parts[9] !== undefined) {
    const [offsetHours, offsetMinutes] = [Number(parts[10]), Number(parts[11])];
    if (offsetHours > 23 || offsetMinutes > 59) {
      throw notATimestamp(text, "an offset from UTC ends at 23:59");
    }
    const offset = offsetHours * 60 + offsetMinutes;
    minutes -= parts[9] === "-" ? -offset : offset;
  }
  return (minutes * 60 + second) * 1000 + milliseconds(parts[7]);
}

/**
 * A timestamp as NAB's files write it, `YYYY-MM-DD HH:MM:SS` in UTC, with `.mmm` only where the
 * milliseconds are not 0. {@linkcode parseTimestamp} reads it back.
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

function parseEpoch(text: string): number {
  const parts = EPOCH.exec(text);
  if (parts === null) {
    throw notATimestamp(
      text,
      "expected YYYY-MM-DD HH:MM:SS (a T, a fraction, Z or +hh:mm may be in it), YYYY-MM-DD, or Unix time of 9-10 digits (seconds) or 12-13 digits (milliseconds)",
    );
  }
  if (parts[3] !== undefined) return Number(parts[3]);
  return Number(parts[1]) * 1000 + milliseconds(parts[2]);
}

function notATimestamp(text: string, rule: string): SyntaxError {
  return new SyntaxError(`not a timestamp, ${rule}: current value is ${JSON.stringify(text)}`);
}

function numberOr0(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits);
}

function milliseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"));
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/**
 * Days from 1970-01-01 in the proleptic Gregorian calendar (`Date.UTC` reads the years 0 to 99 as
 * 1900 to 1999, and is slower). Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) +
    dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}
