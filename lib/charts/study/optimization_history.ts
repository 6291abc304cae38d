import { type ObservablePlot, Plot } from "../../packages.ts";
import type { StudyLike } from "../../tuner/mod.ts";
import { assembleChart, type Chart, type ChartOptions, chartSize } from "../drawing/chart.ts";
import {
  averageHistories,
  type AveragePoint,
  type Averages,
  type BestPoint,
  bestSoFar,
} from "./best_so_far.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { formatValue } from "../drawing/numbers.ts";
import { alertColor, infeasibleColor, mainColor, studyStyles } from "../drawing/palette.ts";
import { countScale, extent, valueScale } from "../drawing/axes.ts";
import {
  completeTrials,
  describeTrials,
  studiesOf,
  type TargetOptions,
  type ValuedTrial,
} from "./trials.ts";

/** What can be set of an optimisation history. */
export interface PlotOptimizationHistoryOptions extends ChartOptions, TargetOptions {
  /**
   * Whether the value axis is logarithmic; all values must be above 0 then.
   *
   * @default {false}
   */
  readonly log?: boolean;
  /**
   * Whether several studies are averaged by trial number, with error bars.
   *
   * @default {false}
   */
  readonly errorBar?: boolean;
}

/**
 * The objective value of each trial, and the best one so far.
 *
 * As in Optuna, dots are COMPLETE trials, light ones infeasible; the line is the best feasible
 * value up to each trial of any state, and there is none with a `target` of one's own, since its
 * direction is not known. Pruned and failed trials have no dot; the text under the title counts
 * them. Several studies are drawn over each other, or averaged: `errorBar` gives the mean and the
 * standard deviation of their feasible values at each trial number, and of their best values.
 *
 * @param study One study, or several to compare
 * @param options `target` and its name, a logarithmic axis, title and size
 * @throws {RangeError} If a trial has several values and no `target` chooses, or `log` meets a
 *   value of 0 or less
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, plotOptimizationHistory, RandomSampler } from "elb-anomaly";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize((trial) => trial.suggestFloat("x", -1, 1) ** 2, { nTrials: 5 });
 * const chart = plotOptimizationHistory(study);
 * assert.match(chart.outerHTML, /5 trials: 5 complete; best value/);
 * ```
 */
export function plotOptimizationHistory(
  study: StudyLike | readonly StudyLike[],
  options: PlotOptimizationHistoryOptions = {},
): Chart {
  const { width, panel, axes } = chartSize(options, 300, [
    "target",
    "targetName",
    "log",
    "errorBar",
  ]);
  const {
    title = "Optimization history",
    targetName = "Objective value",
    log = false,
    errorBar = false,
  } = options;
  const studies = studiesOf(study);
  const runs = studies.map((one, index): Run => {
    const style = studyStyles[index % studyStyles.length]!;
    return {
      name: studies.length === 1 ? "" : one.name ?? `study ${index + 1}`,
      study: one,
      trials: completeTrials(one, options),
      best: options.target === undefined ? bestSoFar(one) : [],
      style,
      bestColor: studies.length === 1 ? alertColor : style.color,
    };
  });
  const trials = runs.flatMap((run) => run.trials);
  if (log) checkPositive(trials);
  const averages = errorBar ? averageHistories(studies, options) : undefined;
  const values = trials.map(({ value }) => value);
  for (const { mean, deviation } of averages?.values ?? []) {
    values.push(mean + deviation, log ? mean : mean - deviation);
  }
  const [low, high] = extent(values);
  const last = Math.max(1, extent(studies.map((one) => one.trials.length - 1))[1]);
  const isEmpty = trials.length === 0;
  return assembleChart({
    title,
    subtitle: runs.map(describeRun).join(". "),
    width,
    legend: isEmpty
      ? []
      : averages === undefined
      ? runs.flatMap((run) => runLegend(run, targetName))
      : averageLegend(averages, targetName),
    rows: isEmpty ? [] : [[{
      ...panel,
      options: {
        x: countScale("Trial", 0, last, axes.width),
        y: valueScale(low, high, { label: targetName, log, length: axes.height }),
        marks: averages === undefined
          ? runs.flatMap(runMarks)
          : averageMarks(averages, log ? low : -Infinity),
      },
    }]],
  });
}

/** One of the studies and how it is drawn. */
interface Run {
  /** Empty where it is the only one. */
  name: string;
  study: StudyLike;
  trials: ValuedTrial[];
  best: BestPoint[];
  style: typeof studyStyles[number];
  bestColor: string;
}

function describeRun({ name, study, best }: Run): string {
  const found = best.length === 0 ? "" : `; best value ${formatValue(best.at(-1)!.value)}`;
  return `${name === "" ? "" : `${name}: `}${describeTrials(study)}${found}`;
}

function runLegend(
  { name, trials, best, style, bestColor }: Run,
  targetName: string,
): LegendItem[] {
  const suffix = name === "" ? "" : ` of ${name}`;
  const legend: LegendItem[] = [
    { label: `${targetName}${suffix}`, mark: style.legend, color: style.color },
  ];
  if (best.length > 0) {
    legend.push({ label: `best value${suffix}`, mark: style.line, color: bestColor });
  }
  if (trials.some((trial) => !trial.isFeasible)) {
    legend.push({ label: `infeasible${suffix}`, mark: style.legend, color: infeasibleColor });
  }
  return legend;
}

function runMarks({ trials, best, style, bestColor }: Run): ObservablePlot.Markish[] {
  return [
    Plot.line(best, {
      x: "number",
      y: "value",
      curve: "step-after",
      stroke: bestColor,
      strokeWidth: 2,
      strokeDasharray: style.dash,
    }),
    Plot.dot(trials, {
      x: ({ trial }: ValuedTrial) => trial.number,
      y: "value",
      r: 3.5,
      symbol: style.symbol,
      fill: (trial: ValuedTrial) => trial.isFeasible ? style.color : infeasibleColor,
      stroke: "white",
      strokeWidth: 0.6,
      title: ({ trial, value }: ValuedTrial) => `Trial ${trial.number}: ${formatValue(value)}`,
    }),
  ];
}

/** The studies as one: means, their deviations as bars, and the mean best value in its band. */
function averageMarks({ values, best }: Averages, low: number): ObservablePlot.Markish[] {
  // A logarithmic axis has no place for a bar that reaches 0: it ends at the least value.
  const lower = ({ mean, deviation }: AveragePoint) => Math.max(low, mean - deviation);
  const upper = ({ mean, deviation }: AveragePoint) => mean + deviation;
  return [
    Plot.areaY(best, { x: "number", y1: lower, y2: upper, fill: alertColor, fillOpacity: 0.2 }),
    Plot.line(best, { x: "number", y: "mean", stroke: alertColor, strokeWidth: 2 }),
    Plot.ruleX(values, { x: "number", y1: lower, y2: upper, stroke: mainColor }),
    Plot.dot(values, { x: "number", y: "mean", r: 3.5, fill: mainColor }),
  ];
}

function averageLegend({ best }: Averages, targetName: string): LegendItem[] {
  const legend: LegendItem[] = [
    { label: `${targetName}, mean and standard deviation`, mark: "dot", color: mainColor },
  ];
  if (best.length > 0) legend.push({ label: "mean best value", mark: "line", color: alertColor });
  return legend;
}

function checkPositive(trials: readonly ValuedTrial[]): void {
  const bad = trials.find(({ value }) => value <= 0);
  if (bad !== undefined) {
    throw new RangeError(
      `Cannot draw a history as values must be above 0 on a logarithmic axis: trial ${bad.trial.number} has ${bad.value}`,
    );
  }
}
