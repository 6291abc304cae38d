import { Plot } from "../../packages.ts";
import type { StudyLike } from "../../tuner/mod.ts";
import { assembleChart, type Chart, chartSize } from "../drawing/chart.ts";
import type { ColorBar, LegendItem } from "../drawing/legend.ts";
import { formatValue } from "../drawing/numbers.ts";
import { infeasibleColor, muted, rankColors, sampleColor } from "../drawing/palette.ts";
import { paramNames } from "./param_axis.ts";
import { paramPairs, type PlacedTrial } from "./pair_panels.ts";
import type { PlotParamsOptions } from "./slice.ts";
import { completeTrials, describeTrials, infeasibleLegend, type ValuedTrial } from "./trials.ts";

/**
 * Trials over each pair of parameters, coloured by the rank of their value.
 *
 * As in Optuna: COMPLETE trials, ranks from 0 (least) to 1 with ties averaged, blue for low and red
 * for high whatever the direction, infeasible trials grey; one panel for two parameters and a
 * matrix for more. Both ends of that scale are dark in a grey print, so the upper half is squares.
 * Infinite values are ranked too; NaN is left out.
 *
 * @param study Any study; the chart says so where fewer than two parameters are complete
 * @param options `params`, `target` and its name, title and size
 * @throws {RangeError} If a name in `params` is not a parameter of a complete trial
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, plotRank, RandomSampler } from "elb-anomaly";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize((trial) => {
 *   return trial.suggestFloat("x", -1, 1) ** 2 + trial.suggestFloat("y", -1, 1) ** 2;
 * }, { nTrials: 10 });
 * assert.match(plotRank(study).outerHTML, />min \(/);
 * ```
 */
export function plotRank(study: StudyLike, options: PlotParamsOptions = {}): Chart {
  const size = chartSize(options, 380, ["params", "target", "targetName"]);
  const { title = "Rank", targetName = "Objective value" } = options;
  const trials = completeTrials(study, { ...options, keepInfinite: true });
  const names = paramNames(trials, options.params);
  const ranks = rankValues(trials);
  const rank = ({ trial }: ValuedTrial) => ranks.get(trial.number)!;
  const rows = names.length < 2 ? [] : paramPairs(trials, names, size, (placed) => ({
    marks: [
      Plot.frame({ stroke: "#d0d7de" }),
      Plot.dot(placed, {
        x: "x",
        y: "y",
        r: names.length === 2 ? 5 : 3,
        symbol: (one: PlacedTrial) => rank(one) > 0.5 ? "square" : "circle",
        fill: (one: PlacedTrial) =>
          one.isFeasible ? sampleColor(rankColors, rank(one)) : infeasibleColor,
        stroke: muted,
        strokeWidth: 0.6,
        title: ({ trial, value }: PlacedTrial) => `Trial ${trial.number}: ${formatValue(value)}`,
      }),
    ],
    symbol: { type: "identity" },
  }));
  const colorBar: ColorBar = {
    label: `${targetName} by rank`,
    width: 480,
    color: (t) => sampleColor(rankColors, t),
    ticks: keyTicks(trials),
  };
  const legend: LegendItem[] = [
    { label: "lower half", mark: "dot", color: rankColors[2]! },
    { label: "upper half", mark: "square", color: rankColors[8]! },
    ...infeasibleLegend(trials),
  ];
  return assembleChart({
    title,
    subtitle: rows.length === 0 && trials.length > 0
      ? `${describeTrials(study)}; ranks need two parameters`
      : describeTrials(study),
    width: size.width,
    ...(rows.length === 0 ? {} : { colorBar, legend }),
    rows,
  });
}

/** Rank of each trial's value by trial number, 0 to 1, ties averaged; 0.5 for a single trial. */
export function rankValues(trials: readonly ValuedTrial[]): Map<number, number> {
  const sorted = [...trials].sort((a, b) => compare(a.value, b.value));
  const ranks = new Map<number, number>();
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end < sorted.length && sorted[end]!.value === sorted[start]!.value) end++;
    const order = (start + end - 1) / 2;
    for (const { trial } of sorted.slice(start, end)) {
      ranks.set(trial.number, sorted.length > 1 ? order / (sorted.length - 1) : 0.5);
    }
    start = end;
  }
  return ranks;
}

/** Order that holds for infinite values too. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Ticks of the key at the quartiles (linear interpolation, as NumPy's default). */
function keyTicks(trials: readonly ValuedTrial[]): ColorBar["ticks"] {
  const values = trials.map(({ value }) => value).sort(compare);
  if (values.length === 0) return [];
  const names = ["min", "25 %", "50 %", "75 %", "max"];
  return names.map((name, index) => {
    const at = index / 4;
    const place = at * (values.length - 1);
    const [below, above] = [values[Math.floor(place)]!, values[Math.ceil(place)]!];
    const value = below === above ? below : below + (above - below) * (place - Math.floor(place));
    return { at, text: `${name} (${formatValue(value)})` };
  });
}
