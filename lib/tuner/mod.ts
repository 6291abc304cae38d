/**
 * Studies, trials, samplers, pruners and storages, named and behaving as in Optuna 5.0.0.
 *
 * @module
 */
export {
  createStudy,
  type CreateStudyOptions,
  deleteStudy,
  loadStudy,
  type LoadStudyOptions,
} from "./study/create_study.ts";
export { copyStudy, type CopyStudyOptions } from "./study/copy_study.ts";
export { type OptimizeOptions, Study, type TrialCallback } from "./study/study.ts";
export type { StudyParts } from "./study/study_trials.ts";
export type { HeartbeatOptions, LoopOptions, OptimizeSummary } from "./study/optimize_options.ts";
export type { DuplicateRule } from "./study/duplicates.ts";
export type { StudyLike } from "./study/study_like.ts";
export { stopWhenStale } from "./study/stop_when_stale.ts";
export { type Objective, type Trial, TrialPruned } from "./trial/trial.ts";
export type { TrialsFrameColumns, TrialsFrameOptions } from "./study/trials_frame.ts";
export type {
  CategoricalChoice,
  CategoricalDistribution,
  Distribution,
  FloatDistribution,
  IntDistribution,
  NumericOptions,
} from "./distributions/distribution.ts";
export type { PlannedParameter, Sampler, SamplerContext } from "./samplers/sampler.ts";
export { GpSampler, type GpSamplerOptions } from "./samplers/gp/gp_sampler.ts";
export { QmcSampler, type QmcSamplerOptions } from "./samplers/qmc/qmc_sampler.ts";
export { GridSampler } from "./samplers/grid_sampler.ts";
export { RandomSampler } from "./samplers/random_sampler.ts";
export { TpeSampler, type TpeSamplerOptions } from "./samplers/tpe/tpe_sampler.ts";
export { ForestSampler, type ForestSamplerOptions } from "./samplers/forest/forest_sampler.ts";
export type { Pruner, PrunerContext } from "./pruners/pruner.ts";
export {
  MedianPruner,
  PercentilePruner,
  type PercentilePrunerOptions,
} from "./pruners/percentile_pruner.ts";
export { PatientPruner, type PatientPrunerOptions } from "./pruners/patient_pruner.ts";
export {
  SuccessiveHalvingPruner,
  type SuccessiveHalvingPrunerOptions,
} from "./pruners/successive_halving_pruner.ts";
export { HyperbandPruner, type HyperbandPrunerOptions } from "./pruners/hyperband_pruner.ts";
export { ThresholdPruner, type ThresholdPrunerOptions } from "./pruners/threshold_pruner.ts";
export { NopPruner } from "./pruners/nop_pruner.ts";
export { paramImportances, type ParamImportancesOptions } from "./importance/importance.ts";
export type { ImportanceEvaluator } from "./importance/evaluator.ts";
export { PedAnovaEvaluator, type PedAnovaOptions } from "./importance/ped_anova.ts";
export {
  PermutationEvaluator,
  type PermutationOptions,
} from "./importance/permutation_importance.ts";
export { MemoryStorage } from "./storages/memory_storage.ts";
export { StorageTimeoutError } from "./storages/storage.ts";
export type {
  Direction,
  FinishedState,
  FrozenStudy,
  FrozenTrial,
  Json,
  StartOptions,
  Storage,
  StoredParam,
  TrialState,
  TrialTemplate,
} from "./storages/storage.ts";
export type { DumpRow, StudyDump } from "./storages/study_dump.ts";
export { openStorage } from "./storages/open_storage.ts";
export { RdbStorage } from "./storages/rdb/rdb_storage.ts";
export type {
  SqlColumnTypes,
  SqlDatabase,
  SqlDialect,
  SqlQuery,
  SqlRow,
  SqlValue,
} from "./storages/rdb/database.ts";
export { type SqliteOptions, SqliteStorage } from "./storages/sqlite/sqlite_storage.ts";
export { type PostgresOptions, PostgresStorage } from "./storages/postgres/postgres_storage.ts";
