import { htmlPage } from "../../charts/page/mod.ts";
import { escapeHtml } from "../../text.ts";
import type { Cell, Notebook, Output } from "../file/nbformat.ts";
import { markdownHtml } from "./markdown_html.ts";
import { safeHtml } from "./safe_html.ts";

/**
 * On a phone a table scrolls with its columns as wide as their texts: pressed into the width, a column
 * of sentences would be out of sight and make its rows ten lines tall.
 */
const STYLE = `@media screen and (max-width: 640px) {
  .scroll table { width: max-content; }
  .scroll td { max-width: 24em; }
}
`;

/**
 * A notebook with its outputs as a page to share: prose, tables, charts and the interactive view;
 * the code is folded away. It loads nothing, and nothing runs in it but the view's own script.
 * Without a heading it is called `name`.
 */
export function notebookPage(notebook: Notebook, name: string): string {
  const heading = notebook.cells.find(({ cell_type, source }) =>
    cell_type === "markdown" && /^#\s/m.test(source)
  );
  const title = heading === undefined ? name : /^#\s+(.+)$/m.exec(heading.source)![1]!;
  const body = notebook.cells.map(cellHtml).filter((html) => html !== "").join("\n");
  return htmlPage({
    title,
    style: STYLE,
    body: heading === undefined ? `<h1>${escapeHtml(name)}</h1>\n${body}` : body,
  });
}

function cellHtml({ cell_type, source, outputs = [] }: Cell): string {
  if (cell_type === "markdown") return markdownHtml(source);
  if (cell_type !== "code" || source.trim() === "") return "";
  const code = `<details><summary>Code</summary><pre><code>${
    escapeHtml(source)
  }</code></pre></details>`;
  return [code, ...outputs.map(outputHtml)].filter((html) => html !== "").join("\n");
}

function outputHtml(output: Output): string {
  if (output.output_type === "stream") return textHtml(output.text);
  if (output.output_type === "error") return textHtml(output.traceback.join("\n"));
  const { data, metadata } = output;
  const text = (type: string) => data[type] === undefined ? undefined : String(data[type]);
  const [html, svg, png, prose, plain] = [
    "text/html",
    "image/svg+xml",
    "image/png",
    "text/markdown",
    "text/plain",
  ].map(text);
  if (html !== undefined) return shownHtml(html, plain);
  const alt = (type: string) =>
    String((metadata[type] as { alt?: unknown } | undefined)?.alt ?? plain ?? "A picture");
  const image = (type: string, base64: string) =>
    `<p><img alt="${escapeHtml(alt(type))}" src="data:${type};base64,${base64}"></p>`;
  if (svg !== undefined) return image("image/svg+xml", new TextEncoder().encode(svg).toBase64());
  if (png !== undefined) return image("image/png", png.replaceAll(/\s/g, ""));
  if (prose !== undefined) return markdownHtml(prose);
  return plain === undefined ? "" : textHtml(plain);
}

/** The interactive view as it is; of other HTML what neither runs nor loads anything. */
function shownHtml(html: string, plain: string | undefined): string {
  if (html.startsWith('<div class="elb-explore">')) return html;
  if (plain === "") return ""; // nothing to see, such as a style for Jupyter
  return `<div class="scroll" role="group" aria-label="Output" tabindex="0">${
    safeHtml(html)
  }</div>`;
}

function textHtml(text: string): string {
  // deno-lint-ignore no-control-regex -- colours of a terminal
  const plain = text.replaceAll(/\x1b\[[\d;]*[A-Za-z]/g, "").trimEnd();
  return plain === "" ? "" : `<pre>${escapeHtml(plain)}</pre>`;
}
