/** A table in its two forms: HTML, and text in columns. */
import { escapeHtml, textTable } from "../../text.ts";

/** A column of a table. */
export interface Column {
  /** On top; none where the first column names the rows. */
  readonly heading?: string;
  /** What kind of values, under the heading. */
  readonly type?: string;
  /** Whether its values are numbers, which stand on the right. */
  readonly isNumeric?: boolean;
  /** One text a row; `null` where the value is missing, `undefined` for rows left out. */
  readonly cells: readonly (string | null | undefined)[];
}

/** The two forms of a table. */
export type TableBundle = Readonly<Record<"text/html" | "text/plain", string>>;

/** Draws a table; without headings, its first column is one. */
export function table(columns: readonly Column[], footer?: string): TableBundle {
  return { "text/html": toHtml(columns, footer), "text/plain": toText(columns, footer) };
}

function toText(columns: readonly Column[], footer: string | undefined): string {
  const texts = columns.map(({ heading, type, cells }) => [
    ...(heading === undefined ? [] : [heading]),
    ...(type === undefined ? [] : [type]),
    ...cells.map((cell) => cell === undefined ? "..." : cell ?? "null"),
  ]);
  const rows = (texts[0] ?? []).map((_, row) => texts.map((column) => column[row]!));
  const lines = textTable(rows, columns.map(({ isNumeric }) => isNumeric === true));
  return footer === undefined ? lines : `${lines}\n${footer}`;
}

/** Text that a narrow page can break within its long words, names after each underscore. */
function breakable(text: string): string {
  const parts = text.split(/([^\s_]{0,19}_|\S{20})(?=\S)/).filter((part) => part !== "");
  return parts.map(escapeHtml).join("<wbr>");
}

function toHtml(columns: readonly Column[], footer: string | undefined): string {
  // Front ends align all cells to the right by their style sheets: only a style of its own beats
  // it.
  const align = ({ isNumeric }: Column) => `style="text-align:${isNumeric ? "right" : "left"}"`;
  const heads = columns.flatMap((column) => {
    if (column.heading === undefined) return [];
    const type = column.type === undefined ? "" : `<br><small>${escapeHtml(column.type)}</small>`;
    return `<th scope="col" ${align(column)}>${breakable(column.heading)}${type}</th>`;
  });
  const rows = (columns[0]?.cells ?? []).map((_, row) => {
    const cells = columns.map((column, i) => {
      const cell = column.cells[row];
      const tag = heads.length === 0 && i === 0 ? "th" : "td";
      const scope = tag === "th" ? ' scope="row"' : "";
      const text = cell === undefined
        ? "..."
        : cell === null
        ? "<i>null</i>"
        : breakable(cell.trim());
      return `<${tag}${scope} ${align(column)}>${text}</${tag}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return [
    "<table>",
    ...(heads.length === 0 ? [] : [`<thead><tr>${heads.join("")}</tr></thead>`]),
    "<tbody>",
    ...rows,
    "</tbody>",
    "</table>",
    ...(footer === undefined ? [] : [`<p>${escapeHtml(footer)}</p>`]),
  ].join("\n");
}
