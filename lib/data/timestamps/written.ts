/** Times in the written forms that can mean one thing only: year first, or the month by name. */
import { monthOf, notATimestamp, offsetOf, type ReadTime, timeOf } from "./calendar.ts";
import { weekDate } from "./week_date.ts";
import { DAY } from "../../time.ts";

// Every repetition below is bounded, so that no text takes more than linear time.
const CLOCK = String
  .raw`(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(?: ?([AaPp]\.?[Mm]\.?))?`;
const PLAIN_CLOCK = String.raw`(\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?()`;
const ZONE = String
  .raw`(?: ?(?:([Zz]|UTC|GMT)|(?:UTC|GMT)?([+-])(\d{2})(?::?(\d{2}))?(?: ?[A-Z]{3,5}| \([\w ]{1,60}\))?)(?:\[[\w/+-]{1,40}\])?)?`;
const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const WEEKDAY = "(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\\.?,? {1,2})?";
const GAP = "[ ,./-]{1,3}";
const BEFORE_CLOCK = "(?:T|[ ,:]{1,2}| @ | at )";

/** A form: its pattern and where its groups of year, month, day, clock and zone start. */
interface Form {
  readonly pattern: RegExp;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: number;
  readonly zone: number;
}

/** 2025-03-03 0:00:00.000+01:00, 2025/3/3, 2025.03.03; the one most files have comes first. */
const YEAR_FIRST: Form = {
  pattern: new RegExp(
    String
      .raw`^(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.)(\d{1,2})(?:(?:[Tt_]|,? {1,2})${CLOCK}${ZONE})?$`,
  ),
  year: 1,
  month: 2,
  day: 5,
  clock: 6,
  zone: 11,
};
const OTHER_FORMS: readonly Form[] = [
  // 20250303T000000Z, 2025-03-03T000000
  form(String.raw`(\d{4})(-?)(\d{2})\2(\d{2})[Tt ]${PLAIN_CLOCK}${ZONE}`, [1, 3, 4, 5, 10]),
  // Mar 3, 2025 @ 00:00:00.000
  form(
    String
      .raw`${WEEKDAY}${MONTH}${GAP}(\d{1,2})(?:st|nd|rd|th)?${GAP}(\d{4})(?:${BEFORE_CLOCK}${CLOCK}${ZONE})?`,
    [3, 1, 2, 4, 9],
  ),
  // 3 Mar 2025, 03-Mar-2025 00:00:00, 03/Mar/2025:00:00:00 +0000, Mon, 03 Mar 2025 00:00:00 GMT
  form(
    String
      .raw`${WEEKDAY}(\d{1,2})(?:st|nd|rd|th)?${GAP}${MONTH}${GAP}(\d{4})(?:${BEFORE_CLOCK}${CLOCK}${ZONE})?`,
    [3, 2, 1, 4, 9],
  ),
  // 2025-Mar-03 00:00:00
  form(
    String.raw`(\d{4})${GAP}${MONTH}${GAP}(\d{1,2})(?:${BEFORE_CLOCK}${CLOCK}${ZONE})?`,
    [1, 2, 3, 4, 9],
  ),
  // Mon Mar  3 00:00:00 UTC 2025
  form(String.raw`${WEEKDAY}${MONTH} {1,2}(\d{1,2}) ${CLOCK}${ZONE} (\d{4})`, [12, 1, 2, 3, 8]),
];
const DAY_OF_YEAR = new RegExp(String.raw`^(\d{4})-(\d{3})(?:[Tt ]${CLOCK}${ZONE})?$`);
// 2025-W10, 2025-W10-1T00:00Z, 2025W101
const WEEK = new RegExp(
  String.raw`^(\d{4})-?W(\d{2})(?:-?([1-7])(?:[Tt ]${CLOCK}${ZONE})?)?$`,
);
/** A time and the letters of a zone, which name an offset only to who knows the place. */
const ZONE_NAME = /^(.{1,80}\d) ?([A-Z]{3,5})$/;
/** A time of day alone; minutes must be there. */
const CLOCK_ONLY = new RegExp(`^(?=\\d{1,2}:)${CLOCK}$`);
const MONTH_ONLY = /^(\d{4})[-/](\d{2})$/;

