/** What a user may say about a source, as options and as texts. */
import {
  excerpt,
  requireKind,
  requireKindIfGiven,
  requireKnownOptions,
  requireNumber,
  requireOneOf,
} from "../../checks.ts";
import { TimeZone } from "../timestamps/time_zone.ts";
import { parseTimestamp } from "../timestamps/timestamp.ts";
import { optionName, TEXT_NAMES, type WayIn } from "./words.ts";
import { DAY, HOUR, MINUTE } from "../../time.ts";

/** Options of {@linkcode readSeries}. */
export interface ReadSeriesOptions {
  /**
   * Name of the column with the timestamps; two names joined by `+` where date and time stand
   * apart. Unless told: `timestamp`, else the only column that can be meant.
   */
  timestamp?: string;
  /** Name of the column with the numbers. Unless told: `value`, else the only one of numbers. */
  value?: string;
  /**
   * Form of the timestamps, such as `DD.MM.YYYY HH:mm`; unless told, those are read that can mean
   * one thing only. Its tokens, beside which characters stand for themselves, text in `[ ]` too,
   * and blanks for any number of them:
   *
   * - `YYYY`, `YY` (1969 to 2068): the year
   * - `MM`, `M` (one digit or two), `MMM`, `MMMM` (English names): the month
   * - `DD`, `D`: the day; `HH`, `H`: the hour of 24; `hh`, `h` with `A`: the hour of 12 with AM or
   *   PM
   * - `mm`, `m`, `ss`, `s`: minute and second; `SSS`: any number of digits of its fraction
   * - `Z`: `Z`, `UTC`, `+02:00`, `+0200` or `+02`
   * - `X`, `x`: Unix time in seconds, in milliseconds
   */
  format?: string;
  /**
   * IANA name of the zone of timestamps that name none; unless told, that of their column's name,
   * as in `Time (UTC+2)`, else UTC.
   */
  timeZone?: string;
  /** Time of the first row, where the timestamps are a counter 1, 2, 3 or there are none. */
  start?: string | Date;
  /** From one number of a counter to the next: seconds, or a text such as `5m`, `1h`, `1d`. */
  step?: number | string;
  /** Which of several series in one source: what stands in other columns, by their names. */
  where?: Readonly<Record<string, string>>;
  /**
   * What a missing sample is (a cell that says there is no value, or a row that the step leaves
   * out): a gap, a zero, or an error.
   *
   * @default {"gap"}
   */
  missing?: "gap" | "zero" | "refuse";
  /**
   * What several values at one time are: an error, or one value.
   *
   * @default {"refuse"}
   */
  duplicates?: "refuse" | "first" | "last" | "mean" | "sum";
  /**
   * Whether rows out of order are sorted; refused otherwise.
   *
   * @default {true}
   */
  sort?: boolean;
  /** What separates the columns of a text, one character; found unless told. */
  separator?: string;
  /** The decimal mark; found unless told. */
  decimal?: "." | ",";
  /**
   * Seconds until a download is given up.
   *
   * @default {30}
   */
  timeout?: number;
  /**
   * In whose words messages name options.
   *
   * @default {"library"}
   */
  wayIn?: WayIn;
}

/** The options that texts can set, in the order in which a help text lists them. */
export const READ_OPTION_NAMES = [
  "timestamp",
  "value",
  "format",
  "timeZone",
  "start",
  "step",
  "where",
  "missing",
  "duplicates",
  "sort",
  "separator",
  "decimal",
  "timeout",
] as const;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: MINUTE, h: HOUR, d: DAY };
const ACTION = "read a series";
const TEXTS = ["timestamp", "value", "format", "timeZone"] as const;

/** Options after their checks. */
export interface CheckedOptions extends Omit<ReadSeriesOptions, "start" | "step"> {
  /** Epoch milliseconds. */
  start?: number;
  /** Milliseconds. */
  step?: number;
  missing: "gap" | "zero" | "refuse";
  duplicates: "refuse" | "first" | "last" | "mean" | "sum";
  sort: boolean;
  timeout: number;
  wayIn: WayIn;
}

/** Checks the options about the cells of a row; `say` gives the word that their user knows. */
export function checkCellOptions(
  options: Pick<ReadSeriesOptions, "separator" | "decimal" | "where" | (typeof TEXTS)[number]>,
  say: (name: string) => string,
): void {
  const { decimal = ".", separator, where } = options;
  requireOneOf(ACTION, { [say("decimal")]: decimal }, [".", ","]);
  for (const name of TEXTS) {
    const text: unknown = options[name];
    if (text === undefined || typeof text === "string" && text !== "") continue;
    throw new TypeError(
      `Cannot ${ACTION} as ${say(name)} must be a text: current value is ${excerpt(text)}`,
    );
  }
  if (separator !== undefined) checkSeparator(separator, say("separator"));
  requireKindIfGiven(ACTION, { where }, "an object");
  if (options.timeZone !== undefined) new TimeZone(options.timeZone, ACTION, say("timeZone"));
}

