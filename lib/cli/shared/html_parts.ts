/** What the pages of the tasks are put together from. */
import { escapeHtml } from "../../text.ts";

/**
 * Tables in one line; what stands in the last column in as few as can be read. On a phone that
 * column would be out of sight, and its lines would make tall rows of nothing: there it stands
 * below the others.
 */
export const TABLE_STYLE = `th, td { text-align: left; }
.number { text-align: right; }
.wide td { white-space: nowrap; }
.wide td:last-child { white-space: normal; min-width: 20em; }
@media screen and (max-width: 640px) {
  .wide :is(table, tbody) { display: block; }
  .wide thead { position: absolute; clip-path: inset(50%); }
  .wide tr { display: flex; flex-wrap: wrap; gap: 0 14px; padding: 6px 0; border-bottom: 1px solid #8c959f; }
  .wide td { padding: 0; border: 0; }
  .wide td:not(:last-child)::before { content: attr(data-label) " "; font-weight: 600; }
  .wide td:last-child { flex-basis: 100%; min-width: 0; }
}
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

/** A table of plain texts that scrolls by itself, headings first; its name is for who hears it. */
export function htmlTable(
  name: string,
  [headings, ...rows]: readonly (readonly string[])[],
  { isWide = false, isRight = [] }: TableLook = {},
): string {
  const label = (i: number) => isWide ? ` data-label="${escapeHtml(headings![i]!)}"` : "";
  const cells = (tag: "th" | "td", texts: readonly string[]) =>
    texts.map((text, i) => {
      const own = tag === "th" ? ' scope="col"' : label(i);
      return `<${tag}${own}${isRight[i] ? ' class="number"' : ""}>${escapeHtml(text)}</${tag}>`;
    }).join("");
  const style = isWide ? "scroll wide" : "scroll";
  return `<div class="${style}" role="group" aria-label="${escapeHtml(name)}" tabindex="0"><table>
<thead><tr>${cells("th", headings!)}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n")}
</tbody>
</table></div>`;
}
