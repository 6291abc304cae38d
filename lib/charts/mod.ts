/**
 * Charts of series, scores and studies, drawn by Observable Plot.
 *
 * @module
 */
export { plotAlarms, type PlotAlarmsOptions } from "./series/alarms.ts";
export { plotAnomalies, type PlotAnomaliesOptions } from "./series/anomalies.ts";
export type { Chart, ChartOptions } from "./drawing/chart.ts";
export type { LabelledWindow } from "./series/labelled_windows.ts";
export { plotContour } from "./study/contour.ts";
export { plotDistribution, type PlotDistributionOptions } from "./series/distribution.ts";
export { type ChartDocument, chartDocument } from "./drawing/document.ts";
export { plotEdf, type PlotEdfOptions } from "./study/edf.ts";
export { explore, type ExploreOptions, type Explorer } from "./explore/explore.ts";
export { plotErrors } from "./series/errors.ts";
export {
  plotIntermediateValues,
  type PlotIntermediateValuesOptions,
} from "./study/intermediate_values.ts";
export {
  plotOptimizationHistory,
  type PlotOptimizationHistoryOptions,
} from "./study/optimization_history.ts";
export { plotParallelCoordinate } from "./study/parallel_coordinate.ts";
export {
  type ParamImportances,
  plotParamImportances,
  type PlotParamImportancesOptions,
} from "./study/param_importances.ts";
export { plotRank } from "./study/rank.ts";
export { saveChart } from "./save_chart.ts";
export { plotScores, type PlotScoresOptions, type ScoredRow } from "./series/scores.ts";
export { plotSeries, type PlotSeriesOptions } from "./series/series.ts";
export { type PlotParamsOptions, plotSlice } from "./study/slice.ts";
export type { StudyLike } from "../tuner/mod.ts";
export type { TargetOptions } from "./study/trials.ts";
export { plotTimeline, type PlotTimelineOptions } from "./study/timeline.ts";
export { plotTraining, type PlotTrainingOptions, type TrainingHistory } from "./training.ts";
export type {
  AnomaliesOptions,
  DistributionOptions,
  EdfOptions,
  ImportancesChartOptions,
  IntermediateValuesOptions,
  OptimizationHistoryOptions,
  ParamsChartOptions,
  ScoresOptions,
  SeriesChartOptions,
  TimelineOptions,
  TrainingOptions,
} from "./former_names.ts";
