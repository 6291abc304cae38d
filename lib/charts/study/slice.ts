import { Plot } from "../../packages.ts";
import type { StudyLike } from "../../tuner/mod.ts";
import { assembleChart, type Chart, type ChartOptions, chartSize } from "../drawing/chart.ts";
import { extent, tickRoom } from "../drawing/axes.ts";
import { clearAxis } from "../drawing/linear_axis.ts";
import type { ColorBar } from "../drawing/legend.ts";
import { formatValue } from "../drawing/numbers.ts";
import { formatCount } from "../../text.ts";
import { blues, infeasibleColor, muted, sampleColor } from "../drawing/palette.ts";
import { fitTexts } from "../drawing/text_width.ts";
import { belowAxes, type Panel } from "../drawing/panel.ts";
import { paramAxis, paramNames, paramScale } from "./param_axis.ts";
import {
  completeTrials,
  describeTrials,
  infeasibleLegend,
  type TargetOptions,
  type ValuedTrial,
} from "./trials.ts";

/** What can be set of a chart of parameters. */
export interface PlotParamsOptions extends ChartOptions, TargetOptions {
  /** Which parameters; all unless told. */
  readonly params?: readonly string[];
}

/**
 * The objective value against each parameter alone.
 *
 * As in Optuna: COMPLETE trials with a finite value, one panel a parameter by name on one value
 * axis, a logarithmic parameter on a logarithmic axis, categories in the order of their choices,
 * later trials darker, infeasible ones grey. At most four panels stand in a row.
 *
 * @param study Any study; without complete trials the chart says so
 * @param options `params`, `target` and its name, title and size (of one row)
 * @throws {RangeError} If a name in `params` is not a parameter of a complete trial
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, plotSlice, RandomSampler } from "elb-anomaly";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize((trial) => trial.suggestFloat("x", 1e-3, 1, { log: true }), { nTrials: 5 });
 * assert.match(plotSlice(study).outerHTML, />0\.01</);
 * ```
 */
export function plotSlice(study: StudyLike, options: PlotParamsOptions = {}): Chart {
  const { width, panel } = chartSize(options, 260, ["params", "target", "targetName"]);
  const { title = "Slice", targetName = "Objective value" } = options;
  const trials = completeTrials(study, options);
  const names = paramNames(trials, options.params);
  const numbers = trials.map(({ trial }) => trial.number);
  const [first, last] = extent(numbers);
  const shade = (t: number) => sampleColor(blues, 0.15 + 0.85 * t);
  const color = (number: number) => shade(last > first ? (number - first) / (last - first) : 1);
  const [low, high] = extent(trials.map(({ value }) => value));
  const padding = high > low ? 0.05 * (high - low) : 0.5;
  const domain: [number, number] = [low - padding, high + padding];
  const [top, side] = [28, 14];
  const length = panel.height - top - 40; // what slanted names need is added
  const values = { domain, ...clearAxis(...domain, { length, isUpright: true }, { most: 5 }) };
  const left = Math.max(64, tickRoom(values));
  // At most four in a row, each with room for its ticks; rows as even as can be.
  const most = Math.min(4, Math.floor((panel.width - left) / 175));
  const perRow = Math.ceil(names.length / Math.ceil(names.length / most));
  const panelWidth = (panel.width - left) / perRow;
  const labels = fitTexts(names, panelWidth - 10, 12);
  const drawRow = (start: number): Panel[] => {
    const axes = names.slice(start, start + perRow).map((name) => paramAxis(trials, name));
    const scales = axes.map((axis, index) => ({
      ...paramScale(axis, { length: panelWidth - 2 * side, overhang: side - 2 }),
      label: labels[start + index]!,
    }));
    const marginBottom = Math.max(...scales.map(belowAxes));
    return axes.map((axis, index): Panel => ({
      width: panelWidth + (index === 0 ? left : 0),
      height: top + length + marginBottom,
      margins: {
        marginTop: top,
        marginRight: side,
        marginBottom,
        marginLeft: index === 0 ? left : side,
      },
      options: {
        x: scales[index]!,
        y: {
          label: index === 0 ? targetName : null,
          axis: index === 0 ? "left" : null,
          grid: true,
          ...values,
        },
        marks: [
          Plot.dot(trials.filter(({ trial }) => axis.place(trial) !== undefined), {
            x: ({ trial }: ValuedTrial) => axis.place(trial),
            y: "value",
            r: 3.5,
            fill: ({ trial, isFeasible }: ValuedTrial) =>
              isFeasible ? color(trial.number) : infeasibleColor,
            stroke: muted,
            strokeWidth: 0.6,
            title: ({ trial, value }: ValuedTrial) =>
              `Trial ${trial.number}: ${formatValue(value)}`,
          }),
        ],
      },
    }));
  };
  const rows = Array.from(
    { length: Math.ceil(names.length / perRow) },
    (_, row) => drawRow(row * perRow),
  );
  const colorBar: ColorBar | undefined = first < last
    ? {
      label: "Trial",
      color: shade,
      ticks: [first, last].map((number, at) => ({ at, text: formatCount(number) })),
    }
    : undefined;
  return assembleChart({
    title,
    subtitle: describeTrials(study),
    width,
    legend: infeasibleLegend(trials),
    colorBar,
    rows,
  });
}
