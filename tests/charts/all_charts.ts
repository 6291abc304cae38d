import { plotAlarms } from "../../lib/charts/series/alarms.ts";
import { plotAnomalies } from "../../lib/charts/series/anomalies.ts";
import type { Chart, ChartOptions } from "../../lib/charts/drawing/chart.ts";
import { plotContour } from "../../lib/charts/study/contour.ts";
import { plotDistribution } from "../../lib/charts/series/distribution.ts";
import { plotEdf } from "../../lib/charts/study/edf.ts";
import { plotErrors } from "../../lib/charts/series/errors.ts";
import { plotIntermediateValues } from "../../lib/charts/study/intermediate_values.ts";
import { plotOptimizationHistory } from "../../lib/charts/study/optimization_history.ts";
import { plotParallelCoordinate } from "../../lib/charts/study/parallel_coordinate.ts";
import { plotParamImportances } from "../../lib/charts/study/param_importances.ts";
import { plotRank } from "../../lib/charts/study/rank.ts";
import { plotScores } from "../../lib/charts/series/scores.ts";
import { plotSeries } from "../../lib/charts/series/series.ts";
import { plotSlice } from "../../lib/charts/study/slice.ts";
import { plotTimeline } from "../../lib/charts/study/timeline.ts";
import { plotTraining } from "../../lib/charts/training.ts";
import { smallErrors, smallFrame, smallResults, smallWindows } from "./small_series.ts";
import { optunaStudy as study } from "./optuna_study.ts";

const label = "Requests per 5 minutes";
const loss = [0.3, 0.12, 0.05, 0.03, 0.02];
const valLoss = [0.33, 0.15, 0.06, 0.04, 0.035];
const pair = { params: ["learningRate", "activation"] };
/** One chart of each kind, from small data. */
export const charts: Readonly<Record<string, (size?: ChartOptions) => Chart>> = {
  series: (size) => plotSeries(smallFrame, { ...size, label }),
  distribution: (size) =>
    plotDistribution([1, 2, 2, 3, 3, 3, 4, 4, 5, 40], { ...size, cut: 2, label }),
  errors: (size) => plotErrors(smallFrame, smallErrors, 0.2, size),
  anomalies: (size) =>
    plotAnomalies(smallFrame, smallErrors.map((error) => error > 0.2), {
      ...size,
      label,
      windows: smallWindows,
    }),
  alarms: (size) =>
    plotAlarms(smallFrame, {
      "a low threshold": smallErrors.map((error) => error > 0.01),
      "a high threshold": smallErrors.map((error) => error > 0.2),
    }, { ...size, label, windows: smallWindows }),
  scores: (size) => plotScores(smallFrame, smallResults, { ...size, label, windows: smallWindows }),
  training: (size) => plotTraining({ loss, valLoss }, size),
  training_compared: (size) =>
    plotTraining({ kernel: { loss, valLoss }, reference: { loss: [2, 1] } }, size),
  optimization_history: (size) => plotOptimizationHistory(study, size),
  optimization_history_of_two: (size) =>
    plotOptimizationHistory(
      [study, { ...study, name: "half", trials: study.trials.slice(0, 14) }],
      {
        ...size,
        log: true,
      },
    ),
  optimization_history_averaged: (size) =>
    plotOptimizationHistory([study, { ...study, trials: study.trials.slice(7) }, {
      ...study,
      trials: study.trials.slice(0, 20).toReversed().map((trial, number) => ({ ...trial, number })),
    }], { ...size, errorBar: true }),
  intermediate_values: (size) => plotIntermediateValues(study, size),
  parallel_coordinate: (size) => plotParallelCoordinate(study, size),
  contour: (size) => plotContour(study, { ...size, ...pair }),
  slice: (size) => plotSlice(study, size),
  param_importances: (size) =>
    plotParamImportances({ batchSize: 0.004, learningRate: 0.626, encodingDim: 0.37 }, size),
  edf: (size) => plotEdf(study, size),
  rank: (size) => plotRank(study, { ...size, params: [...pair.params, "slope"] }),
  timeline: (size) => plotTimeline(study, size),
};
