/** Days and clock times to epoch milliseconds, each part checked. */
import { excerpt } from "../../checks.ts";

/** A time read from text. */
export interface ReadTime {
  /** Epoch milliseconds; as if the clock were UTC's where the text names no zone. */
  readonly time: number;
  /** Whether the text says how far from UTC it is. */
  readonly isZoned: boolean;
}

/** The parts of a written time; what is left out is the first or 0. */
export interface TimeParts {
  readonly year: number;
  readonly month?: number;
  readonly day?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  /** Digits after the second's point. */
  readonly fraction?: string | undefined;
  /** `am` or `pm` in any case, with or without points. */
  readonly half?: string | undefined;
  /** Minutes ahead of UTC; undefined where no zone is named. */
  readonly offset?: number | undefined;
}

/** The time that parts name, cut off below ms; throws where there is no such day or time. */
export function timeOf(parts: TimeParts, text: string): ReadTime {
  const { year, month = 1, day = 1, minute = 0, second = 0, fraction, half, offset } = parts;
  let { hour = 0 } = parts;
  if (month < 1 || month > 12) throw notATimestamp(text, `month ${month} does not exist`);
  if (day < 1 || day > daysInMonth(year, month)) {
    const within = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
    throw notATimestamp(text, `day ${day} does not exist in ${within}`);
  }
  if (half !== undefined) {
    if (hour < 1 || hour > 12) throw notATimestamp(text, "hours before AM or PM are 1 to 12");
    hour = hour % 12 + (/^p/i.test(half) ? 12 : 0);
  }
  const isEndOfDay = hour === 24 && minute === 0 && second === 0 && !Number(fraction ?? 0);
  if (!isEndOfDay && (hour > 23 || minute > 59 || second > 59)) {
    throw notATimestamp(text, "hours end at 23 or with 24:00, minutes and seconds at 59");
  }
  const minutes = daysSinceEpoch(year, month, day) * 1440 + hour * 60 + minute - (offset ?? 0);
  return {
    time: (minutes * 60 + second) * 1000 + milliseconds(fraction),
    isZoned: offset !== undefined,
  };
}

/** Minutes ahead of UTC of an offset's parts. */
export function offsetOf(sign: string, hours: string, minutes: string, text: string): number {
  if (Number(hours) > 23 || Number(minutes) > 59) {
    throw notATimestamp(text, "an offset from UTC ends at 23:59");
  }
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The error for a text that is no time. */
export function notATimestamp(text: string, rule: string): SyntaxError {
  return new SyntaxError(`not a timestamp, ${rule}: current value is ${excerpt(text)}`);
}

/** The milliseconds of a second's fraction, the digits below cut off. */
export function milliseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, "0"));
}

/** The number of a month by its English name or the first three letters of it. */
export function monthOf(name: string): number {
  return "janfebmaraprmayjunjulaugsepoctnovdec".indexOf(name.slice(0, 3).toLowerCase()) / 3 + 1;
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
