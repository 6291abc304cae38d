/** One set of axes, drawn by Plot with room for all of its labels. */
import type { Element, SVGElement } from "../../dom.ts";
import { type ObservablePlot, Plot } from "../../packages.ts";
import { chartDocument, svgNode } from "./document.ts";
import type { Axis } from "./linear_axis.ts";
import { ink } from "./palette.ts";
import { fitTexts, widest } from "./text_width.ts";

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

/**
 * Draws a panel as a group whose origin is the panel's upper left corner; names of axes have `room`
 * pixels from there on.
 */
export function drawPanel(
  { width, height, options, heading, margins: fixed }: Panel,
  room: number,
): SVGElement {
  const above = heading === undefined ? 0 : 20;
  const marginBottom = fixed?.marginBottom ?? belowAxes(options.x);
  const x = { labelAnchor: "center", labelArrow: "none", labelOffset: marginBottom - 6 } as const;
  const scaled = withLogAxes({
    ...options,
    // Names of axes lie level: in the middle below, and over the ticks on the left.
    x: { ...x, ...options.x, ...fitLabel(options.x, width - 30) },
    y: { labelArrow: "none", ...options.y, ...fitLabel(options.y, room - 4) },
  });
  const size = {
    ...common,
    width,
    height: height - above,
    marginTop: options.y?.label == null ? 12 : 26,
    marginBottom,
  };
  const margins = fixed ?? measureMargins(Plot.plot({ ...size, ...scaled }), scaled);
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
    const [text] = fitTexts([heading], width - x - 8, 13); // bold
    group.appendChild(svgNode("text", attributes, text!));
  }
  return group;
}

/** The pixels an x axis needs below: for its name, and two lines of times or one of other ticks. */
export function belowAxes(x: ObservablePlot.ScaleOptions | undefined): number {
  if (x?.type === "utc") return 50;
  if (!x?.tickRotate) return 40;
  const { ticks, tickFormat } = x as Axis;
  return Math.ceil(widest(ticks.map(tickFormat), fontSize) * Math.SQRT1_2) + 40;
}

/** The name of an axis in as many pixels. */
function fitLabel(
  scale: ObservablePlot.ScaleOptions | undefined,
  width: number,
): ObservablePlot.ScaleOptions {
  return scale?.label == null ? {} : { label: fitTexts([scale.label], width, fontSize)[0]! };
}

/** Plot leaves labels of a logarithmic axis out by a rule of its own, but not if given as texts. */
function withLogAxes(options: ObservablePlot.PlotOptions): ObservablePlot.PlotOptions {
  const drawn = { ...options };
  const marks: ObservablePlot.Markish[] = [];
  for (const name of ["y", "x"] as const) {
    const scale = options[name];
    if (scale?.type !== "log" || scale.axis === null) continue;
    const { label, labelAnchor, labelArrow, labelOffset } = scale;
    const { ticks, tickFormat: text } = scale as Axis;
    const axis: object = { label, labelAnchor, labelArrow, labelOffset, ticks, text };
    marks.push(name === "x" ? Plot.axisX(axis) : Plot.axisY(axis));
    drawn[name] = { ...scale, axis: null };
  }
  return { ...drawn, marks: [...marks, ...options.marks ?? []] };
}

/** The widest line of text of an axis, in pixels. */
function tickWidths(plot: Element, axis: "x" | "y"): number[] {
  const texts = plot.querySelectorAll(`[aria-label="${axis}-axis tick label"] text`);
  return [...texts].map((text) => {
    const spans = [...text.querySelectorAll("tspan")];
    const lines = spans.length > 0 ? spans : [text];
    return widest(lines.map((line) => line.textContent ?? ""), fontSize);
  });
}

function measureMargins(
  plot: Element,
  { x }: ObservablePlot.PlotOptions,
): ObservablePlot.PlotOptions {
  const label = Math.max(0, ...tickWidths(plot, "x"));
  // Slanted labels lie left of their ticks.
  const [left, right] = x?.tickRotate ? [label * Math.SQRT1_2, 0] : [label / 2, label / 2];
  return {
    marginLeft: Math.ceil(Math.max(22, ...tickWidths(plot, "y").map((w) => w + 14), left)),
    marginRight: Math.max(14, Math.ceil(right)),
  };
}
