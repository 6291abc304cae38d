/** What the pages of the tasks are put together from. */
import { escapeHtml } from "../../text.ts";

/** Tables in one line; what stands in the last column in as few as can be read. */
export const TABLE_STYLE = `th, td { text-align: left; }
.number { text-align: right; }
.wide td { white-space: nowrap; }
.wide td:last-child { white-space: normal; min-width: 20em; }
`;

/** A paragraph of plain text. */
export function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>`;
}

/** How {@linkcode htmlTable} looks. */
interface TableLook {
  /** Whether the last column is long text. */
  readonly isWide?: boolean;
  /** Which columns stand to the right. */
  readonly isRight?: readonly boolean[];
}

/** A table of plain texts that scrolls by itself, the headings first; a label for who hears it. */
export function htmlTable(
  label: string,
  [headings, ...rows]: readonly (readonly string[])[],
  { isWide = false, isRight = [] }: TableLook = {},
): string {
  const cells = (tag: string, texts: readonly string[]) =>
    texts.map((text, i) =>
      `<${tag}${isRight[i] ? ' class="number"' : ""}>${escapeHtml(text)}</${tag.split(" ")[0]}>`
    ).join("");
  const style = isWide ? "scroll wide" : "scroll";
  return `<div class="${style}" role="group" aria-label="${escapeHtml(label)}" tabindex="0"><table>
<thead><tr>${cells('th scope="col"', headings!)}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n")}
</tbody>
</table></div>`;
}
