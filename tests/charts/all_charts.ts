import { plotAnomalies } from "../../lib/charts/anomalies.ts";
import type { Chart } from "../../lib/charts/chart.ts";
import { plotContour } from "../../lib/charts/contour.ts";
import { plotDistribution } from "../../lib/charts/distribution.ts";
import { plotEdf } from "../../lib/charts/edf.ts";
import { plotErrors } from "../../lib/charts/errors.ts";
import { plotIntermediateValues } from "../../lib/charts/intermediate_values.ts";
import { plotOptimizationHistory } from "../../lib/charts/optimization_history.ts";
import { plotParallelCoordinate } from "../../lib/charts/parallel_coordinate.ts";
import { plotParamImportances } from "../../lib/charts/param_importances.ts";
import { plotRank } from "../../lib/charts/rank.ts";
import { plotScores } from "../../lib/charts/scores.ts";
import { plotSeries } from "../../lib/charts/series.ts";
import { plotSlice } from "../../lib/charts/slice.ts";
import { plotTimeline } from "../../lib/charts/timeline.ts";
import { plotTraining } from "../../lib/charts/training.ts";
import { smallErrors, smallFrame, smallResults, smallWindows } from "./small_series.ts";
import { optunaStudy as study } from "./optuna_study.ts";

const label = "Requests per 5 minutes";
const loss = [0.3, 0.12, 0.05, 0.03, 0.02];
const valLoss = [0.33, 0.15, 0.06, 0.04, 0.035];
const pair = { params: ["learningRate", "activation"] };
/** One chart of each kind, from small data. */
export const charts: Readonly<Record<string, () => Chart>> = {
  series: () => plotSeries(smallFrame, { label }),
  distribution: () => plotDistribution([1, 2, 2, 3, 3, 3, 4, 4, 5, 40], { cut: 2, label }),
  errors: () => plotErrors(smallFrame, smallErrors, 0.2),
  scores: () => plotScores(smallFrame, smallResults, { label, windows: smallWindows }),
  param_importances: () =>
    plotParamImportances({ batchSize: 0.004, learningRate: 0.626, encodingDim: 0.37 }),
  anomalies: () =>
    plotAnomalies(smallFrame, smallErrors.map((error) => error > 0.2), {
      label,
      windows: smallWindows,
    }),
  training: () => plotTraining({ loss, valLoss }),
  training_compared: () => plotTraining({ kernel: { loss, valLoss }, reference: { loss: [2, 1] } }),
  optimization_history: () => plotOptimizationHistory(study),
  optimization_history_of_two: () =>
    plotOptimizationHistory(
      [study, { ...study, name: "half", trials: study.trials.slice(0, 14) }],
      {
        log: true,
      },
    ),
  optimization_history_averaged: () =>
    plotOptimizationHistory([study, { ...study, trials: study.trials.slice(7) }, {
      ...study,
      trials: study.trials.slice(0, 20).toReversed().map((trial, number) => ({ ...trial, number })),
    }], { errorBar: true }),
  intermediate_values: () => plotIntermediateValues(study),
  parallel_coordinate: () => plotParallelCoordinate(study),
  contour: () => plotContour(study, pair),
  slice: () => plotSlice(study),
  edf: () => plotEdf(study),
  rank: () => plotRank(study, { params: [...pair.params, "slope"] }),
  timeline: () => plotTimeline(study),
};
