/** The names that chart options had before all of them were called after their function. */
import type { PlotAnomaliesOptions } from "./series/anomalies.ts";
import type { PlotDistributionOptions } from "./series/distribution.ts";
import type { PlotScoresOptions } from "./series/scores.ts";
import type { PlotSeriesOptions } from "./series/series.ts";
import type { PlotEdfOptions } from "./study/edf.ts";
import type { PlotIntermediateValuesOptions } from "./study/intermediate_values.ts";
import type { PlotOptimizationHistoryOptions } from "./study/optimization_history.ts";
import type { PlotParamImportancesOptions } from "./study/param_importances.ts";
import type { PlotParamsOptions } from "./study/slice.ts";
import type { PlotTimelineOptions } from "./study/timeline.ts";
import type { PlotTrainingOptions } from "./training.ts";

/** Former name of {@linkcode PlotAnomaliesOptions}. */
export type AnomaliesOptions = PlotAnomaliesOptions;
/** Former name of {@linkcode PlotDistributionOptions}. */
export type DistributionOptions = PlotDistributionOptions;
/** Former name of {@linkcode PlotEdfOptions}. */
export type EdfOptions = PlotEdfOptions;
/** Former name of {@linkcode PlotIntermediateValuesOptions}. */
export type IntermediateValuesOptions = PlotIntermediateValuesOptions;
/** Former name of {@linkcode PlotOptimizationHistoryOptions}. */
export type OptimizationHistoryOptions = PlotOptimizationHistoryOptions;
/** Former name of {@linkcode PlotParamImportancesOptions}. */
export type ImportancesChartOptions = PlotParamImportancesOptions;
/** Former name of {@linkcode PlotParamsOptions}. */
export type ParamsChartOptions = PlotParamsOptions;
/** Former name of {@linkcode PlotScoresOptions}. */
export type ScoresOptions = PlotScoresOptions;
/** Former name of {@linkcode PlotSeriesOptions}. */
export type SeriesChartOptions = PlotSeriesOptions;
/** Former name of {@linkcode PlotTimelineOptions}. */
export type TimelineOptions = PlotTimelineOptions;
/** Former name of {@linkcode PlotTrainingOptions}. */
export type TrainingOptions = PlotTrainingOptions;
