import { requireKind } from "../../checks.ts";
import { Plot } from "../../packages.ts";
import { constraintViolation } from "../../tuner/storages/mod.ts";
import type { StudyLike, TrialState } from "../../tuner/mod.ts";
import { assembleChart, type Chart, type ChartOptions, chartSize } from "../drawing/chart.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { formatValue } from "../drawing/numbers.ts";
import { counted } from "../../text.ts";
import { alertColor, infeasibleColor, mainColor, secondColor } from "../drawing/palette.ts";
import { countScale, extent, valueScale } from "../drawing/axes.ts";

/** What can be set of a chart of reported values. */
export interface PlotIntermediateValuesOptions extends ChartOptions {
  /**
   * What the reported values are.
   *
   * @default {"Intermediate value"}
   */
  readonly label?: string;
  /**
   * Whether the value axis is logarithmic; values of 0 or less are left out.
   *
   * @default {false}
   */
  readonly log?: boolean;
}

interface Report {
  number: number;
  step: number;
  value: number;
}

const looks = {
  COMPLETE: { color: mainColor, dash: "none", line: "line", symbol: "circle" },
  PRUNED: { color: secondColor, dash: "6 4", line: "dash", symbol: "times" },
  RUNNING: { color: alertColor, dash: "2 3", line: "dots", symbol: "circle" },
} as const;

/**
 * The values that trials reported on their way.
 *
 * As in Optuna, one line for each COMPLETE, PRUNED or RUNNING trial with a report, infeasible ones
 * light. The states differ in colour and stroke, and a pruned trial ends in a cross.
 *
 * @param study Any study; without reports the chart says so
 * @param options The values' `label`, title and size
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, plotIntermediateValues, RandomSampler } from "elb-anomaly";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize(async (trial) => {
 *   const x = trial.suggestFloat("x", 0, 1);
 *   for (let step = 1; step <= 3; step++) await trial.report(x / step, step);
 *   return x / 3;
 * }, { nTrials: 2 });
 * assert.match(plotIntermediateValues(study).outerHTML, /2 trials reported 6 values/);
 * ```
 */
export function plotIntermediateValues(
  study: StudyLike,
  options: PlotIntermediateValuesOptions = {},
): Chart {
  const { width, panel, axes } = chartSize(options, 300, ["label", "log"]);
  const { title = "Intermediate values", label = "Intermediate value", log = false } = options;
  requireKind("draw a study", { study }, "a study, such as createStudy() gives");
  const lines = study.trials.flatMap((trial) => {
    if (!(trial.state in looks) || trial.intermediateValues.size === 0) return [];
    const reports = [...trial.intermediateValues]
      .map(([step, value]): Report => ({ number: trial.number, step, value }))
      .filter(({ value }) => Number.isFinite(value) && (!log || value > 0))
      .sort((a, b) => a.step - b.step);
    const look = looks[trial.state as keyof typeof looks];
    const color = constraintViolation(trial) > 0 ? infeasibleColor : look.color;
    return reports.length === 0 ? [] : [{ state: trial.state, look, color, reports }];
  });
  const reports = lines.flatMap((line) => line.reports);
  const count = (state: TrialState) => lines.filter((line) => line.state === state).length;
  const legend: LegendItem[] = [];
  for (const [state, look] of Object.entries(looks)) {
    const n = count(state as TrialState);
    const text = `${state.toLowerCase()} (${n})`;
    if (n > 0) legend.push({ label: text, mark: look.line, color: look.color });
  }
  const steps = reports.map((report) => report.step);
  const [first, last] = extent(steps);
  return assembleChart({
    title,
    subtitle: reports.length === 0
      ? "No trial reported a value: a pruner needs trial.report(value, step)"
      : `${counted(lines.length, "trial")} reported ${counted(reports.length, "value")} at steps ${
        formatValue(first)
      } to ${formatValue(last)}`,
    width,
    legend,
    rows: reports.length === 0 ? [] : [[{
      ...panel,
      options: {
        x: countScale("Step", first, last, axes.width),
        y: valueScale(...extent(reports.map(({ value }) => value)), {
          label,
          log,
          length: axes.height,
        }),
        marks: lines.flatMap(({ look, color, reports }) => [
          Plot.line(reports, {
            x: "step",
            y: "value",
            stroke: color,
            strokeWidth: 1.2,
            strokeOpacity: 0.75,
            strokeDasharray: look.dash,
          }),
          Plot.dot(reports.slice(-1), {
            x: "step",
            y: "value",
            r: 3,
            symbol: look.symbol,
            stroke: color,
            strokeWidth: 1.5,
            title: ({ number, value }: Report) => `Trial ${number}: ${formatValue(value)}`,
          }),
        ]),
      },
    }]],
  });
}
