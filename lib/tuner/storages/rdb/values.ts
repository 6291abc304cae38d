/** How the relational storages spell values: numbers that may be infinite or NaN, dates. */
import type { SqlValue } from "./database.ts";

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
