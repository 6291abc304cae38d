/**
 * A table in its two forms: HTML, and text in columns.
 *
 * @module
 */

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

/** A text as it must stand in HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

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
  const widths = texts.map((column) => Math.max(...column.map((text) => text.length)));
  const lines = (texts[0] ?? []).map((_, row) =>
    columns.map(({ isNumeric }, i) => {
      const text = texts[i]![row]!;
      return isNumeric ? text.padStart(widths[i]!) : text.padEnd(widths[i]!);
    }).join("  ").trimEnd()
  );
  return [...lines, ...(footer === undefined ? [] : [footer])].join("\n");
}

function toHtml(columns: readonly Column[], footer: string | undefined): string {
  // Front ends align all cells to the right by their style sheets: only a style of its own beats it.
  const align = ({ isNumeric }: Column) => `style="text-align:${isNumeric ? "right" : "left"}"`;
  const heads = columns.flatMap((column) => {
    if (column.heading === undefined) return [];
    const type = column.type === undefined ? "" : `<br><small>${escapeHtml(column.type)}</small>`;
    return `<th scope="col" ${align(column)}>${escapeHtml(column.heading)}${type}</th>`;
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
        : escapeHtml(cell.trim());
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
