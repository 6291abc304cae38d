/**
 * elb-anomaly: learns what normal load-balancer traffic looks like, and marks what is not.
 *
 * The names stand in the order in which data passes through them.
 *
 * @module
 */

// frame and seeds
export { createFrame, type Frame, frameTimestamps, frameValues } from "./frame.ts";
export { Mt19937, streamSeed } from "./random.ts";

// data

// clean, scale, windows

// autoencoder

// tuner

// detect
export {
  contaminationThreshold,
  detect,
  madThreshold,
  percentileThreshold,
  sigmaThreshold,
} from "./detect/threshold.ts";

// evaluate
export { alarmReport, type AlarmReport, alarmRuns } from "./evaluate/alarms.ts";
export { type FlagMetrics, pointMetrics, type ScoreMetrics } from "./evaluate/points.ts";
export {
  type RowWindow,
  type TimeWindow,
  type WindowHit,
  windowHits,
  windowLabels,
  windowRows,
} from "./evaluate/windows.ts";

// charts

// notebook
