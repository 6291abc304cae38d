import { Plot } from "../../packages.ts";
import type { StudyLike } from "../../tuner/mod.ts";
import { assembleChart, type Chart, chartSize } from "../drawing/chart.ts";
import type { LegendItem } from "../drawing/legend.ts";
import { mainColor, muted, quietPaper } from "../drawing/palette.ts";
import type { Panel } from "../drawing/panel.ts";
import { type DimensionTick, parallelDimensions } from "./dimensions.ts";
import { headings, type PlacedDimension, placeDimensions } from "./parallel_layout.ts";
import { paramNames } from "./param_axis.ts";
import type { PlotParamsOptions } from "./slice.ts";
import { completeTrials, describeTrials, type ValuedTrial } from "./trials.ts";
import { type ValueColors, valueColors } from "./value_colors.ts";

/**
 * One line a trial through the objective value and all of its parameters.
 *
 * As in Optuna 5: COMPLETE trials with a finite value, parameters by name, a logarithmic parameter
 * on a logarithmic axis, categories evenly spaced (in the order of their choices, numbers by size),
 * a `None` tick for a missing parameter, infeasible trials dotted, darker lines for better values.
 * Better lines are drawn over worse ones. Lines end at one edge of an axis and go on from the
 * other, so that none crosses a label. Where the axes have not the room, they go on below, after
 * the value.
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
  const { width, panel } = chartSize(options, 320, ["params", "target", "targetName"]);
  const { title = "Parallel coordinates", targetName = "Objective value" } = options;
  const trials = completeTrials(study, options);
  const names = paramNames(trials, options.params);
  const colors = valueColors(study, trials, options);
  const length = panel.height - above - below;
  const dimensions = trials.length === 0
    ? []
    : parallelDimensions(trials, names, { targetName, length });
  const legend: LegendItem[] = trials.every((one) => one.isFeasible) ? [] : [
    { label: "feasible", mark: "line", color: mainColor },
    { label: "infeasible", mark: "dots", color: mainColor },
  ];
  return assembleChart({
    title,
    subtitle: describeTrials(study),
    width,
    legend,
    colorBar: colors.bar,
    rows: placeDimensions(dimensions, panel.width).map((row) => [
      drawRow(row, trials, {
        colors,
        names: dimensions.map(({ name }) => name),
        ...panel,
      }),
    ]),
  });
}

/** Pixels above and below the axes of a row. */
const [above, below] = [36, 14];

function drawRow(
  row: readonly PlacedDimension[],
  trials: readonly ValuedTrial[],
  { colors, names, width, height }: {
    readonly colors: ValueColors;
    /** Of the axes of all rows. */
    readonly names: readonly string[];
    readonly width: number;
    readonly height: number;
  },
): Panel {
  const last = row.length - 1;
  // The labels of the outer axes stand outside of them.
  const edgesOf = ({ left, right }: PlacedDimension, index: number) => [
    ...(index > 0 ? [{ x: left, inwards: 4 }] : []),
    ...(index < last || last === 0 ? [{ x: right, inwards: -4 }] : []),
  ];
  const edges = row.flatMap(edgesOf);
  const stubs = row.flatMap((dimension, index) =>
    edgesOf(dimension, index).flatMap(({ x, inwards }) =>
      dimension.ticks.map(({ at }) => ({ from: x, to: x + inwards, at }))
    )
  );
  const labels = row.flatMap((dimension) =>
    dimension.ticks.map((tick): DimensionTick & { x: number } => ({
      ...tick,
      x: (dimension.left + dimension.right) / 2,
    }))
  );
  // Dark lines over light ones.
  const lines = last === 0
    ? []
    : trials.toSorted((a, b) => colors.depth(a.value) - colors.depth(b.value));
  return {
    width,
    height,
    margins: { marginTop: above, marginRight: 0, marginBottom: below, marginLeft: 0 },
    options: {
      axis: null,
      x: { type: "linear", domain: [0, width] },
      y: { type: "linear", domain: [0, 1] },
      marks: [
        Plot.rect(row.slice(1, -1), { x1: "left", x2: "right", y1: 0, y2: 1, fill: quietPaper }),
        Plot.ruleX(edges, { x: "x", stroke: muted, y1: 0, y2: 1 }),
        ...lines.map((one) =>
          // One path a trial, with a gap at each axis.
          Plot.line(
            row.flatMap((dimension, index) => {
              const y = dimension.at(one);
              const [ends, goesOn] = [{ x: dimension.left, y }, { x: dimension.right, y }];
              return index === 0 ? [goesOn] : index === last ? [ends] : [ends, { y: NaN }, goesOn];
            }),
            {
              x: "x",
              y: "y",
              stroke: colors.of(one.value),
              strokeWidth: 1.4,
              strokeOpacity: 0.8,
              strokeDasharray: one.isFeasible ? "none" : "2 3",
            },
          )
        ),
        Plot.ruleY(stubs, { x1: "from", x2: "to", y: "at", stroke: muted }),
        Plot.text(labels, { x: "x", y: "at", text: "text", fill: muted }),
        ...headings(row, width, names).map(({ text, x, anchor }) =>
          Plot.text([text], { x, y: 1, dy: -22, textAnchor: anchor, fontWeight: 700 })
        ),
      ],
    },
  };
}
