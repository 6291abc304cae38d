/** A series from CloudWatch. */
import { requireKind, requireKnownOptions } from "../../checks.ts";
import { createFrame, type Frame } from "../frame/mod.ts";
import { findGaps, type Gap } from "../gaps.ts";
import { formatTimestamp } from "../timestamps/timestamp.ts";
import { type CloudWatchClient, type CloudWatchError, openCloudWatch } from "./client.ts";
import { findHeartbeats, findMetrics } from "./known_metrics.ts";
import {
  type CloudWatchMissing,
  type CloudWatchSource,
  isCount,
  metricName,
  parseCloudWatchSource,
} from "./metric.ts";
import { getMetricData, type MetricPoints } from "./metric_data.ts";
import { type AnsweredPeriod, MissingRule } from "./missing_rule.ts";
import { holdBack, pastPeriods, type TimeRange } from "./time_range.ts";

/** Options of {@linkcode readCloudWatch}. */
export interface ReadCloudWatchOptions {
  /** What a period without a point means; what the source says, or `auto`, unless told. */
  readonly missing?: CloudWatchMissing;
  /** The time at which it is read, epoch milliseconds; the clock's unless told. */
  readonly now?: number;
  /** Seconds until one request is given up; 30 unless told. */
  readonly timeout?: number;
  /** Ends what is under way. */
  readonly signal?: AbortSignal;
}

/** A series as {@linkcode readCloudWatch} gives it. */
export interface CloudWatchSeries {
  /** `timestamp` (start of the period, `Datetime("ms")`, UTC) and `value` (finite Float64). */
  frame: Frame;
  /** The metric and the values of its dimensions. */
  name: string;
  /** Always `cloudwatch`. */
  origin: "cloudwatch";
  /** The holes that unknown periods leave. */
  gaps: Gap[];
  /** What was filled and what was left out, a sentence each. */
  notes: string[];
}

/** Periods without a sign of life after which a history counts as silent. */
const SILENT_AFTER = 3;

/**
 * Reads a metric's last days from CloudWatch.
 *
 * Credentials and, unless the source names it, the region are those that AWS' own tools would take.
 * Periods that are not over, or so new that their values still grow, are left out. A count that
 * AWS did not send is zero or unknown as `missing` says: `auto` takes it as zero where a later
 * point or a metric that is always sent shows that the balancer was there.
 *
 * @param source
 *   `cloudwatch:NAMESPACE/METRIC?DIMENSION=VALUE&stat=Sum&period=300&days=14&region=eu-west-1`
 * @param options See {@linkcode ReadCloudWatchOptions}
 * @returns The series, its name, its gaps, and what was filled or left out
 * @throws {SyntaxError} If the source is in no such form
 * @throws {RangeError} If points of the period are not kept for so many days
 * @throws {CloudWatchError} If CloudWatch refuses, does not answer completely, or has no such
 *   metric
 *
 * @example A source that asks for more than is kept is refused before anything is sent
 * ```ts
 * import assert from "node:assert/strict";
 * import { readCloudWatch } from "elb-anomaly/data";
 *
 * const balancer = "cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=app/my/123";
 * await assert.rejects(
 *   readCloudWatch(`${balancer}&period=60&days=30&region=eu-west-1`),
 *   /less than 300 seconds are kept 15 days/,
 * );
 * ```
 */
export async function readCloudWatch(
  source: string,
  options: ReadCloudWatchOptions = {},
): Promise<CloudWatchSeries> {
  requireKnownOptions("read CloudWatch", options, ["missing", "now", "timeout", "signal"]);
  const { now = Date.now(), timeout, signal } = options;
  requireKind("read CloudWatch", { source }, "a text");
  const written = parseCloudWatchSource(source);
  const metric = { ...written, missing: options.missing ?? written.missing };
  if (Object.values(metric.dimensions).includes("*")) {
    throw new RangeError(
      `Cannot read one series as a dimension must not be *: current value is ${source}`,
    );
  }
  const range = pastPeriods(metric.period, { days: metric.days, now });
  const client = await openCloudWatch({ region: metric.region, timeout, signal });
  try {
    const { points, heartbeat } = await readWithHeartbeat(client, metric, range);
    return toSeries(metric, { range, points, heartbeat });
  } finally {
    client.close();
  }
}

async function readWithHeartbeat(
  client: CloudWatchClient,
  source: CloudWatchSource,
  range: TimeRange,
): Promise<{ points: MetricPoints; heartbeat: MetricPoints | undefined }> {
  const [isThere] = await findHeartbeats(client, source, [source]);
  const asked = isThere === undefined ? [source] : [source, isThere];
  const [points, heartbeat] = await getMetricData(client, asked, range);
  throwIfIncomplete(points!.error);
  throwIfIncomplete(heartbeat?.error);
  if (points!.timestamps.length === 0) await findMetrics(client, source); // throws if unknown
  return { points: points!, heartbeat };
}

function throwIfIncomplete(error: CloudWatchError | undefined): void {
  if (error !== undefined) throw error;
}

function toSeries(
  source: CloudWatchSource,
  { range, points, heartbeat }: {
    range: TimeRange;
    points: MetricPoints;
    heartbeat: MetricPoints | undefined;
  },
): CloudWatchSeries {
  const rule = new MissingRule({
    missing: source.missing,
    isCount: isCount(source),
    silentAfter: SILENT_AFTER,
  });
  const decided = answeredPeriods(source.period, { range, points, heartbeat })
    .flatMap((period) => rule.push(period));
  const known = decided.filter(({ value }) => value !== undefined);
  if (known.length === 0) {
    throw new RangeError(
      `Cannot read ${
        metricName(source)
      } as it must have points in its last ${source.days} days: it has none`,
    );
  }
  const timestamps = Float64Array.from(known, ({ time }) => time);
  const filled = known.filter(({ isFilled }) => isFilled === true).length;
  const notes = [
    `Periods from ${formatTimestamp(range.end)} UTC on were left out: for ${
      holdBack(source.period) / 1000
    } seconds after their end values may still grow.`,
  ];
  if (filled > 0) {
    notes.push(`${filled} of ${known.length} periods were not sent and count as 0 requests.`);
  }
  return {
    frame: createFrame(timestamps, Float64Array.from(known, ({ value }) => value!)),
    name: metricName(source),
    origin: "cloudwatch",
    gaps: findGaps(timestamps),
    notes,
  };
}

/** Each period of a range, with its point and whether the heartbeat has one. */
export function answeredPeriods(
  period: number,
  { range, points, heartbeat }: {
    range: TimeRange;
    points: MetricPoints;
    heartbeat?: MetricPoints | undefined;
  },
): AnsweredPeriod[] {
  const values = new Map(points.timestamps.map((time, i) => [time, points.values[i]!]));
  const alive = new Set(heartbeat?.timestamps);
  const periods: AnsweredPeriod[] = [];
  for (let time = range.start; time < range.end; time += period * 1000) {
    const value = values.get(time);
    periods.push({ time, isAlive: alive.has(time), ...(value === undefined ? {} : { value }) });
  }
  return periods;
}
