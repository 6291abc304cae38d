/** Points of many metrics: requests of at most 500, pages merged. */
import type { CloudWatchSdk } from "../../packages.ts";
import { type CloudWatchClient, CloudWatchError } from "./client.ts";
import { type CloudWatchMetric, metricName } from "./metric.ts";
import type { TimeRange } from "./time_range.ts";

/** Most metrics that one request may ask for. */
export const METRICS_A_REQUEST = 500;

/** The points of one metric in a range. */
export interface MetricPoints {
  /** Starts of the periods that have a point, epoch milliseconds, increasing. */
  readonly timestamps: number[];
  /** Their values. */
  readonly values: number[];
  /** Why they are not all that there is; `undefined` if they are. */
  readonly error?: CloudWatchError;
}

/**
 * Asks for the points of metrics in a range of time.
 *
 * @param client From `openCloudWatch`
 * @param metrics Any number, the answers come in their order
 * @param range Both ends multiples of each period
 * @throws {CloudWatchError} If a request fails
 */
export async function getMetricData(
  client: CloudWatchClient,
  metrics: readonly CloudWatchMetric[],
  range: TimeRange,
): Promise<MetricPoints[]> {
  const points: MetricPoints[] = [];
  for (let first = 0; first < metrics.length; first += METRICS_A_REQUEST) {
    const part = metrics.slice(first, first + METRICS_A_REQUEST);
    points.push(...await getPart(client, part, range));
  }
  return points;
}

async function getPart(
  client: CloudWatchClient,
  metrics: readonly CloudWatchMetric[],
  range: TimeRange,
): Promise<MetricPoints[]> {
  const merged = metrics.map(() => new Map<number, number>());
  const states: (string | undefined)[] = metrics.map(() => undefined);
  const messages = new Set<string>();
  let token: string | undefined;
  const tokens = new Set<string>();
  do {
    const page = await client.getMetricData({
      MetricDataQueries: metrics.map((metric, i) => query(metric, `m${i}`)),
      StartTime: new Date(range.start),
      EndTime: new Date(range.end),
      ScanBy: "TimestampAscending",
      ...(token === undefined ? {} : { NextToken: token }),
    });
    for (const { Code, Value } of page.Messages ?? []) messages.add(`${Code}: ${Value}`);
    for (const result of page.MetricDataResults ?? []) {
      const i = /^m\d{1,3}$/.test(result.Id ?? "") ? Number(result.Id!.slice(1)) : -1;
      const into = merged[i];
      if (into === undefined) continue; // nothing that was asked for
      states[i] = result.StatusCode;
      for (const { Code, Value } of result.Messages ?? []) messages.add(`${Code}: ${Value}`);
      addPoints(into, result, range);
    }
    token = page.NextToken;
    if (token !== undefined && tokens.has(token)) {
      throw new CloudWatchError("Cannot read CloudWatch's pages as they must end: one came twice", {
        isTemporary: true,
      });
    }
    if (token !== undefined) tokens.add(token);
  } while (token !== undefined);
  return metrics.map((metric, i) => {
    const entries = [...merged[i]!].sort(([a], [b]) => a - b);
    const error = incomplete(metric, states[i], [...messages], client.region);
    return {
      timestamps: entries.map(([time]) => time),
      values: entries.map(([, value]) => value),
      ...(error === undefined ? {} : { error }),
    };
  });
}

function query(metric: CloudWatchMetric, id: string) {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: metric.namespace,
        MetricName: metric.metric,
        Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: metric.period,
      Stat: metric.stat,
    },
    ...(metric.account === undefined ? {} : { AccountId: metric.account }),
  };
}

function addPoints(
  into: Map<number, number>,
  result: CloudWatchSdk.MetricDataResult,
  range: TimeRange,
): void {
  const { Timestamps = [], Values = [] } = result;
  Timestamps.forEach((timestamp: Date, k: number) => {
    const time = timestamp.getTime();
    const value = Values[k];
    if (value === undefined || !Number.isFinite(value)) return;
    if (time >= range.start && time < range.end) into.set(time, value);
  });
}

function incomplete(
  metric: CloudWatchMetric,
  status: string | undefined,
  messages: readonly string[],
  region: string,
): CloudWatchError | undefined {
  if (status === "Complete") return undefined;
  const why = messages.length === 0 ? "" : ` (${messages.join("; ")})`;
  const name = `${metricName(metric)} in ${region}`;
  return status === "Forbidden"
    ? new CloudWatchError(
      `Cannot read ${name} as the caller must be allowed to: CloudWatch answered Forbidden${why}`,
      { isTemporary: false },
    )
    : new CloudWatchError(
      `Cannot read ${name} as CloudWatch must answer completely: it answered ${
        status ?? "nothing"
      }${why}`,
      { isTemporary: true },
    );
}
