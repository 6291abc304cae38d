/** The key of a chart, drawn inside its SVG: Plot's own would be HTML beside it. */
import type { SVGElement } from "../../dom.ts";
import { svgNode } from "./document.ts";
import { ink, muted } from "./palette.ts";
import { textWidth } from "./text_width.ts";

/** How an entry of the key looks like its marks. */
export interface LegendItem {
  /** What the mark stands for. */
  readonly label: string;
  /** `line`, `dash` and `dots` are strokes, `box` and `band` areas, the rest points. */
  readonly mark:
    | "line"
    | "dash"
    | "dots"
    | "dot"
    | "ring"
    | "cross"
    | "square"
    | "box"
    | "triangle"
    | "diamond"
    | "band";
  /** Stroke or fill. */
  readonly color: string;
  /** The edges of a band. */
  readonly edge?: string;
}

const fontSize = 12;
const sample = 24; // width of the drawn sample
const rowHeight = 20;

/** Draws the entries, one or more, from left to right, in as many rows as `width` needs. */
export function drawLegend(
  items: readonly LegendItem[],
  width: number,
): { node: SVGElement; height: number } {
  const node = svgNode("g", { "font-size": fontSize, "aria-label": "legend" });
  let x = 0;
  let y = rowHeight / 2;
  for (const item of items) {
    const itemWidth = sample + 6 + textWidth(item.label, fontSize);
    if (x > 0 && x + itemWidth > width) {
      x = 0;
      y += rowHeight;
    }
    node.append(
      ...drawMark(item, x, y),
      svgNode("text", { x: x + sample + 6, y, dy: "0.35em", fill: ink }, item.label),
    );
    x += itemWidth + 18;
  }
  return { node, height: y + rowHeight / 2 };
}

function drawMark({ mark, color, edge = color }: LegendItem, x: number, y: number): SVGElement[] {
  const middle = x + sample / 2;
  switch (mark) {
    case "line":
    case "dash":
    case "dots": {
      const dash = { line: "none", dash: "6 4", dots: "2 3" }[mark];
      const points = { x1: x, x2: x + sample, y1: y, y2: y };
      return [
        svgNode("line", { ...points, stroke: color, "stroke-width": 2, "stroke-dasharray": dash }),
      ];
    }
    case "dot":
      return [svgNode("circle", { cx: middle, cy: y, r: 4, fill: color })];
    case "ring":
      return [
        svgNode("circle", {
          cx: middle,
          cy: y,
          r: 4,
          fill: "none",
          stroke: color,
          "stroke-width": 1.5,
        }),
      ];
    case "cross": {
      const d = `M${middle - 4},${y - 4}L${middle + 4},${y + 4}M${middle - 4},${y + 4}L${
        middle + 4
      },${y - 4}`;
      return [svgNode("path", { d, stroke: color, "stroke-width": 1.8 })];
    }
    case "triangle":
    case "diamond": {
      const points = mark === "triangle"
        ? [middle, y - 5, middle + 5, y + 4, middle - 5, y + 4]
        : [middle, y - 5, middle + 5, y, middle, y + 5, middle - 5, y];
      return [svgNode("polygon", { points: points.join(" "), fill: color })];
    }
    case "square":
      return [svgNode("rect", { x: middle - 4, y: y - 4, width: 8, height: 8, fill: color })];
    case "box":
      return [
        svgNode("rect", {
          x: middle - 6,
          y: y - 6,
          width: 12,
          height: 12,
          fill: color,
          stroke: edge,
        }),
      ];
    case "band": {
      const area = { x, y: y - 6, width: sample, height: 12 };
      return [
        svgNode("rect", { ...area, fill: color, "fill-opacity": 0.45 }),
        ...[x, x + sample].map((at) =>
          svgNode("line", {
            x1: at,
            x2: at,
            y1: y - 6,
            y2: y + 6,
            stroke: edge,
            "stroke-dasharray": "3 2",
          })
        ),
      ];
    }
  }
}

/** A colour scale with its ticks. */
export interface ColorBar {
  /** What the colours stand for. */
  readonly label: string;
  /**
   * Width of the scale in pixels.
   *
   * @default {260}
   */
  readonly width?: number;
  /** The colour at `t` in [0, 1], 0 at the left end. */
  readonly color: (t: number) => string;
  /** Tick texts by their place in [0, 1]. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

const barSteps = 52;

/**
 * Draws a colour scale as a row of small rectangles (a gradient would need an id) in at most `room`
 * pixels. Ticks between the ends that would meet another are left out.
 */
export function drawColorBar(bar: ColorBar, room: number): { node: SVGElement; height: number } {
  const node = svgNode("g", { "font-size": fontSize, "aria-label": "color scale" });
  const left = textWidth(bar.label, fontSize) + 26;
  // Half of the last tick's text hangs over the end.
  const overhang = textWidth(bar.ticks.at(-1)?.text ?? "", 11) / 2;
  const barWidth = Math.min(bar.width ?? 260, room - left - overhang);
  const step = barWidth / barSteps;
  node.append(svgNode("text", { x: 0, y: 13, fill: ink }, bar.label));
  for (let index = 0; index < barSteps; index++) {
    const fill = bar.color(index / (barSteps - 1));
    // A little wider than its step, so that no seam shows; the last one ends at the end.
    const width = index === barSteps - 1 ? step : step + 0.5;
    node.append(svgNode("rect", { x: left + index * step, y: 3, width, height: 12, fill }));
  }
  let end = -Infinity;
  for (const [index, { at, text }] of bar.ticks.entries()) {
    const x = left + at * barWidth;
    const half = textWidth(text, 11) / 2;
    const last = left + bar.ticks.at(-1)!.at * barWidth - overhang;
    const isLast = index === bar.ticks.length - 1;
    if (x - half < end || !isLast && x + half + 4 > last) continue;
    end = x + half + 4;
    node.append(
      svgNode("line", { x1: x, x2: x, y1: 15, y2: 19, stroke: muted }),
      svgNode("text", { x, y: 31, fill: ink, "text-anchor": "middle", "font-size": 11 }, text),
    );
  }
  return { node, height: 38 };
}
