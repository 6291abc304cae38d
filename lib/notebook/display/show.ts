/** Shows charts, frames, studies and bare values in a notebook, in forms that survive saving. */
import type { Explorer } from "../../charts/mod.ts";
import { attributeOf, renderPng, toXml } from "../../charts/drawing/mod.ts";
import { optionsOf, requireKnownOptions } from "../../checks.ts";
import type { Element } from "../../dom.ts";
import { pl } from "../../packages.ts";
import type { Frame } from "../../data/mod.ts";
import { mergeFigure } from "./figure.ts";
import { frameTable } from "./frame_table.ts";
import { findKernel } from "../session/jupyter.ts";
import { isModel, modelTable } from "./model_table.ts";
import { isStudy, studyTable } from "./study_table.ts";

/** One value in several forms, by media type; PNG as base64 text. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** What can be set of what {@linkcode show} shows. */
export interface ShowOptions {
  /**
   * Most rows of a frame or series that are shown, 2 or more.
   *
   * @default {10}
   */
  readonly rows?: number | undefined;
}

const pngScale = 1.5;

/**
 * Shows a value as an output of the running cell.
 *
 * - a chart, or any SVG element or Plot figure: as SVG, PNG and a line of text. A front end that
 *   does not trust the notebook shows the PNG. Titles and keys of a figure become part of the SVG.
 * - a Polars frame or series: as a table with its times in UTC, which says how many rows it leaves
 *   out;
 * - a study: the states of its trials, and the best one;
 * - the interactive view of a series: as HTML with its static chart;
 * - a model: its layers with their shapes and parameters;
 * - anything else as text. The kernel shows nothing for a bare `NaN` or `null`; this does.
 *
 * Outside of a notebook kernel it checks and converts the value in the same way and shows nothing,
 * so that code can run in both places; {@linkcode toBundle} gives the forms themselves.
 *
 * @param value What to show
 * @param options How many `rows` of a frame
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
export async function show(value: unknown, options: ShowOptions = {}): Promise<void> {
  const data = await toBundle(value, options);
  const metadata = isExplorer(value)
    ? chartMetadata(data, toXml(value.chart))
    : isElement(value)
    ? chartMetadata(data, data["image/svg+xml"] as string)
    : {};
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
export async function toBundle(value: unknown, options: ShowOptions = {}): Promise<MimeBundle> {
  const { rows, ...rest } = optionsOf("show a value", options);
  requireKnownOptions("show a value", rest);
  const isTable = pl.DataFrame.isDataFrame(value) || pl.Series.isSeries(value);
  if (rows !== undefined && !isTable) {
    throw new TypeError("Cannot show a value as rows is an option of frames and series alone");
  }
  if (isTable) {
    const frame = pl.DataFrame.isDataFrame(value) ? value : pl.DataFrame([value]);
    return frameTable(frame as Frame, { rows });
  }
  if (isExplorer(value)) {
    // A front end that shows no HTML has the static chart.
    const { "image/svg+xml": _, ...picture } = await chartBundle(value.chart);
    return { "text/html": value.html, ...picture };
  }
  if (isElement(value)) return await chartBundle(value);
  if (isStudy(value)) return studyTable(value);
  if (isModel(value)) return modelTable(value);
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

function isExplorer(value: unknown): value is Explorer {
  const { html, chart } = (value ?? {}) as Partial<Explorer>;
  return typeof html === "string" && isElement(chart);
}

async function chartBundle(element: Element): Promise<MimeBundle> {
  const svg = element.localName === "svg" ? standAlone(element) : mergeFigure(element);
  const source = toXml(svg);
  const png = await renderPng(source, { scale: pngScale });
  const title = attributeOf(svg, "aria-label") ?? "Untitled chart";
  const description = attributeOf(svg, "aria-description");
  return {
    "image/svg+xml": source,
    "image/png": png.toBase64(),
    "text/plain": description ? `[Chart] ${title}: ${description}` : `[Chart] ${title}`,
  };
}

/** What a front end is told beside a chart's forms: its size in CSS pixels, and its text. */
function chartMetadata(data: MimeBundle, svg: string): Record<string, unknown> {
  const alt = (data["text/plain"] as string).replace(/^\[Chart\] /, "");
  const root = /^<svg [^>]*>/.exec(svg)?.[0] ?? "";
  const read = (name: string) => Number(new RegExp(` ${name}="([\\d.]+)"`).exec(root)?.[1]);
  const [width, height] = [read("width"), read("height")];
  // The PNG has more pixels than the chart has room.
  const size = width > 0 && height > 0 ? { width, height } : {};
  const ofSvg = "image/svg+xml" in data ? { "image/svg+xml": { alt } } : {};
  return { "image/png": { ...size, alt }, ...ofSvg, vscode_altText: alt };
}

/** The element itself, or a copy with the name space that a file needs. */
function standAlone(svg: Element): Element {
  if (svg.hasAttribute("xmlns")) return svg;
  const copy = svg.cloneNode(true) as Element;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return copy;
}
