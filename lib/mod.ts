/**
 * elb-anomaly: learns what normal load-balancer traffic looks like, and marks what is not.
 *
 * The names stand in the order in which data passes through them.
 *
 * @module
 */

// frame and seeds
export { createFrame, type Frame, frameTimestamps, frameValues } from "./data/frame.ts";
export { Mt19937, streamSeed } from "./math/random.ts";

// data
export { readSeries, type ReadSeriesOptions, type Series, writeSeries } from "./data/series.ts";
export type { Gap } from "./data/gaps.ts";
export { type LabelWindow, readLabels } from "./data/labels.ts";
export {
  ELB_FILE,
  type ElbSeries,
  loadElb,
  type LoadElbOptions,
  loadLabels,
  type NabFile,
  readNabRows,
} from "./data/elb.ts";
export type { Rows } from "./data/csv/rows.ts";
export {
  type InjectedAnomaly,
  simulateElb,
  type SimulateOptions,
  type Simulation,
} from "./data/simulate.ts";

// clean, scale, windows
export {
  type OutlierSplit,
  removeOutliers,
  type RemoveOutliersOptions,
  zscores,
} from "./preprocessing/outliers.ts";
export { fitMinMax, type FitMinMaxOptions, type MinMaxScaler } from "./preprocessing/min_max.ts";
export {
  slidingWindows,
  type SlidingWindowsOptions,
  windowErrorsToPoints,
  type WindowErrorsToPointsOptions,
} from "./preprocessing/sliding_windows.ts";

// autoencoder
export {
  type Activation,
  type AutoencoderOptions,
  createAutoencoder,
} from "./autoencoder/model.ts";
export type { Model, TrainableModel } from "./autoencoder/model.ts";
export type { Samples, WindowedSeries } from "./autoencoder/samples.ts";
export { fit, type FitOptions, type History } from "./autoencoder/fit.ts";
export type { EarlyStoppingOptions } from "./autoencoder/training/early_stopping.ts";
export { DivergenceError, type EpochProgress, type OnEpoch } from "./autoencoder/training/loop.ts";
export { reconstructionErrors, type ScoreOptions } from "./autoencoder/score.ts";
export { loadModel, type SavedModel, saveModel } from "./autoencoder/saved_model.ts";

// tuner
export {
  createStudy,
  type CreateStudyOptions,
  deleteStudy,
  loadStudy,
} from "./tuner/study/create_study.ts";
export { copyStudy, type CopyStudyOptions } from "./tuner/study/copy_study.ts";
export { Study } from "./tuner/study/study.ts";
export type { StudyParts } from "./tuner/study/study_trials.ts";
export type {
  HeartbeatOptions,
  Objective,
  OptimizeOptions,
  TrialCallback,
} from "./tuner/study/optimize_options.ts";
export type { DuplicateRule } from "./tuner/study/duplicates.ts";
export { stopWhenStale } from "./tuner/study/stop_when_stale.ts";
export { type Trial, TrialPruned } from "./tuner/trial/trial.ts";
export type { TrialsFrameColumns, TrialsFrameOptions } from "./tuner/study/trials_frame.ts";
export type {
  CategoricalChoice,
  CategoricalDistribution,
  Distribution,
  FloatDistribution,
  IntDistribution,
  NumericOptions,
} from "./tuner/distributions/distribution.ts";
export type { PlannedParameter, Sampler, SamplerContext } from "./tuner/samplers/sampler.ts";
export { GridSampler } from "./tuner/samplers/grid_sampler.ts";
export { RandomSampler } from "./tuner/samplers/random_sampler.ts";
export { TpeSampler, type TpeSamplerOptions } from "./tuner/samplers/tpe/tpe_sampler.ts";
export {
  ForestSampler,
  type ForestSamplerOptions,
} from "./tuner/samplers/forest/forest_sampler.ts";
export type { Pruner, PrunerContext } from "./tuner/pruners/pruner.ts";
export {
  MedianPruner,
  PercentilePruner,
  type PercentilePrunerOptions,
} from "./tuner/pruners/percentile_pruner.ts";
export { PatientPruner, type PatientPrunerOptions } from "./tuner/pruners/patient_pruner.ts";
export {
  SuccessiveHalvingPruner,
  type SuccessiveHalvingPrunerOptions,
} from "./tuner/pruners/successive_halving_pruner.ts";
export { HyperbandPruner, type HyperbandPrunerOptions } from "./tuner/pruners/hyperband_pruner.ts";
export { ThresholdPruner, type ThresholdPrunerOptions } from "./tuner/pruners/threshold_pruner.ts";
export { NopPruner } from "./tuner/pruners/nop_pruner.ts";
export {
  type ImportanceEvaluator,
  paramImportances,
  type ParamImportancesOptions,
} from "./tuner/importance/importance.ts";
export { PedAnovaEvaluator, type PedAnovaOptions } from "./tuner/importance/ped_anova.ts";
export {
  PermutationEvaluator,
  type PermutationOptions,
} from "./tuner/importance/permutation_importance.ts";
export { MemoryStorage } from "./tuner/storages/memory_storage.ts";
export type {
  Direction,
  FinishedState,
  FrozenStudy,
  FrozenTrial,
  Json,
  StartOptions,
  Storage,
  TrialState,
  TrialTemplate,
} from "./tuner/storages/storage.ts";
export { openStorage } from "./tuner/storages/open_storage.ts";
export { RdbStorage } from "./tuner/storages/rdb/rdb_storage.ts";
export type {
  SqlColumnTypes,
  SqlDatabase,
  SqlDialect,
  SqlQuery,
  SqlRow,
  SqlValue,
} from "./tuner/storages/rdb/database.ts";
export { type SqliteOptions, SqliteStorage } from "./tuner/storages/sqlite/sqlite_storage.ts";
export {
  type PostgresOptions,
  PostgresStorage,
} from "./tuner/storages/postgres/postgres_storage.ts";

