/** One set of axes, drawn by Plot with room for all of its labels. */
import type { Element, SVGElement } from "../../dom.ts";
import { type ObservablePlot, Plot } from "../../packages.ts";
import { chartDocument, svgNode } from "./document.ts";
import { ink } from "./palette.ts";
import { textWidth } from "./text_width.ts";

/** One set of axes with its marks. */
export interface Panel {
  /** Outer size in pixels. */
  readonly width: number;
  /** Outer size in pixels. */
  readonly height: number;
  /** Scales and marks; margins are found by drawing. */
  readonly options: ObservablePlot.PlotOptions;
  /** A line of text over the axes. */
  readonly heading?: string;
  /** Margins that must be the same in neighbouring panels, whatever their labels need. */
  readonly margins?: Pick<
    ObservablePlot.PlotOptions,
    "marginTop" | "marginRight" | "marginBottom" | "marginLeft"
  >;
}

const fontSize = 12;

/** The options that all panels share. */
const common: ObservablePlot.PlotOptions = {
  document: chartDocument,
  // Plot would make a random class name where it must style a chart on its own.
  className: "elb-chart",
  style: { fontSize: `${fontSize}px` },
};

/** Draws a panel as a group whose origin is the panel's upper left corner. */
export function drawPanel({ width, height, options, heading, margins: fixed }: Panel): SVGElement {
  const above = heading === undefined ? 0 : 20;
  const scaled: ObservablePlot.PlotOptions = {
    ...options,
    // Names of axes lie level: in the middle below, and over the ticks on the left.
    x: { labelAnchor: "center", labelArrow: "none", labelOffset: 34, ...options.x },
    y: { labelArrow: "none", ...options.y },
  };
  const size = {
    ...common,
    width,
    height: height - above,
    marginTop: options.y?.label == null ? 12 : 26,
    marginBottom: bottomMargin(options),
  };
  const margins = fixed ?? measureMargins(Plot.plot({ ...size, ...scaled }), width, scaled);
  // Once more, now that the widths of the ticks are known; these depend on the data.
  const plot = Plot.plot({ ...size, ...scaled, ...margins });
  const group = svgNode("g", {
    fill: ink,
    color: ink,
    "font-size": fontSize,
    "text-anchor": "middle",
  });
  const marks = [...plot.children].filter((child) => child.localName !== "style");
  group.appendChild(svgNode("g", { transform: `translate(0,${above})` }, ...marks));
  if (heading !== undefined) {
    const x = margins.marginLeft ?? 40;
    const attributes = { x, y: 14, "text-anchor": "start", "font-weight": 700 };
    group.appendChild(svgNode("text", attributes, heading));
  }
  return group;
}

/** The room below for the x axis: two lines of times, or one of anything else, and its name. */
function bottomMargin({ x }: ObservablePlot.PlotOptions): number {
  return x?.type === "utc" ? 50 : 40;
}

/** The widest line of text of an axis, in pixels. */
function tickWidths(plot: Element, axis: "x" | "y"): number[] {
  const texts = plot.querySelectorAll(`[aria-label="${axis}-axis tick label"] text`);
  return [...texts].map((text) => {
    const spans = [...text.querySelectorAll("tspan")];
    const lines = spans.length > 0 ? spans : [text];
    return Math.max(...lines.map((line) => textWidth(line.textContent ?? "", fontSize)));
  });
}

function measureMargins(
  plot: Element,
  width: number,
  options: ObservablePlot.PlotOptions,
): ObservablePlot.PlotOptions {
  const ticks = tickWidths(plot, "x");
  const widest = Math.max(0, ...ticks);
  const marginLeft = Math.ceil(
    Math.max(22, ...tickWidths(plot, "y").map((w) => w + 14), widest / 2),
  );
  const margins: ObservablePlot.PlotOptions = {
    marginLeft,
    marginRight: Math.max(14, Math.ceil(widest / 2)),
  };
  const isOrdinal = options.x?.type === "point" || options.x?.type === "band";
  if (isOrdinal && ticks.length * (widest + 8) > width - marginLeft - 14) {
    // Slanted names of categories need room below, and none to the right.
    const below = Math.ceil(widest * Math.SQRT1_2) + 36;
    return {
      ...margins,
      marginRight: 14,
      marginBottom: below,
      x: { ...options.x, tickRotate: -45 },
    };
  }
  return margins;
}
