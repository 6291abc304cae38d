/**
 * Charts of series, scores and studies, drawn by Observable Plot.
 *
 * @module
 */
export { plotAlarms } from "./series/alarms.ts";
export { type AnomaliesOptions, plotAnomalies } from "./series/anomalies.ts";
export type { Chart, ChartOptions } from "./drawing/chart.ts";
export type { LabelledWindow } from "./series/labelled_windows.ts";
export { plotContour } from "./study/contour.ts";
export { type DistributionOptions, plotDistribution } from "./series/distribution.ts";
export { chartDocument } from "./drawing/document.ts";
export { type EdfOptions, plotEdf } from "./study/edf.ts";
export { plotErrors } from "./series/errors.ts";
export {
  type IntermediateValuesOptions,
  plotIntermediateValues,
} from "./study/intermediate_values.ts";
export {
  type OptimizationHistoryOptions,
  plotOptimizationHistory,
} from "./study/optimization_history.ts";
export { plotParallelCoordinate } from "./study/parallel_coordinate.ts";
export {
  type ImportancesChartOptions,
  type ParamImportances,
  plotParamImportances,
} from "./study/param_importances.ts";
export { plotRank } from "./study/rank.ts";
export { plotScores, type ScoredRow, type ScoresOptions } from "./series/scores.ts";
export { plotSeries, type SeriesChartOptions } from "./series/series.ts";
export { type ParamsChartOptions, plotSlice } from "./study/slice.ts";
export type { StudyLike, TargetOptions } from "./study/trials.ts";
export { plotTimeline, type TimelineOptions } from "./study/timeline.ts";
export { plotTraining, type TrainingHistory, type TrainingOptions } from "./training.ts";