/** Checks options once, at the public edge; throws as {@linkcode readSeries} states. */
export function checkOptions(options: ReadSeriesOptions): CheckedOptions {
  requireKnownOptions(ACTION, options, [...READ_OPTION_NAMES, "wayIn"]);
  const {
    missing = "gap",
    duplicates = "refuse",
    sort = true,
    timeout = 30,
    wayIn = "library",
    start,
    step,
    ...rest
  } = options;
  requireOneOf(ACTION, { wayIn }, ["library", "notebook", "command"]);
  const say = (name: string) => optionName(wayIn, name);
  requireOneOf(ACTION, { [say("missing")]: missing }, ["gap", "zero", "refuse"]);
  const rules = ["refuse", "first", "last", "mean", "sum"];
  requireOneOf(ACTION, { [say("duplicates")]: duplicates }, rules);
  requireOneOf(ACTION, { [say("sort")]: sort }, [true, false]);
  requireNumber(ACTION, { [say("timeout")]: timeout }, { above: 0 });
  checkCellOptions(rest, say);
  if ((start === undefined) !== (step === undefined)) {
    throw new TypeError(
      `Cannot ${ACTION} as ${say("start")} and ${say("step")} must be given together: ${
        say(start === undefined ? "start" : "step")
      } is missing`,
    );
  }
  return {
    ...rest,
    missing,
    duplicates,
    sort,
    timeout,
    wayIn,
    ...(start === undefined ? {} : { start: checkStart(start, say("start")) }),
    ...(step === undefined ? {} : { step: checkStep(step, say("step")) }),
  };
}

/**
 * Options of {@linkcode readSeries} from the texts of a command line or of a notebook's parameters,
 * which name them alike (the column of numbers is `column` there). An empty text is as if not
 * given; `where` is `column=value`, several joined by commas or in a list.
 *
 * @param texts By name, `column` or `value` among them; names that are no reading option are left
 * out of the result
 * @param wayIn Whose words messages are to use
 * @throws {TypeError} If a text cannot mean such an option
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readOptionTexts } from "elb-anomaly/data";
 *
 * assert.deepEqual(readOptionTexts({ column: "m1", format: "", where: "elb=a,zone=b" }, "command"), {
 *   wayIn: "command",
 *   value: "m1",
 *   where: { elb: "a", zone: "b" },
 * });
 * ```
 */
export function readOptionTexts(
  texts: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
  wayIn: WayIn,
): ReadSeriesOptions {
  requireKind(ACTION, { texts }, "an object");
  const options: Record<string, unknown> = { wayIn };
  const isGiven = (name: string) => texts[name] !== undefined && texts[name] !== "";
  for (const name of READ_OPTION_NAMES) {
    const typed = TEXT_NAMES[name] ?? name;
    if (typed !== name && isGiven(typed) && isGiven(name)) {
      const [one, other] = [optionName(wayIn, name), `${wayIn === "command" ? "--" : ""}${name}`];
      throw new TypeError(`Cannot ${ACTION} as ${one} and ${other} mean the same: both are given`);
    }
    const text = isGiven(typed) ? texts[typed] : texts[name];
    if (text === undefined || text === "") continue;
    options[name] = name === "where"
      ? parseWhere(String(text), optionName(wayIn, name))
      : name === "timeout"
      ? Number(text)
      : name === "sort"
      ? text === "true" || (text === "false" ? false : text)
      : name === "separator" && (text === "tab" || text === "\\t")
      ? "\t"
      : text;
  }
  checkOptions(options); // so that a mistake is said at once
  return options as ReadSeriesOptions;
}

function parseWhere(text: string, name: string): Record<string, string> {
  // A comma parts two conditions only where a name and = follow it.
  const parts = text.split(/,(?=[^,=]{1,200}=)/);
  const conditions = parts.map((part) => {
    const equals = part.indexOf("=");
    return [part.slice(0, Math.max(0, equals)).trim(), part.slice(equals + 1).trim()];
  });
  const columns = new Set(conditions.map(([column]) => column));
  const rule = columns.has("")
    ? "have the form column=value"
    : columns.size < parts.length
    ? "name each column once"
    : undefined;
  if (rule !== undefined) {
    throw new TypeError(
      `Cannot ${ACTION} as ${name} must ${rule}: current value is ${excerpt(text)}`,
    );
  }
  return Object.fromEntries(conditions);
}

function checkSeparator(separator: string, name: string): void {
  if (typeof separator === "string" && separator.length === 1 && !/["\r\n]/.test(separator)) return;
  throw new TypeError(
    `Cannot ${ACTION} as ${name} must be one character: current value is ${excerpt(separator)}`,
  );
}

function checkStart(start: string | Date, name: string): number {
  if (start instanceof Date && Number.isFinite(start.getTime())) return start.getTime();
  try {
    if (typeof start === "string") return parseTimestamp(start);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot ${ACTION} as ${name} must be a time: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  throw new TypeError(
    `Cannot ${ACTION} as ${name} must be a time, a Date or a text: current value is ${
      excerpt(start)
    }`,
  );
}

function checkStep(step: number | string, name: string): number {
  const match = /^(\d{1,12}(?:\.\d{1,6})?) ?(ms|s|m|h|d)?$/.exec(String(step));
  const milliseconds = match === null ? NaN : Number(match[1]) * UNITS[match[2] ?? "s"]!;
  if (milliseconds >= 1) return milliseconds;
  throw new RangeError(
    `Cannot ${ACTION} as ${name} must be seconds above 0, or a text such as 5m, 1h, 1d: current value is ${
      excerpt(step)
    }`,
  );
}
