/**
 * What flags and alarms are worth: counts, windows, NAB, VUS.
 *
 * @module
 */
export { type AlarmReport, alarmReport, alarmRuns } from "./alarms.ts";
export {
  type NabFileScore,
  type NabOptions,
  type NabScore,
  nabScore,
  type NabTally,
} from "./nab/score.ts";
export { type NabSeries, readNabCorpus } from "./nab/corpus.ts";
export { type DetectorInput, NAB_DETECTORS, type NamedDetector } from "./nab/detectors.ts";
export { writeNabResult } from "./nab/result_files.ts";
export { type DetectorReport, reportDetector } from "./nab/report.ts";
export { runDetector, type RunDetectorOptions } from "./nab/run.ts";
export { nabScoreboard, type ScoreboardLine } from "./nab/scoreboard.ts";
export { type NabScoredFile } from "./nab/scored_file.ts";
export { NAB_PROFILES, type NabCosts, type NabProfile } from "./nab/weights.ts";
export { type FlagMetrics, pointMetrics, type ScoreMetrics } from "./point_metrics.ts";
export {
  type RowWindow,
  type WindowHit,
  windowHits,
  windowLabels,
  windowRows,
} from "./label_windows.ts";
export {
  type Band,
  bandAlerts,
  type DeafTime,
  deafTime,
  falseAlertRate,
  type FalseAlerts,
  followAlerts,
  incidentBench,
  type IncidentBenchOptions,
  type IncidentDetector,
  type IncidentGroup,
  type IncidentProfile,
  type IncidentReport,
  type IncidentSeries,
  incidentSeries,
  incidentTable,
  judgeSeries,
  type MatchedBand,
  matchedBand,
  type Recall,
  REFERENCE_BANDS,
  type SeriesVerdict,
  streamingAlerts,
} from "./incidents/mod.ts";
export { vus, type VusAreas, type VusOptions } from "./vus/vus.ts";
export { vusBuffer } from "./vus/buffer.ts";