/** Whether a text is a time of day without a date. */
export function isClock(text: string): boolean {
  return CLOCK_ONLY.test(text);
}

/**
 * The time that a text names in such a form; undefined if it is in none of them; throws where the
 * form is right, but a day or time in it does not exist.
 */
export function readWritten(text: string): ReadTime | undefined {
  const match = YEAR_FIRST.pattern.exec(text);
  if (match !== null) return read(match, YEAR_FIRST, text);
  if (text.length > 120) return undefined;
  // [02/Nov/2026:00:00:00 +0000], of which programs that split at blanks give the first half.
  if (text.startsWith("[")) return readWritten(text.slice(1).replace(/\]$/, ""));
  for (const other of OTHER_FORMS) {
    const match = other.pattern.exec(text);
    if (match !== null) return read(match, other, text);
  }
  const ordinal = DAY_OF_YEAR.exec(text);
  if (ordinal !== null) return readDayOfYear(ordinal, text);
  const week = WEEK.exec(text);
  if (week !== null) return readWeek(week, text);
  const month = MONTH_ONLY.exec(text);
  return month === null
    ? undefined
    : timeOf({ year: Number(month[1]), month: Number(month[2]) }, text);
}

/** A written time without the letters of a zone that stand behind it, such as `CET`. */
export function withoutZoneName(text: string): { time: ReadTime; name: string } | undefined {
  const [, before, name] = ZONE_NAME.exec(text) ?? [];
  const time = before === undefined ? undefined : readWritten(before);
  return time === undefined || time.isZoned ? undefined : { time, name: name! };
}

function form(pattern: string, [year, month, day, clock, zone]: number[]): Form {
  return {
    pattern: new RegExp(`^${pattern}$`, "i"),
    year: year!,
    month: month!,
    day: day!,
    clock: clock!,
    zone: zone!,
  };
}

function read(match: RegExpExecArray, form: Form, text: string): ReadTime | undefined {
  const { clock, zone } = form;
  // "05-06" after a date is no hour with an offset.
  const isRange = match[zone + 1] !== undefined && match[clock + 1] === undefined &&
    !/\dT/i.test(text);
  if (isRange) return undefined;
  const month = form === YEAR_FIRST ? match[2] ?? match[3] ?? match[4] : match[form.month];
  return timeOf({
    year: Number(match[form.year]),
    month: /^\d/.test(month!) ? Number(month) : monthOf(month!),
    day: Number(match[form.day]),
    ...clockOf(match, clock),
    offset: zoneOf(match, zone, text),
  }, text);
}

function readWeek(match: RegExpExecArray, text: string): ReadTime {
  const day = weekDate(Number(match[1]), Number(match[2]), Number(match[3] ?? 1), text);
  return atClock(day, match, 4, text);
}

function readDayOfYear(match: RegExpExecArray, text: string): ReadTime {
  const [year, day] = [Number(match[1]), Number(match[2])];
  const isLeap = timeOf({ year, month: 12, day: 31 }, text).time -
      timeOf({ year }, text).time === 365 * DAY;
  if (day < 1 || day > (isLeap ? 366 : 365)) {
    throw notATimestamp(text, `day ${day} does not exist in ${match[1]}`);
  }
  return atClock(timeOf({ year }, text).time + (day - 1) * DAY, match, 3, text);
}

/** A day with the clock and zone that stand behind it. */
function atClock(day: number, match: RegExpExecArray, clock: number, text: string): ReadTime {
  const parts = { ...clockOf(match, clock), offset: zoneOf(match, clock + 5, text) };
  const { time, isZoned } = timeOf({ year: 1970, ...parts }, text);
  return { time: day + time, isZoned };
}

function clockOf(match: RegExpExecArray, at: number) {
  return {
    hour: Number(match[at] ?? 0),
    minute: Number(match[at + 1] ?? 0),
    second: Number(match[at + 2] ?? 0),
    fraction: match[at + 3],
    half: match[at + 4] || undefined,
  };
}

function zoneOf(match: RegExpExecArray, at: number, text: string): number | undefined {
  if (match[at] !== undefined) return 0;
  if (match[at + 1] === undefined) return undefined;
  return offsetOf(match[at + 1]!, match[at + 2]!, match[at + 3] ?? "0", text);
}