// detect
export {
  type OriginalErrors,
  originalErrors,
  type OriginalOptions,
} from "./detect/baselines/original.ts";
export { pcaErrors, type PcaOptions } from "./detect/baselines/pca.ts";
export {
  contaminationThreshold,
  detect,
  madThreshold,
  percentileThreshold,
  sigmaThreshold,
} from "./detect/threshold.ts";
export { windowedGaussianScores } from "./detect/baselines/windowed_gaussian.ts";
export {
  type AlertReason,
  type ChannelName,
  type ChannelReading,
  type DetectorConstants,
  type DetectorResult,
  type DetectorSnapshot,
  StreamingDetector,
  type StreamingDetectorOptions,
} from "./detect/streaming/streaming_detector.ts";
export { scoreSeries, type SeriesScores } from "./detect/streaming/score_series.ts";

// evaluate
export { type AlarmReport, alarmReport, alarmRuns } from "./evaluate/alarms.ts";
export {
  type NabFileScore,
  type NabOptions,
  type NabScore,
  nabScore,
  type NabTally,
} from "./evaluate/nab/score.ts";
export { type NabSeries, readNabCorpus } from "./evaluate/nab/corpus.ts";
export { type DetectorInput, NAB_DETECTORS, type NamedDetector } from "./evaluate/nab/detectors.ts";
export { type DetectorReport, reportDetector } from "./evaluate/nab/report.ts";
export { runDetector, type RunDetectorOptions } from "./evaluate/nab/run.ts";
export { nabScoreboard, type ScoreboardLine } from "./evaluate/nab/scoreboard.ts";
export { type NabScoredFile } from "./evaluate/nab/scored_file.ts";
export { NAB_PROFILES, type NabCosts, type NabProfile } from "./evaluate/nab/weights.ts";
export { type FlagMetrics, pointMetrics, type ScoreMetrics } from "./evaluate/point_metrics.ts";
export {
  type RowWindow,
  type WindowHit,
  windowHits,
  windowLabels,
  windowRows,
} from "./evaluate/label_windows.ts";
export { vus, type VusAreas, type VusOptions } from "./evaluate/vus/vus.ts";
export { vusBuffer } from "./evaluate/vus/buffer.ts";

// charts
export { plotAlarms } from "./charts/series/alarms.ts";
export { type AnomaliesOptions, plotAnomalies } from "./charts/series/anomalies.ts";
export type { Chart, ChartOptions } from "./charts/drawing/chart.ts";
export type { LabelledWindow } from "./charts/series/labelled_windows.ts";
export { plotContour } from "./charts/study/contour.ts";
export { type DistributionOptions, plotDistribution } from "./charts/series/distribution.ts";
export { chartDocument } from "./charts/drawing/document.ts";
export { type EdfOptions, plotEdf } from "./charts/study/edf.ts";
export { plotErrors } from "./charts/series/errors.ts";
export {
  type IntermediateValuesOptions,
  plotIntermediateValues,
} from "./charts/study/intermediate_values.ts";
export {
  type OptimizationHistoryOptions,
  plotOptimizationHistory,
} from "./charts/study/optimization_history.ts";
export { plotParallelCoordinate } from "./charts/study/parallel_coordinate.ts";
export {
  type ImportancesChartOptions,
  type ParamImportances,
  plotParamImportances,
} from "./charts/study/param_importances.ts";
export { plotRank } from "./charts/study/rank.ts";
export { plotScores, type ScoredRow, type ScoresOptions } from "./charts/series/scores.ts";
export { plotSeries, type SeriesChartOptions } from "./charts/series/series.ts";
export { type ParamsChartOptions, plotSlice } from "./charts/study/slice.ts";
export type { StudyLike, TargetOptions } from "./charts/study/trials.ts";
export { plotTimeline, type TimelineOptions } from "./charts/study/timeline.ts";
export { plotTraining, type TrainingHistory, type TrainingOptions } from "./charts/training.ts";

// notebook
export {
  type CellEvent,
  type FailedCell,
  runNotebook,
  type RunOptions,
  type RunResult,
} from "./notebook/run/run.ts";
export type { JsonObject, JsonValue } from "./notebook/kernel/message.ts";
export { type NotebookSetup, setupNotebook } from "./notebook/session/setup.ts";
export { type Progress, progress } from "./notebook/display/progress.ts";
export { type MimeBundle, show, toBundle } from "./notebook/display/show.ts";
