/**
 * The frame of every chart: title, key and panels in one SVG element.
 *
 * Plot puts titles and keys into HTML beside its SVG, which a notebook would lose. Here all is one
 * `<svg>` that stands alone: with name space, paper, and a description for those who cannot see it.
 */
import { requireKindIfGiven, requireKnownOptions } from "../../checks.ts";
import type { SVGElement, SVGSVGElement } from "../../dom.ts";
import { compact } from "./compact.ts";
import { svgNode } from "./document.ts";
import { type ColorBar, drawColorBar, drawLegend, type LegendItem } from "./legend.ts";
import { ink, muted, paper } from "./palette.ts";
import { drawPanel, type Panel } from "./panel.ts";
import { wrapText } from "./text_width.ts";

/** A chart: one `<svg>` element that stands alone, also as a file (`chart.outerHTML`). */
export type Chart = SVGSVGElement;

/** What can be set of every chart. */
export interface ChartOptions {
  /** The title; each chart has one of its own. */
  readonly title?: string;
  /**
   * Width in CSS pixels, 480 or more.
   *
   * @default {850}
   */
  readonly width?: number;
  /** Height of the plot without title and key, in CSS pixels, 120 or more. */
  readonly height?: number;
}

/** How large a chart and its parts are, in pixels. */
export interface ChartSize {
  /** Of the whole. */
  readonly width: number;
  /** Of a panel that is alone in its row. */
  readonly panel: Pick<Panel, "width" | "height">;
  /** What margins, a heading, the name on top and an x axis leave of that panel, at least. */
  readonly axes: Pick<Panel, "width" | "height">;
}

/** The parts of a chart. */
export interface ChartParts {
  /** Printed on top, in bold. */
  readonly title: string;
  /** What the chart says in figures: printed under the title, and its description. */
  readonly subtitle: string;
  /** Outer width in pixels. */
  readonly width: number;
  /** The key. */
  readonly legend?: readonly LegendItem[];
  /** The key of a colour scale. */
  readonly colorBar?: ColorBar | undefined;
  /** Panels from the top, each row from the left. */
  readonly rows: readonly (readonly Panel[])[];
}

const padding = 8;
const ACTION = "draw a chart";

/** What options are that several charts have. */
const KINDS = [
  ["title", "a text"],
  ["label", "a text"],
  ["flag", "a text"],
  ["targetName", "a text"],
  ["target", "a function"],
  ["params", "a list"],
  ["around", "a date"],
  ["now", "a date"],
] as const;

/** What the paper's padding leaves of a chart's width. */
export function innerWidth(width: number): number {
  return width - 2 * padding;
}

/**
 * Checks the options that all charts have, and that others are this chart's `own`; fills the size
 * in.
 */
export function chartSize(
  options: ChartOptions,
  height: number,
  own: readonly string[],
): ChartSize {
  requireKnownOptions(ACTION, options, [...own, "title", "width", "height"]);
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const [name, kind] of KINDS) requireKindIfGiven(ACTION, { [name]: given[name] }, kind);
  const size = { width: options.width ?? 850, height: options.height ?? height };
  for (const [name, least] of [["width", 480], ["height", 120]] as const) {
    if (!Number.isFinite(size[name]) || size[name] < least) {
      throw new RangeError(
        `Cannot ${ACTION} as ${name} must be ${least} pixels or more: current value is ${
          size[name]
        }`,
      );
    }
  }
  const panel = { width: innerWidth(size.width), height: size.height };
  const axes = { width: panel.width - 100, height: panel.height - 96 };
  return { width: size.width, panel, axes };
}

/** Puts the parts together; the description is the subtitle. */
export function assembleChart(parts: ChartParts): Chart {
  const { title, subtitle, width, legend = [], colorBar, rows } = parts;
  const inner = innerWidth(width);
  const children: SVGElement[] = [];
  let y = padding;
  const addLines = (
    text: string,
    fontSize: number,
    attributes: Record<string, string | number>,
  ) => {
    for (const line of wrapText(text, fontSize, inner)) {
      y += Math.round(fontSize * 1.35);
      const place = { x: padding, y: y - 4, "font-size": fontSize };
      children.push(svgNode("text", { ...place, ...attributes }, line));
    }
  };
  const place = (node: SVGElement, x: number) => {
    node.setAttribute("transform", `translate(${x},${y})`);
    children.push(node);
  };
  addLines(title, 16, { "font-weight": 700, fill: ink });
  addLines(subtitle, 12, { fill: muted });
  y += 6;
  if (legend.length > 0) {
    const { node, height } = drawLegend(legend, inner);
    place(node, padding);
    y += height + 4;
  }
  if (colorBar !== undefined) {
    const { node, height } = drawColorBar(colorBar, inner);
    place(node, padding);
    y += height + 4;
  }
  for (const row of rows) {
    let x = padding;
    for (const panel of row) {
      place(drawPanel(panel, padding + inner - x), x);
      x += panel.width;
    }
    y += Math.max(...row.map((panel) => panel.height));
  }
  const height = Math.ceil(y);
  const chart = svgNode(
    "svg",
    {
      // Also for elements that are read as XML, alone.
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "font-family": "system-ui, sans-serif",
      style: "max-width:100%;height:auto",
      role: "img",
      "aria-label": title,
      "aria-description": subtitle,
    },
    svgNode("rect", { width: "100%", height: "100%", fill: paper }),
    ...children,
  );
  compact(chart);
  return chart as unknown as Chart;
}
