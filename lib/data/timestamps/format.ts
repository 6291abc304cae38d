/** Times in a form that the user states. */
import { excerpt } from "../../checks.ts";
import {
  milliseconds,
  monthOf,
  notATimestamp,
  offsetOf,
  type ReadTime,
  timeOf,
} from "./calendar.ts";

/** Each token with the pattern of what it stands for. */
const TOKENS: Readonly<Record<string, string>> = {
  YYYY: String.raw`(\d{4})`,
  YY: String.raw`(\d{2})`,
  MMMM: "([A-Za-z]{3,9})",
  MMM: "([A-Za-z]{3})",
  MM: String.raw`(\d{2})`,
  M: String.raw`(\d{1,2})`,
  DD: String.raw`(\d{2})`,
  D: String.raw`(\d{1,2})`,
  HH: String.raw`(\d{2})`,
  H: String.raw`(\d{1,2})`,
  hh: String.raw`(\d{2})`,
  h: String.raw`(\d{1,2})`,
  mm: String.raw`(\d{2})`,
  m: String.raw`(\d{1,2})`,
  ss: String.raw`(\d{2})`,
  s: String.raw`(\d{1,2})`,
  S: String.raw`(\d{1,9})`,
  A: String.raw`([AaPp]\.?[Mm]\.?)`,
  a: String.raw`([AaPp]\.?[Mm]\.?)`,
  Z: String.raw`([Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)`,
  X: String.raw`(-?\d{1,12}(?:\.\d{1,9})?)`,
  x: String.raw`(-?\d{1,15}(?:\.\d{1,9})?)`,
};
const PIECES =
  /\[([^[\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|HH|H|hh|h|mm|m|ss|s|S+|A|a|Z+|X|x|\s+|[^]/g;

/**
 * A reader of times in one form, whose tokens are those of `ReadSeriesOptions.format`; throws a
 * `SyntaxError` at a letter that is no token, and where there is no year or Unix time.
 */
export function timeFormat(format: string): (text: string) => ReadTime {
  const tokens: string[] = [];
  let pattern = "";
  for (const [piece, literal] of format.matchAll(PIECES)) {
    const token = piece.startsWith("S") ? "S" : piece.startsWith("Z") ? "Z" : piece;
    if (literal !== undefined) pattern += RegExp.escape(literal);
    else if (Object.hasOwn(TOKENS, token)) {
      tokens.push(token);
      pattern += TOKENS[token];
    } else if (/^\s/.test(piece)) pattern += String.raw`\s{1,8}`;
    else if (/[A-Za-z%]/.test(piece) && piece !== "T") throw wrongFormat(format, piece);
    else pattern += RegExp.escape(piece);
  }
  const has = (...names: string[]) => tokens.some((token) => names.includes(token));
  if (!has("X", "x") && !(has("YYYY", "YY"))) throw wrongFormat(format);
  const whole = new RegExp(`^${pattern}$`);
  return (text) => {
    const match = whole.exec(text);
    if (match === null) throw notATimestamp(text, `expected the form ${excerpt(format)}`);
    return timeOfTokens(tokens, match, text);
  };
}

function timeOfTokens(tokens: readonly string[], match: RegExpExecArray, text: string): ReadTime {
  const part = (...names: string[]) => {
    const index = tokens.findIndex((token) => names.includes(token));
    return index === -1 ? undefined : match[index + 1]!;
  };
  const unix = part("X", "x");
  if (unix !== undefined) return { time: unixTime(unix, tokens.includes("X")), isZoned: true };
  const shortYear = part("YY");
  const monthName = part("MMMM", "MMM");
  const zone = part("Z");
  const month = monthName === undefined ? Number(part("MM", "M") ?? 1) : monthOf(monthName);
  return timeOf({
    year: shortYear === undefined
      ? Number(part("YYYY"))
      : Number(shortYear) + (Number(shortYear) < 69 ? 2000 : 1900),
    month: Number.isInteger(month) ? month : 0,
    day: Number(part("DD", "D") ?? 1),
    hour: Number(part("HH", "H", "hh", "h") ?? 0),
    minute: Number(part("mm", "m") ?? 0),
    second: Number(part("ss", "s") ?? 0),
    fraction: part("S"),
    half: part("A", "a"),
    offset: zone === undefined ? undefined : zoneOffset(zone, text),
  }, text);
}

function unixTime(text: string, isSeconds: boolean): number {
  if (!isSeconds) return Math.floor(Number(text));
  const [whole, fraction] = text.split(".");
  const rest = milliseconds(fraction);
  return Number(whole) * 1000 + (text.startsWith("-") ? -rest : rest);
}

function zoneOffset(zone: string, text: string): number {
  if (/^[a-z]/i.test(zone)) return 0;
  const digits = zone.slice(1).replace(":", "");
  return offsetOf(zone[0]!, digits.slice(0, 2), digits.slice(2) || "0", text);
}

function wrongFormat(format: string, letter?: string): SyntaxError {
  const rule = letter === undefined
    ? "must hold a year or a Unix time"
    : `must not hold ${excerpt(letter)} (put text that stands for itself in [ ])`;
  return new SyntaxError(
    `Cannot read timestamps as format ${rule}; its tokens are YYYY YY MM M MMM MMMM DD D HH H hh h A mm m ss s SSS Z X x: current value is ${
      excerpt(format)
    }`,
  );
}
