/** What a schedule of requests to CloudWatch costs. */
import { METRICS_A_REQUEST } from "../data/cloudwatch/mod.ts";

/** AWS' price in most regions: dollars for 1,000 metrics that GetMetricData is asked for. */
const DOLLARS_A_1000_METRICS = 0.01;
/** The same for 1,000 requests of other kinds, without the free million. */
const DOLLARS_A_1000_REQUESTS = 0.01;
const SECONDS_A_MONTH = 30 * 86_400;

/** Requests and money, of 30 days. */
export interface Cost {
  /** Requests of both kinds. */
  readonly requests: number;
  /** Metrics that GetMetricData is asked for, which is what is paid for. */
  readonly metrics: number;
  /** US dollars. */
  readonly dollars: number;
}

/**
 * The cost of 30 days of watching.
 *
 * @param schedule `metrics` in one cycle, heartbeats included, asked for in `groups` (such as
 * regions); a cycle all `every` seconds; a list of metrics read anew all `listEvery` seconds, in
 * `listPages` requests
 */
export function monthlyCost(
  schedule: {
    groups: readonly { metrics: number; listPages: number }[];
    every: number;
    listEvery: number;
  },
): Cost {
  const { groups, every, listEvery } = schedule;
  const cycles = SECONDS_A_MONTH / every;
  const sum = (of: (group: { metrics: number; listPages: number }) => number) =>
    groups.reduce((total, group) => total + of(group), 0);
  const metrics = sum((group) => group.metrics) * cycles;
  const data = sum((group) => Math.ceil(group.metrics / METRICS_A_REQUEST)) * cycles;
  const lists = sum((group) => group.listPages) * SECONDS_A_MONTH / listEvery;
  return {
    requests: Math.round(data + lists),
    metrics: Math.round(metrics),
    dollars: metrics / 1000 * DOLLARS_A_1000_METRICS + lists / 1000 * DOLLARS_A_1000_REQUESTS,
  };
}
