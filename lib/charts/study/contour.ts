import { extent } from "../drawing/axes.ts";
import { Plot } from "../../packages.ts";
import type { StudyLike } from "../../tuner/mod.ts";
import { assembleChart, type Chart, chartSize } from "../drawing/chart.ts";
import { formatValue } from "../drawing/numbers.ts";
import { infeasibleColor, ink } from "../drawing/palette.ts";
import { paramNames } from "./param_axis.ts";
import { paramPairs, type PlacedTrial } from "./pair_panels.ts";
import type { PlotParamsOptions } from "./slice.ts";
import { completeTrials, describeTrials, infeasibleLegend } from "./trials.ts";
import { valueColors } from "./value_colors.ts";

/** Bands of colour between the least and the greatest value. */
const bands = 10;

/**
 * The objective value over each pair of parameters, between the trials as in a map of heights.
 *
 * As in Optuna: COMPLETE trials with a finite value, one panel for two parameters and a matrix for
 * more, logarithmic parameters on logarithmic axes, categories evenly spaced, the best value where
 * trials coincide, a dot for each trial. Between trials the colour is the mean of all of them, each
 * weighted by its distance on the paper to the power of -3 (Shepard 1968,
 * doi:10.1145/800186.810616): never outside of their range, and worth most near the dots.
 *
 * @param study Any study; the chart says so where fewer than two parameters are complete
 * @param options `params`, `target` and its name, title and size
 * @throws {RangeError} If a name in `params` is not a parameter of a complete trial
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, plotContour, RandomSampler } from "elb-anomaly";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize((trial) => {
 *   return trial.suggestFloat("x", -1, 1) ** 2 + trial.suggestFloat("y", -1, 1) ** 2;
 * }, { nTrials: 10 });
 * assert.match(plotContour(study).outerHTML, /aria-label="contour"/);
 * ```
 */
export function plotContour(study: StudyLike, options: PlotParamsOptions = {}): Chart {
  const size = chartSize(options, 380, ["params", "target", "targetName"]);
  const { title = "Contour", target } = options;
  const trials = completeTrials(study, options);
  const names = paramNames(trials, options.params);
  const colors = valueColors(study, trials, options);
  const values = trials.map(({ value }) => value);
  const [low, high] = extent(values);
  const thresholds = Array.from({ length: bands }, (_, i) => low + (high - low) * i / bands);
  const rows = names.length < 2 ? [] : paramPairs(trials, names, size, (placed) => ({
    color: { type: "linear", domain: [low, high], interpolate: colors.scale },
    marks: [
      ...(hasArea(placed) && high > low
        ? [Plot.contour(bestByPlace(placed, target === undefined ? study.direction : undefined), {
          x: "x",
          y: "y",
          fill: "value",
          interpolate: byDistance,
          thresholds,
          pixelSize: names.length === 2 ? 5 : 7,
          stroke: "none",
        })]
        : []),
      Plot.dot(placed, {
        x: "x",
        y: "y",
        r: names.length === 2 ? 3.5 : 2,
        fill: (one: PlacedTrial) => one.isFeasible ? ink : infeasibleColor,
        stroke: "white",
        strokeWidth: 0.8,
        title: ({ trial, value }: PlacedTrial) => `Trial ${trial.number}: ${formatValue(value)}`,
      }),
    ],
  }));
  return assembleChart({
    title,
    subtitle: rows.length === 0 && trials.length > 0
      ? `${describeTrials(study)}; a contour needs two parameters`
      : describeTrials(study),
    width: size.width,
    legend: rows.length === 0 ? [] : infeasibleLegend(trials),
    colorBar: rows.length === 0 ? undefined : colors.bar,
    rows,
  });
}

/** Shepard's interpolation, as Plot takes one: the values of a grid of pixels from samples. */
function byDistance(
  samples: readonly number[],
  width: number,
  height: number,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  values: ArrayLike<number>,
): number[] {
  const grid: number[] = [];
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [atX, atY] = [pixel % width + 0.5, Math.floor(pixel / width) + 0.5];
    let [sum, weights] = [0, 0];
    for (const sample of samples) {
      const squared = (x[sample]! - atX) ** 2 + (y[sample]! - atY) ** 2;
      // A quarter of a pixel keeps the weight of a sample right on the point finite.
      const weight = (squared + 1 / 16) ** -1.5;
      sum += weight * values[sample]!;
      weights += weight;
    }
    grid.push(sum / weights);
  }
  return grid;
}

/** Whether there are two different places on either axis. */
function hasArea(placed: readonly PlacedTrial[]): boolean {
  return new Set(placed.map(({ x }) => x)).size > 1 && new Set(placed.map(({ y }) => y)).size > 1;
}

/** One trial a place: the best, or the last where a target of one's own has no best. */
function bestByPlace(
  placed: readonly PlacedTrial[],
  direction: StudyLike["direction"] | undefined,
): PlacedTrial[] {
  const sign = direction === "maximize" ? -1 : 1;
  const places = new Map<string, PlacedTrial>();
  for (const one of placed) {
    const key = `${one.x} ${one.y}`;
    const known = places.get(key);
    if (known === undefined || direction === undefined || sign * one.value < sign * known.value) {
      places.set(key, one);
    }
  }
  return [...places.values()];
}
