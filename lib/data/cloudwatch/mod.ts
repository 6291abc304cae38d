/**
 * CloudWatch as a source of series, in one go and period by period.
 *
 * @module
 */
export {
  type CloudWatchClient,
  CloudWatchError,
  openCloudWatch,
  type OpenCloudWatchOptions,
} from "./client.ts";
export { cloudWatchOptions } from "./cloudwatch_options.ts";
export {
  cloudWatchKey,
  type CloudWatchMetric,
  type CloudWatchMissing,
  type CloudWatchSource,
  cloudWatchSourceText,
  isCloudWatchSource,
  isCount,
  metricName,
  parseCloudWatchSource,
} from "./metric.ts";
export { findHeartbeats, findMetrics } from "./known_metrics.ts";
export { getMetricData, type MetricPoints, METRICS_A_REQUEST } from "./metric_data.ts";
export {
  type AnsweredPeriod,
  type DecidedPeriod,
  MissingRule,
  type MissingRuleOptions,
  type MissingState,
} from "./missing_rule.ts";
export {
  answeredPeriods,
  type CloudWatchSeries,
  readCloudWatch,
  type ReadCloudWatchOptions,
} from "./read_cloudwatch.ts";
export {
  checkKept,
  holdBack,
  oldestKept,
  pastPeriods,
  settledEnd,
  type TimeRange,
} from "./time_range.ts";
