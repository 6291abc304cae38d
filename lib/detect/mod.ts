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
export {
  type AlertReason,
  type ChannelName,
  type ChannelReading,
  type DetectorConstants,
  type DetectorResult,
  type DetectorSnapshot,
  StreamingDetector,
  type StreamingDetectorOptions,
} from "./streaming/streaming_detector.ts";
export { scoreSeries, type SeriesScores } from "./streaming/score_series.ts";
