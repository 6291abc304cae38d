/** Why a text is no timestamp, and what helps. */
import { excerpt } from "../../checks.ts";
import { optionWords, type WayIn } from "../reading/words.ts";
import { clockFormat } from "./day_month.ts";
import { expected } from "./timestamp.ts";
import { calendarStamp, isNineDigits, isOpenNumber, readUnixTime } from "./unix_time.ts";
import { isClock, withoutZoneName } from "./written.ts";

/** A number as programs write one, whether it can be a time or not. */
export const NUMBER = /^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
/** Numbers, or the name of a month between them. */
const DAY_OR_MONTH_FIRST = /^(\d{1,2})([ ./-])(\d{1,2}|[A-Za-z]{3,9})\2(\d{4}|\d{2})(?:[T ,]|$)/;
const TOTALS = "a row of totals or notes is to be taken out of the file";

/** Why a text is no timestamp, with the option that helps. */
export function timestampRule(text: string, wayIn: WayIn): string {
  if (text === "") return `the cell is empty (${TOTALS})`;
  const value = `current value is ${excerpt(text)}`;
  const numeric = DAY_OR_MONTH_FIRST.exec(text);
  if (numeric !== null) {
    const open = /^\d/.test(numeric[3]!)
      ? "day or month first is not guessed; say which"
      : numeric[4]!.length === 2
      ? "a year of two digits is not guessed; say which"
      : "its form is not known; tell it";
    return `${open} (${formatsOf(numeric, text, wayIn)}): ${value}`;
  }
  const lettered = withoutZoneName(text);
  if (lettered !== undefined) {
    return `what ${lettered.name} means is not guessed; say whose clock it is (${
      optionWords(wayIn, "timeZone", "Europe/Berlin")
    }): ${value}`;
  }
  if (isOpenNumber(text)) return openNumberRule(text, wayIn);
  if (NUMBER.test(text)) {
    const number = Number(text);
    if (/e/i.test(text)) {
      return `a number in scientific notation has lost digits; write it with all of them: ${value}`;
    }
    const sheet = number > 20_000 && number < 80_000
      ? " (a spreadsheet's day number? give the column a date format before saving)"
      : "";
    return `a number like this is no time${sheet}; for a counter 1, 2, 3 tell the time of its first row and the step (${
      optionWords(wayIn, "start", "2025-03-03T00:00Z")
    }, ${optionWords(wayIn, "step", "5m")}): ${value}`;
  }
  if (/^[A-Za-z]{3,9} {1,4}\d{1,2} {1,4}\d{1,2}:/.test(text)) {
    return `a date without a year is not guessed; write the year, as journalctl -o short-iso does: ${value}`;
  }
  if (!/\d/.test(text)) return `not a timestamp (${TOTALS}): ${value}`;
  if (isClock(text)) {
    return `a time of day has no date; name the columns of both (${
      optionWords(wayIn, "timestamp", "DATE+TIME")
    }), or give the rows a date: ${value}`;
  }
  return `not a timestamp, ${expected()}; for another form tell it (${
    optionWords(wayIn, "format", "DD.MM.YYYY HH:mm")
  }): ${value}`;
}

/** Seconds from 1970 to 2001. */
const SECONDS_TO_2001 = 978_307_200;

/** Why a number that may be another time as well is no timestamp until its form is told. */
export function openNumberRule(text: string, wayIn: WayIn): string {
  const unix = readUnixTime(text);
  if (isNineDigits(text)) {
    return `a number of nine digits is not guessed; it can be the Unix time of ${isoDay(unix!)} (${
      optionWords(wayIn, "format", "X")
    }), or seconds since 2001 as Apple's programs count them, of ${
      isoDay(unix! + 1000 * SECONDS_TO_2001)
    } (add ${SECONDS_TO_2001} to each): current value is ${excerpt(text)}`;
  }
  const form = calendarStamp(text)!;
  const reading = unix === undefined ? "" : ` as well as the Unix time of ${isoDay(unix)}`;
  const unixFormat = form.length === 10 ? "X" : "x";
  const other = unix === undefined ? "" : ` or ${optionWords(wayIn, "format", unixFormat)}`;
  return `a number that can be ${form}${reading} is not guessed; say which (${
    optionWords(wayIn, "format", form)
  }${other}): current value is ${excerpt(text)}`;
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The formats that such a date can have, each for one digit or two, as other rows may have. */
function formatsOf(date: RegExpExecArray, text: string, wayIn: WayIn): string {
  const [whole, first, mark, second, year] = date as unknown as string[];
  const clock = clockFormat(text.slice(whole!.length - 1));
  const isNamed = /^\D/.test(second!);
  const month = !isNamed ? "M" : second!.length === 3 ? "MMM" : "MMMM";
  const isLong = year!.length === 4;
  const years = isLong ? "YYYY" : "YY";
  const is = (day: string, month: string) => Number(day) <= 31 && (isNamed || Number(month) <= 12);
  const formats = [
    ...(is(first!, second!) ? [["D", month, years]] : []),
    ...(!isNamed && is(second!, first!) ? [["M", "D", years]] : []),
    ...(!isLong && is(year!, second!) ? [["YY", month, "D"]] : []),
  ];
  if (formats.length === 0) formats.push(["D", month, years]);
  return formats.map((parts) => optionWords(wayIn, "format", parts.join(mark) + clock)).join(
    " or ",
  );
}
