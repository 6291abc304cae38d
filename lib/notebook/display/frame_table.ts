/**
 * A frame as a table that can be read: times in UTC, missing values by name, left-out rows counted.
 *
 * @module
 */
import { requireInteger } from "../../checks.ts";
import type { Polars } from "../../packages.ts";
import type { Frame } from "../../data/mod.ts";
import { escapeHtml } from "./html.ts";

/** A frame's shown part as texts. */
interface Cells {
  headings: string[];
  /** One text a shown row and column; `undefined` is the place of the rows left out. */
  rows: (string[] | undefined)[];
  isNumeric: boolean[];
  footer: string;
}

/**
 * The two forms of a frame.
 *
 * Up to `maxRows` rows are shown, half of them from the start and half from the end; the last line
 * says how many there are. Times are in UTC and the heading says so; numbers have six significant
 * digits, missing values read `null` and `NaN`.
 *
 * @param frame Any Polars frame
 * @param options How many rows are shown
 * @throws {RangeError} If `maxRows` is not an integer of 2 or more
 */
export function frameTable(
  frame: Frame,
  { maxRows = 10 }: { readonly maxRows?: number } = {},
): { text: string; html: string } {
  requireInteger("show a frame", { maxRows }, { min: 2 });
  const cells = readCells(frame, maxRows);
  return { text: toText(cells), html: toHtml(cells) };
}

function readCells(frame: Frame, maxRows: number): Cells {
  const isCut = frame.height > maxRows;
  const half = Math.floor(maxRows / 2);
  const parts = isCut ? [frame.head(maxRows - half), frame.tail(half)] : [frame];
  const rows: Cells["rows"] = [];
  for (const [index, part] of parts.entries()) {
    if (index > 0) rows.push(undefined);
    const columns = part.columns.map((name) => {
      const series = part.getColumn(name);
      return [...series.toArray()].map((value) => formatCell(value, series.dtype));
    });
    for (let row = 0; row < part.height; row++) rows.push(columns.map((column) => column[row]!));
  }
  const types = frame.columns.map((name) => frame.getColumn(name).dtype);
  return {
    headings: frame.columns.map((name, i) => isTime(types[i]!) ? `${name} (UTC)` : name),
    rows,
    isNumeric: types.map((type) => /^(U?Int|Float|Decimal)/.test(type.variant)),
    footer: `${count(frame.height, "row")}, ${count(frame.width, "column")}${
      isCut ? `; ${(frame.height - maxRows).toLocaleString("en-US")} rows not shown` : ""
    }`,
  };
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}

function isTime(type: Polars.DataType): boolean {
  return type.variant === "Datetime";
}

function formatCell(value: unknown, type: Polars.DataType): string {
  if (value === null || value === undefined) return "null";
  if (value instanceof Date) {
    const text = value.toISOString();
    if (type.variant === "Date") return text.slice(0, 10);
    return text.slice(0, text.endsWith(".000Z") ? 19 : 23).replace("T", " ");
  }
  if (typeof value === "number") {
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function toText({ headings, rows, isNumeric, footer }: Cells): string {
  const widths = headings.map((heading, i) =>
    Math.max(heading.length, ...rows.map((row) => row?.[i]?.length ?? 3))
  );
  const line = (texts: string[]) =>
    texts.map((text, i) => isNumeric[i] ? text.padStart(widths[i]!) : text.padEnd(widths[i]!))
      .join("  ").trimEnd();
  const body = rows.map((row) => line(row ?? headings.map(() => "...")));
  return [line(headings), ...body, footer].join("\n");
}

function toHtml({ headings, rows, isNumeric, footer }: Cells): string {
  const cell = (tag: string, text: string, i: number) =>
    `<${tag}${isNumeric[i] ? ' align="right"' : ' align="left"'}>${escapeHtml(text)}</${tag}>`;
  const line = (tag: string, texts: string[]) =>
    `<tr>${texts.map((text, i) => cell(tag, text, i)).join("")}</tr>`;
  return [
    "<table>",
    `<thead>${line("th", headings)}</thead>`,
    "<tbody>",
    ...rows.map((row) => line("td", row ?? headings.map(() => "..."))),
    "</tbody>",
    "</table>",
    `<p>${escapeHtml(footer)}</p>`,
  ].join("\n");
}
