/**
 * Thresholds, baselines and the streaming detector.
 *
 * @module
 */
export { type OriginalErrors, originalErrors, type OriginalOptions } from "./baselines/original.ts";
export { pcaErrors, type PcaOptions } from "./baselines/pca.ts";
export {
  contaminationThreshold,
  detect,
  madThreshold,
  percentileThreshold,
  sigmaThreshold,
} from "./threshold.ts";
export { windowedGaussianScores } from "./baselines/windowed_gaussian.ts";
export type { PointCounts } from "./streaming/admission.ts";
export { StreamingDetector } from "./streaming/streaming_detector.ts";
export type { AlertOptions, StreamingDetectorOptions } from "./streaming/options.ts";
export type { AlertReason, ChannelReading, DetectorResult } from "./streaming/result.ts";
export type { Alert, AlertRow } from "./streaming/alerts/alert.ts";
export type { ChannelName } from "./streaming/channels/channel.ts";
export {
  DEFAULT_SENSITIVITY,
  DEFAULT_THRESHOLD,
  type Sensitivity,
} from "./streaming/alerts/sensitivity.ts";
export { DETECTOR_CONSTANTS, type DetectorConstants } from "./streaming/constants.ts";
export type { CalendarEvent } from "./streaming/hour/calendar_event.ts";
export { type CalendarOptions, readCalendar } from "./streaming/hour/ics.ts";
export type { DetectorSnapshot } from "./streaming/snapshot/legacy.ts";
export { scoreSeries, type SeriesScores } from "./streaming/score_series.ts";
export type { AlertRecord } from "./replay/alert_log.ts";
export { alertsFrame } from "./replay/alerts_frame.ts";
export { missedSamples } from "./replay/missed_samples.ts";
export { type ReplayOptions, replaySeries, type SeriesAlerts } from "./replay/replay_series.ts";
export { type DetectionResults, requireResultsPath, writeResults } from "./replay/write_results.ts";
