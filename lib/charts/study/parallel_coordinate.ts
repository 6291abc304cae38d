import { Plot } from "../../packages.ts";
import type { StudyLike } from "../../tuner/mod.ts";
import { assembleChart, type Chart, chartSize, innerWidth } from "../drawing/chart.ts";
import { extent, logFormat } from "../drawing/axes.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { notation } from "../drawing/numbers.ts";
import { mainColor, muted, paper } from "../drawing/palette.ts";
import { paramAxis, paramNames } from "./param_axis.ts";
import type { PlotParamsOptions } from "./slice.ts";
import { shorten } from "../drawing/text_width.ts";
import { valueColors } from "./value_colors.ts";
import { completeTrials, describeTrials, type ValuedTrial } from "./trials.ts";

/** One upright axis. */
export interface Dimension {
  /** Of the value or the parameter. */
  readonly name: string;
  /** Places in [0, 1] with their texts. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Place of a trial in [0, 1]. */
  at(one: ValuedTrial): number;
}

/** A point of a trial's line. */
interface Point {
  index: number;
  at: number;
}

/** The place of a missing parameter: below the others, 12 % of the axis being kept for it. */
const missingShare = 0.12;

/**
 * One line a trial through the objective value and all of its parameters.
 *
 * As in Optuna 5: COMPLETE trials with a finite value, parameters by name, a logarithmic parameter
 * on a logarithmic axis, categories evenly spaced (in the order of their choices, numbers by size), a
 * `None` tick for a missing parameter, infeasible trials dotted, darker lines for better values.
 * Better lines are drawn over worse ones.
 *
 * @param study Any study; without complete trials the chart says so
 * @param options `params`, `target` and its name, title and size
 * @throws {RangeError} If a name in `params` is not a parameter of a complete trial
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, plotParallelCoordinate, RandomSampler } from "elb-anomaly";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize((trial) => {
 *   const kind = trial.suggestCategorical("kind", ["relu", "tanh"]);
 *   return trial.suggestFloat("x", 0, 1) + (kind === "relu" ? 0 : 1);
 * }, { nTrials: 5 });
 * assert.match(plotParallelCoordinate(study).outerHTML, />tanh</);
 * ```
 */
export function plotParallelCoordinate(study: StudyLike, options: PlotParamsOptions = {}): Chart {
  const { title = "Parallel coordinates", targetName = "Objective value" } = options;
  const { width, height } = chartSize(options, 320, ["params", "target", "targetName"]);
  const trials = completeTrials(study, options);
  const names = paramNames(trials, options.params);
  const colors = valueColors(study, trials, options);
  const dimensions = trials.length === 0 ? [] : parallelDimensions(trials, names, targetName);
  // Names stand side by side, in bold.
  const nameLength = Math.floor(Math.min(24, innerWidth(width) / dimensions.length / 8.2));
  // Dark lines over light ones.
  const lines = [...trials].sort((a, b) => colors.depth(a.value) - colors.depth(b.value));
  const legend: LegendItem[] = trials.every((one) => one.isFeasible) ? [] : [
    { label: "feasible", mark: "line", color: mainColor },
    { label: "infeasible", mark: "dots", color: mainColor },
  ];
  const ticks = dimensions.flatMap((dimension, index) =>
    dimension.ticks.map((tick) => ({ index, ...tick }))
  );
  return assembleChart({
    title,
    subtitle: describeTrials(study),
    width,
    legend,
    colorBar: colors.bar,
    rows: trials.length === 0 ? [] : [[{
      width: innerWidth(width),
      height,
      options: {
        axis: null,
        x: { type: "linear", domain: [-0.45, dimensions.length - 0.8] },
        y: { type: "linear", domain: [-0.05, 1.14] },
        marks: [
          Plot.ruleX(dimensions.map((_, index) => index), { stroke: muted, y1: 0, y2: 1 }),
          ...lines.map((one) =>
            Plot.line(
              dimensions.map((dimension, index): Point => ({ index, at: dimension.at(one) })),
              {
                x: "index",
                y: "at",
                stroke: colors.of(one.value),
                strokeWidth: 1.4,
                strokeOpacity: 0.8,
                strokeDasharray: one.isFeasible ? "none" : "2 3",
              },
            )
          ),
          Plot.text(ticks, {
            x: "index",
            y: "at",
            text: "text",
            dx: -5,
            textAnchor: "end",
            stroke: paper,
            strokeWidth: 3,
            fill: muted,
          }),
          Plot.text(dimensions, {
            x: (_: Dimension, index: number) => index,
            y: 1.1,
            text: (dimension: Dimension) => shorten(dimension.name, nameLength),
            fontWeight: 700,
          }),
        ],
      },
    }]],
  });
}

/** The axes from the left: the value, then the parameters. */
export function parallelDimensions(
  trials: readonly ValuedTrial[],
  names: readonly string[],
  targetName: string,
): Dimension[] {
  return [
    valueDimension(targetName, trials),
    ...names.map((name) => paramDimension(name, trials)),
  ];
}

function valueDimension(name: string, trials: readonly ValuedTrial[]): Dimension {
  const values = trials.map(({ value }) => value);
  const [low, high] = extent(values);
  const format = notation(low, high);
  return {
    name,
    ticks: evenTicks(low, high).map((value) => ({
      at: share(value, low, high),
      text: format(value),
    })),
    at: ({ value }) => share(value, low, high),
  };
}

function paramDimension(name: string, trials: readonly ValuedTrial[]): Dimension {
  const axis = paramAxis(trials, name, { numericCategories: "sorted" });
  const scale = axis.isLog ? Math.log10 : (place: number) => place;
  const [low, high] = axis.extent.map(scale) as [number, number];
  const format = axis.isLog ? logFormat(...axis.extent) : notation(low, high);
  const isMissing = trials.some(({ trial }) => axis.place(trial) === undefined);
  const bottom = isMissing ? missingShare : 0;
  const at = (place: number) => bottom + (1 - bottom) * share(place, low, high);
  const ticks =
    axis.categories?.map((text, place) => ({ at: at(place), text: shorten(text, 16) })) ??
      (axis.isLog ? powerTicks(low, high) : evenTicks(low, high)).map((place) => ({
        at: at(place),
        text: format(axis.isLog ? Number((10 ** place).toPrecision(3)) : place),
      }));
  return {
    name,
    ticks: isMissing ? [{ at: 0, text: "None" }, ...ticks] : ticks,
    at: ({ trial }) => {
      const place = axis.place(trial);
      return place === undefined ? 0 : at(scale(place));
    },
  };
}

/** Place between `low` and `high`; the middle where they are one. */
function share(value: number, low: number, high: number): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

function evenTicks(low: number, high: number): number[] {
  if (low === high) return [low];
  return Array.from({ length: 5 }, (_, i) => Number((low + (high - low) * i / 4).toPrecision(12)));
}

/** Both ends and the powers of ten between them that are not too close to an end. */
function powerTicks(low: number, high: number): number[] {
  if (low === high) return [low];
  const near = 0.06 * (high - low);
  const powers = [];
  for (let power = Math.ceil(low); power <= high; power++) {
    if (power - low > near && high - power > near) powers.push(power);
  }
  return [low, ...powers, high];
}
