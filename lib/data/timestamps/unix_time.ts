/** Unix time, its unit told by the number of its digits. */

const UNIX = /^(\d{9,19})(?:\.(\d{0,12}))?$/;
/** As Java's programs, such as BigQuery, write a number from 1e7 on; it has all its digits. */
const SCIENTIFIC = /^(\d)\.(\d{1,17})E([1-9]\d?)$/;
/** Milliseconds that one unit lasts, by the number of digits. */
const UNIT: Readonly<Record<number, number>> = {
  9: 1000,
  10: 1000,
  12: 1,
  13: 1,
  15: 1e-3,
  16: 1e-3,
  19: 1e-6,
};

/**
 * Epoch milliseconds of a number: 9 or 10 digits are seconds (1973 to 2286), 12 or 13 milliseconds,
 * 15 or 16 microseconds, 19 nanoseconds (all 2001 and the years around it, or later; 18 digits are
 * .NET's ticks). Also as in `1.79E9`; not `1.79E+09`, as spreadsheets write what they cut off.
 * Undefined for a number of other length, and for what is no number.
 */
export function readUnixTime(text: string): number | undefined {
  const match = UNIX.exec(plain(text));
  if (match === null) return undefined;
  const digits = match[1]!;
  const unit = UNIT[digits.length];
  if (unit === undefined) return undefined;
  if (unit === 1) return Number(digits);
  // Digits are cut off as text, since 19 of them do not fit a double.
  if (unit < 1) return Number(digits.slice(0, unit === 1e-3 ? -3 : -6));
  return Number(digits) * 1000 + Number((match[2] ?? "").slice(0, 3).padEnd(3, "0"));
}

/** A number as `1.79E9` without the power of ten; all else as it is. */
function plain(text: string): string {
  const match = SCIENTIFIC.exec(text);
  if (match === null) return text;
  const [, first, rest, power] = match;
  const places = Number(power);
  const digits = first! + rest!.padEnd(places, "0");
  return rest!.length > places ? `${digits.slice(0, places + 1)}.${rest!.slice(places)}` : digits;
}

/**
 * Whether a number may be another time as well, decades away: a calendar stamp; or one of nine
 * digits, which are seconds since 1970 until 2001, and since 2001, as Apple's programs count, until
 * 2032.
 */
export function isOpenNumber(text: string): boolean {
  return calendarStamp(text) !== undefined || isNineDigits(text);
}

/** Whether a number has nine digits before its point. */
export function isNineDigits(text: string): boolean {
  const number = plain(text);
  return number.length > 8 && (number.length === 9 || number[9] === ".") && UNIX.test(number);
}

/**
 * The form that a bare number has if it is a stamp of year, month, day and so on, of the years 1900
 * to 2099; undefined if it cannot be one.
 */
export function calendarStamp(text: string): string | undefined {
  const match = /^(?:19|20)\d{2}(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?(\d{3})?(?:\.0*)?$/.exec(
    plain(text),
  );
  if (match === null) return undefined;
  const [, month, day, hour = "0", minute = "0", second = "0"] = match;
  const isDate = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 &&
    Number(day) <= 31;
  if (!isDate || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return "YYYYMMDDHHmmssSSS".slice(0, /^\d+/.exec(plain(text))![0].length);
}
