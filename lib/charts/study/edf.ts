import { Plot } from "../../packages.ts";
import type { StudyLike } from "../../tuner/mod.ts";
import { assembleChart, type Chart, type ChartOptions, chartSize } from "../drawing/chart.ts";
import { extent } from "../drawing/axes.ts";
import { clearAxis } from "../drawing/linear_axis.ts";
import { studyStyles } from "../drawing/palette.ts";
import { completeTrials, describeTrials, studiesOf, type TargetOptions } from "./trials.ts";

/** Places at which the share is taken, as many as Optuna takes. */
const samples = 100;

/** What can be set of an empirical distribution function. */
export interface PlotEdfOptions extends ChartOptions, TargetOptions {}

/**
 * The share of trials whose value is at most x (empirical distribution function).
 *
 * As in Optuna: COMPLETE trials with a finite value, at 100 places evenly spaced between the least
 * and the greatest value of all studies.
 *
 * @param study One study, or several to compare
 * @param options `target` and its name, title and size
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, plotEdf, RandomSampler } from "elb-anomaly";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize((trial) => trial.suggestFloat("x", 0, 1), { nTrials: 5 });
 * assert.match(plotEdf([study, study]).outerHTML, /Cumulative probability/);
 * ```
 */
export function plotEdf(
  study: StudyLike | readonly StudyLike[],
  options: PlotEdfOptions = {},
): Chart {
  const { width, panel, axes } = chartSize(options, 280, ["target", "targetName"]);
  const { title = "Empirical distribution function", targetName = "Objective value" } = options;
  const studies = studiesOf(study);
  const runs = studies.map((one, index) => ({
    name: one.name ?? `study ${index + 1}`,
    values: completeTrials(one, options).map(({ value }) => value),
    style: studyStyles[index % studyStyles.length]!,
  })).filter(({ values }) => values.length > 0);
  const all = runs.flatMap(({ values }) => values);
  const [low, high] = extent(all);
  const places = edfPlaces(low, high);
  const domain: [number, number] = high > low ? [low, high] : [low - 0.5, high + 0.5];
  return assembleChart({
    title,
    subtitle: studies.map((one, index) =>
      studies.length === 1
        ? describeTrials(one)
        : `${one.name ?? `study ${index + 1}`}: ${describeTrials(one)}`
    ).join(". "),
    width,
    legend: studies.length === 1
      ? []
      : runs.map(({ name, style }) => ({ label: name, mark: style.line, color: style.color })),
    rows: runs.length === 0 ? [] : [[{
      ...panel,
      options: {
        x: {
          label: targetName,
          domain,
          ...clearAxis(...domain, { length: axes.width }),
        },
        y: {
          label: "Cumulative probability",
          grid: true,
          domain: [0, 1],
          ...clearAxis(0, 1, { length: axes.height, isUpright: true }, { most: 5 }),
        },
        marks: runs.map(({ values, style }) =>
          Plot.line(places, {
            x: (place: number) => place,
            y: (place: number) => shareUpTo(values, place),
            stroke: style.color,
            strokeWidth: 2,
            strokeDasharray: style.dash,
          })
        ),
      },
    }]],
  });
}

/** The places at which the share is drawn, both ends included. */
export function edfPlaces(low: number, high: number): number[] {
  // In NumPy's order of operations (linspace), so that a value that is a place counts at it.
  const step = (high - low) / (samples - 1);
  return Array.from({ length: samples }, (_, i) => i === samples - 1 ? high : i * step + low);
}

/** The share of values that are at most `place`. */
export function shareUpTo(values: readonly number[], place: number): number {
  return values.filter((value) => value <= place).length / values.length;
}
