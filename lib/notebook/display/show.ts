/**
 * Shows charts, frames, studies and bare values in a notebook, in forms that survive saving.
 *
 * @module
 */
import { pl } from "../../packages.ts";
import type { Frame } from "../../data/mod.ts";
import { mergeFigure } from "./figure.ts";
import { frameTable } from "./frame_table.ts";
import { findKernel } from "../session/jupyter.ts";
import { renderPng } from "./png.ts";
import { isStudy, studyTable } from "./study_table.ts";

/** One value in several forms, by media type; PNG as base64 text. */
export type MimeBundle = Readonly<Record<string, unknown>>;

const pngScale = 1.5;

/**
 * Shows a value as an output of the running cell.
 *
 * - a chart, or any SVG element or Plot figure: as SVG, PNG and a line of text. A front end that
 *   does not trust the notebook shows the PNG. Titles and keys of a figure become part of the SVG.
 * - a Polars frame or series: as a table with its times in UTC, which says how many rows it leaves
 *   out;
 * - a study: the states of its trials, and the best one;
 * - anything else as text. The kernel shows nothing for a bare `NaN` or `null`; this does.
 *
 * Outside of a notebook kernel it checks and converts the value in the same way and shows nothing,
 * so that code can run in both places; {@linkcode toBundle} gives the forms themselves.
 *
 * @param value What to show
 * @throws {TypeError} If a figure holds no SVG element
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, show } from "elb-anomaly";
 *
 * await assert.doesNotReject(show(createFrame([0, 300_000], [94, 56])));
 * ```
 */
export async function show(value: unknown): Promise<void> {
  const data = await toBundle(value);
  const metadata: Record<string, unknown> = {};
  const svg = data["image/svg+xml"];
  if (typeof svg === "string") {
    // The PNG has more pixels than the chart has room: front ends must be told its size.
    const size = /^<svg [^>]*>/.exec(svg)?.[0];
    const read = (name: string) => Number(new RegExp(` ${name}="([\\d.]+)"`).exec(size ?? "")?.[1]);
    const [width, height] = [read("width"), read("height")];
    if (width > 0 && height > 0) metadata["image/png"] = { width, height };
  }
  // Not `display`: it would drop the metadata.
  findKernel()?.broadcast("display_data", { data, metadata, transient: {} });
}

/**
 * The forms in which {@linkcode show} shows a value: `image/svg+xml`, `image/png` and `text/plain`
 * for a chart, `text/html` and `text/plain` for a table, `text/plain` for the rest.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { toBundle } from "elb-anomaly/notebook";
 *
 * assert.deepEqual(await toBundle(NaN), { "text/plain": "NaN" });
 * ```
 */
export async function toBundle(value: unknown): Promise<MimeBundle> {
  if (isElement(value)) return await chartBundle(value);
  if (pl.DataFrame.isDataFrame(value)) return tableBundle(frameTable(value as Frame));
  if (pl.Series.isSeries(value)) return tableBundle(frameTable(pl.DataFrame([value])));
  if (isStudy(value)) return tableBundle(studyTable(value));
  const display = (value as { [jupyterDisplay]?: () => unknown } | null | undefined)
    ?.[jupyterDisplay];
  if (typeof display === "function") return await display.call(value) as MimeBundle;
  const text = typeof value === "string"
    ? value
    : Deno.inspect(value, { colors: false, depth: 6, iterableLimit: 100 });
  return { "text/plain": text };
}

const jupyterDisplay = Symbol.for("Jupyter.display");

function isElement(value: unknown): value is Element {
  const name = (value as Element | null | undefined)?.localName;
  return (name === "svg" || name === "figure") && typeof (value as Element).outerHTML === "string";
}

function tableBundle({ html, text }: { html: string; text: string }): MimeBundle {
  return { "text/html": html, "text/plain": text };
}

async function chartBundle(element: Element): Promise<MimeBundle> {
  const svg = element.localName === "svg" ? standAlone(element) : mergeFigure(element);
  const source = svg.outerHTML;
  const png = await renderPng(source, { scale: pngScale });
  const title = svg.getAttribute("aria-label") ?? "Untitled chart";
  const description = svg.getAttribute("aria-description");
  return {
    "image/svg+xml": source,
    "image/png": png.toBase64(),
    "text/plain": description ? `[Chart] ${title}: ${description}` : `[Chart] ${title}`,
  };
}

/** The element itself, or a copy with the name space that a file needs. */
function standAlone(svg: Element): Element {
  if (svg.hasAttribute("xmlns")) return svg;
  const copy = svg.cloneNode(true) as Element;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return copy;
}
