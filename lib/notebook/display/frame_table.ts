/**
 * A frame as a table that can be read: times in UTC, missing values marked, left-out rows counted.
 */
import { notation } from "../../charts/drawing/mod.ts";
import { requireInteger } from "../../checks.ts";
import type { Frame } from "../../data/mod.ts";
import type { Polars } from "../../packages.ts";
import { counted } from "../../text.ts";
import { type Column, table, type TableBundle } from "./table.ts";

/**
 * The two forms of a frame.
 *
 * Up to `rows` rows are shown, half of them from the start and half from the end; the last line
 * says how many there are. Times are in UTC and the heading says so; numbers have six significant
 * digits and the units of a chart's axis, missing values read `null` and `NaN`.
 *
 * @param frame Any Polars frame
 * @param options How many rows are shown, 10 unless told
 * @throws {RangeError} If `rows` is not an integer of 2 or more
 */
export function frameTable(
  frame: Frame,
  { rows = 10 }: { readonly rows?: number | undefined } = {},
): TableBundle {
  requireInteger("show a frame", { rows }, { min: 2 });
  const isCut = frame.height > rows;
  const half = Math.floor(rows / 2);
  const parts = isCut ? [frame.head(rows - half), frame.tail(half)] : [frame];
  const columns = frame.columns.map((name: string): Column => {
    const series = frame.getColumn(name);
    const format = cellFormat(series);
    const isTime = series.dtype.variant === "Datetime";
    const cells = parts.map((part) => [...part.getColumn(name).toArray()].map(format));
    return {
      heading: isTime ? `${name} (UTC)` : name,
      type: series.dtype.variant,
      isNumeric: /^(U?Int|Float|Decimal)/.test(series.dtype.variant),
      cells: isCut ? [...cells[0]!, undefined, ...cells[1]!] : cells[0]!,
    };
  });
  const footer = `${counted(frame.height, "row")}, ${counted(frame.width, "column")}${
    isCut ? `; ${counted(frame.height - rows, "row")} not shown` : ""
  }`;
  return table(columns, footer);
}

/** How the values of a column are written; `null` where there is none. */
function cellFormat(series: Polars.Series): (value: unknown) => string | null {
  const { variant } = series.dtype;
  const number = variant.startsWith("Float") ? floatFormat(series) : String;
  return (value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Date) {
      const text = value.toISOString();
      if (variant === "Date") return text.slice(0, 10);
      return text.slice(0, text.endsWith(".000Z") ? 19 : 23).replace("T", " ");
    }
    if (typeof value === "number") return number(value);
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  };
}

function floatFormat(series: Polars.Series): (value: number) => string {
  const [low, high] = [series.min(), series.max()].map(Number);
  const isKnown = Number.isFinite(low) && Number.isFinite(high);
  const largest = isKnown ? Math.max(Math.abs(low!), Math.abs(high!)) : NaN;
  const isLarge = largest >= 1e6 && high! - low! >= largest / 10_000;
  const format = isKnown ? notation(low!, high!) : undefined;
  return (value) => {
    if (!Number.isFinite(value)) return String(value);
    const step = 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) - 5);
    const close = isKnown && high! > low! ? (high! - low!) / 1000 : Infinity;
    // A cell is read alone: each large number has a unit of its own, and one far below the others a
    // power of ten, not a row of zeros.
    const isAlone = format === undefined || isLarge || value !== 0 && Math.abs(value) < 1e-4;
    return (isAlone ? notation(value, value) : format)(value, Math.min(step, close));
  };
}
