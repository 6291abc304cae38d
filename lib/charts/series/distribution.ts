import { optionsOf, requireFinite, requireInteger, requireNumber } from "../../checks.ts";
import { Plot, statistics } from "../../packages.ts";
import { zscores } from "../../preprocessing/mod.ts";
import { assembleChart, type Chart, chartSize } from "../drawing/chart.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { formatShare, notation } from "../drawing/numbers.ts";
import { formatCount } from "../../text.ts";
import { alertColor, ink, mainColor } from "../drawing/palette.ts";
import { type PlotSeriesOptions } from "./series.ts";
import { extent, squareRootScale } from "../drawing/axes.ts";
import { clearAxis } from "../drawing/linear_axis.ts";

/** What can be set of a distribution. */
export interface PlotDistributionOptions extends PlotSeriesOptions {
  /** Absolute z-score (population standard deviation) from which on a value is cut; above 0. */
  readonly cut?: number;
  /**
   * About how many bins.
   *
   * @default {60}
   */
  readonly bins?: number;
}

/** So high is what is cut of a bin at least, in pixels: with less its outline hides its colour. */
const LEAST_HEIGHT = 4;

/** One bin, `from` included, `to` excluded. */
interface Box {
  from: number;
  to: number;
  kept: number;
  cut: number;
}

/**
 * How often which value occurs, and what a z-score cut takes away.
 *
 * The count axis is a square-root one, since the tail that a cut is about would not be seen on a
 * linear one. Values with `abs(z) >= cut` are drawn in another colour and with an outline.
 *
 * @param values Finite values, one or more
 * @param options The `cut`, the values' `label` with their unit, title and size
 * @throws {RangeError} If there are no values, one is not finite, or an option is out of range
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plotDistribution } from "elb-anomaly/charts";
 *
 * const chart = plotDistribution([1, 2, 2, 3, 40], { cut: 1.5 });
 * assert.match(chart.outerHTML, /1 of 5 values \(20\.0 %\)/);
 * ```
 */
export function plotDistribution(
  values: ArrayLike<number>,
  options: PlotDistributionOptions = {},
): Chart {
  const { title = "Distribution of the values", label = "Value", cut, bins = 60 } = optionsOf(
    "draw a chart",
    options,
  );
  if (cut !== undefined) requireNumber("draw a distribution", { cut }, { above: 0 });
  requireInteger("draw a distribution", { bins }, { min: 1 });
  const { width, panel, axes } = chartSize(options, 260, ["label", "cut", "bins"]);
  requireFinite("draw a distribution", { values });
  const data = Array.from(values);
  const center = statistics.mean(data);
  const deviation = statistics.standardDeviation(data);
  const isCut = Array.from(zscores(data), (z) => cut !== undefined && Math.abs(z) >= cut);
  const cutCount = isCut.filter(Boolean).length;
  const boxes = histogram(data, isCut, bins);
  const [low, high] = extent(data);
  const domain: [number, number] = [boxes[0]!.from, boxes.at(-1)!.to];
  const format = notation(low, high);
  const most = Math.max(...boxes.map((box) => box.kept + box.cut));
  const count = squareRootScale(most, "Count", axes.height);
  const least = LEAST_HEIGHT * Math.sqrt(most) / axes.height;
  const limits = cut === undefined ? [] : [center - cut * deviation, center + cut * deviation];
  const shownLimits = limits.filter((limit) => limit >= low && limit <= high);

  const marks: LegendItem[] = [
    ...(cutCount === 0
      ? []
      : [{ label: "cut", mark: "box", color: alertColor, edge: ink } as const]),
    ...(shownLimits.length === 0
      ? []
      : [{ label: `${cut} standard deviations from the mean`, mark: "dash", color: ink } as const]),
  ];
  const kept: LegendItem = { label: "kept", mark: "box", color: mainColor };
  const legend = marks.length === 0 ? [] : [kept, ...marks];
  return assembleChart({
    title,
    subtitle: `Mean ${format(center)}, standard deviation ${format(deviation)}; ${
      cut === undefined
        ? `${formatCount(data.length)} values`
        : `${formatCount(cutCount)} of ${formatCount(data.length)} values (${
          formatShare(cutCount, data.length)
        }) lie ${cut} standard deviations or more from the mean`
    }`,
    width,
    legend,
    rows: [[{
      ...panel,
      options: {
        x: { label, domain, ...clearAxis(...domain, { length: axes.width }) },
        y: { ...count, ticks: (count.ticks as number[]).filter(Number.isInteger) },
        marks: [
          Plot.rectY(boxes, {
            x1: "from",
            x2: "to",
            y1: 0,
            y2: "kept",
            fill: mainColor,
            inset: 0.4,
          }),
          Plot.rectY(boxes.filter((box) => box.cut > 0), {
            x1: "from",
            x2: "to",
            y1: "kept",
            y2: (box: Box) => Math.max(box.kept + box.cut, (Math.sqrt(box.kept) + least) ** 2),
            fill: alertColor,
            stroke: ink,
            strokeWidth: 0.8,
            inset: 0.4,
          }),
          Plot.ruleX(shownLimits, { stroke: ink, strokeDasharray: "6 4", strokeWidth: 1.5 }),
          Plot.ruleY([0], { stroke: ink }),
        ],
      },
    }]],
  });
}

/** Counts values in bins of a round width. */
function histogram(data: readonly number[], isCut: readonly boolean[], bins: number): Box[] {
  const [low, high] = extent(data);
  const step = roundStep((high - low) / bins);
  const first = Math.floor(low / step);
  const boxes = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index): Box => ({
    from: (first + index) * step,
    to: (first + index + 1) * step,
    kept: 0,
    cut: 0,
  }));
  for (const [index, value] of data.entries()) {
    boxes[Math.floor(value / step) - first]![isCut[index] ? "cut" : "kept"]++;
  }
  return boxes;
}

/** The power of ten, or its double or fivefold, closest to `width` by ratio; 1 for no width. */
function roundStep(width: number): number {
  if (width === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(width));
  return power *
    (width < Math.SQRT2 * power
      ? 1
      : width < Math.sqrt(10) * power
      ? 2
      : width < Math.sqrt(50) * power
      ? 5
      : 10);
}
