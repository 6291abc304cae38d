/**
 * How the relational storages spell values: numbers that may be infinite or NaN, dates, JSON.
 *
 * @module
 */
import type { SqlValue } from "./database.ts";
import type { Json } from "../storage.ts";

/** The name that stands beside a number; where it is not `FINITE`, the number itself is NULL. */
export type NumberKind = "FINITE" | "INF_POS" | "INF_NEG" | "NAN";

/** A number as its column and the name beside it. */
export function encodeNumber(value: number): [SqlValue, NumberKind] {
  if (Number.isFinite(value)) return [value, "FINITE"];
  return [null, Number.isNaN(value) ? "NAN" : value > 0 ? "INF_POS" : "INF_NEG"];
}

/**
 * The number that a column and the name beside it mean.
 *
 * @throws {SyntaxError} If they contradict each other; Optuna refuses the study then
 */
export function decodeNumber(value: SqlValue | undefined, kind: SqlValue | undefined): number {
  if (kind === "FINITE" && typeof value === "number") return value;
  if (value === null && kind === "INF_POS") return Infinity;
  if (value === null && kind === "INF_NEG") return -Infinity;
  if (value === null && kind === "NAN") return NaN;
  throw new SyntaxError(
    `Cannot read a value as its column must hold a number where its type is FINITE, else NULL: it holds ${value} with type ${kind}`,
  );
}

/** A date as Optuna 5 stores it: UTC without a zone, six digits of a second. */
export function encodeDate(date: Date | null): string | null {
  return date === null ? null : date.toISOString().replace("T", " ").replace("Z", "000");
}

/**
 * A stored date, read as UTC (Optuna 5's rule; up to 4.9 it wrote local time, which nothing in the
 * database tells apart). Microseconds are cut to the millisecond that a `Date` holds.
 *
 * @throws {SyntaxError} If the text is no date
 */
export function decodeDate(text: SqlValue | undefined): Date | null {
  if (text === null || text === undefined) return null;
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:00)?$/
    .exec(String(text));
  const milliseconds = parts === null ? "" : (parts[3] ?? "").padEnd(3, "0").slice(0, 3);
  const date = new Date(parts === null ? NaN : `${parts[1]}T${parts[2]}.${milliseconds}Z`);
  if (Number.isNaN(date.getTime())) {
    throw new SyntaxError(
      `Cannot read a date as it must be of the form 2026-01-31 23:59:59.123456: current value is ${text}`,
    );
  }
  return date;
}

/** Marks a bare `NaN` or `Infinity` on its way through `JSON.parse`. */
const NON_FINITE = "\u0000number";

/**
 * A JSON document as Python writes it, where numbers that JSON does not know stand as bare `NaN`,
 * `Infinity`, `-Infinity`.
 *
 * @throws {TypeError} If `value` is no JSON value
 */
export function encodeJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([key, member]) =>
      `${JSON.stringify(key)}: ${encodeJson(member)}`
    );
    return `{${members.join(", ")}}`;
  }
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) {
    throw new TypeError(
      `Cannot store an attribute as it must be a JSON value: it holds a ${typeof value}`,
    );
  }
  return text;
}

/**
 * Reads what {@linkcode encodeJson} or Python wrote.
 *
 * @throws {SyntaxError} If the text is no JSON
 */
export function decodeJson(text: string): Json {
  if (!/NaN|Infinity/.test(text)) return JSON.parse(text);
  const marked = text.replace(
    /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g,
    (token) => token.startsWith('"') ? token : `{${JSON.stringify(NON_FINITE)}:"${token}"}`,
  );
  return JSON.parse(marked, (_key, value) => {
    const isMark = typeof value === "object" && value !== null && NON_FINITE in value;
    return isMark ? Number(value[NON_FINITE]) : value;
  });
}
