/**
 * Series in and out: files, the series of the original, labels, gaps, simulated traffic.
 *
 * @module
 */
export { createFrame, type Frame, frameTimestamps, frameValues } from "./frame/mod.ts";
export { readSeries, type ReadSeriesOptions } from "./read_series.ts";
export { type Series, writeSeries } from "./series.ts";
export { joinSeries } from "./join_series.ts";
export { readOptionTexts } from "./reading/options.ts";
export type { WayIn } from "./reading/words.ts";
export {
  describeSeries,
  formatDuration,
  requireVariedSeries,
  type VariedSeriesOptions,
} from "./describe.ts";
export type { Gap } from "./gaps.ts";
export { type LabelWindow, readLabels } from "./labels.ts";
export {
  ELB_FILE,
  type ElbSeries,
  loadElb,
  type LoadElbOptions,
  loadLabels,
  type NabFile,
  readNabRows,
} from "./elb.ts";
export type { TimeSeries } from "./frame/mod.ts";
import type { TimeSeries } from "./frame/mod.ts";
/** What `readNabRows` gives; another name of {@linkcode TimeSeries}. */
export type Rows = TimeSeries;
export {
  CARRIED_SIMULATION,
  type InjectedAnomaly,
  simulateElb,
  type SimulateOptions,
  type Simulation,
  writeSimulation,
} from "./simulate.ts";
export { formatTimestamp } from "./timestamps/timestamp.ts";
export { CloudWatchError } from "./cloudwatch/client.ts";
export {
  type CloudWatchSeries,
  readCloudWatch,
  type ReadCloudWatchOptions,
} from "./cloudwatch/read_cloudwatch.ts";
export type { CloudWatchMissing } from "./cloudwatch/metric.ts";
export { readPoints } from "./points/read_points.ts";
export type { BadLine, Point, ReadPointsOptions } from "./points/point_collector.ts";
