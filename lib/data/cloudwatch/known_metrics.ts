/**
 * Which metrics there are: looked up before "no data" is believed, and to find what `*` stands for.
 */
import type { CloudWatchSdk } from "../../packages.ts";
import { excerpt } from "../../checks.ts";
import { type CloudWatchClient, CloudWatchError } from "./client.ts";
import { type CloudWatchMetric, type CloudWatchSource, isCount } from "./metric.ts";

type Dimensions = Readonly<Record<string, string>>;

/** Most pages of 500 that are read. */
const MOST_PAGES = 200;
/** Most names that an error shows. */
const SHOWN = 8;

/** Metrics that are sent without traffic too, by namespace, in the order of trying. */
const HEARTBEATS: Readonly<Record<string, { metric: string; stat: string }[]>> = {
  "AWS/ApplicationELB": [{ metric: "HealthyHostCount", stat: "Average" }],
  "AWS/ELB": [{ metric: "HealthyHostCount", stat: "Average" }],
  "AWS/NetworkELB": [{ metric: "ActiveFlowCount", stat: "Average" }],
};

/**
 * The dimensions of all metrics of a name that have at least `dimensions`, in a fixed order.
 *
 * @throws {CloudWatchError} If a request fails
 */
async function listDimensions(
  client: CloudWatchClient,
  { namespace, metric, dimensions, account }:
    & Pick<CloudWatchMetric, "namespace" | "metric" | "dimensions">
    & { account?: string },
): Promise<Dimensions[]> {
  const found: Dimensions[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await client.listMetrics({
      Namespace: namespace,
      MetricName: metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) =>
        Value === "*" ? { Name } : { Name, Value }
      ),
      ...(account === undefined ? {} : { IncludeLinkedAccounts: true, OwningAccount: account }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    for (const { Dimensions = [] } of answer.Metrics ?? []) {
      found.push(
        Object.fromEntries(
          Dimensions.map(({ Name, Value }: CloudWatchSdk.Dimension) => [Name!, Value!]),
        ),
      );
    }
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return found.sort((a, b) => compare(key(a), key(b)));
}

/**
 * The metrics that a source stands for: one, or with `*` each that has exactly its dimensions.
 *
 * @throws {CloudWatchError} If there is none: with what there is instead
 */
export async function findMetrics(
  client: CloudWatchClient,
  source: CloudWatchSource,
): Promise<CloudWatchSource[]> {
  const names = Object.keys(source.dimensions);
  const listed = await listDimensions(client, source);
  const found = listed.filter((dimensions) =>
    Object.keys(dimensions).length === names.length &&
    names.every((name) =>
      source.dimensions[name] === "*" || source.dimensions[name] === dimensions[name]
    )
  );
  if (found.length === 0) throw await unknownMetric(client, source, listed);
  const unique = new Map(found.map((dimensions) => [key(dimensions), dimensions]));
  return [...unique.values()].map((dimensions) => ({ ...source, dimensions }));
}

/**
 * For each of a source's metrics one that shows that its balancer is there though it has no
 * traffic; `undefined` where there is none.
 *
 * @param source As it was written, perhaps with `*`
 * @param metrics What it stands for
 * @throws {CloudWatchError} If a request fails, or there is no metric of the name that was given
 */
export async function findHeartbeats(
  client: CloudWatchClient,
  source: CloudWatchSource,
  metrics: readonly CloudWatchSource[],
): Promise<(CloudWatchMetric | undefined)[]> {
  const none = metrics.map(() => undefined);
  if (source.heartbeat === "none" || source.missing !== "auto" || !isCount(source)) return none;
  const candidates = source.heartbeat === undefined
    ? HEARTBEATS[source.namespace] ?? []
    : [{ metric: source.heartbeat, stat: "SampleCount" }];
  for (const { metric, stat } of candidates) {
    if (metric === source.metric) return none;
    const listed = await listDimensions(client, { ...source, metric });
    // The fewest dimensions first: one target group, not one in each zone.
    listed.sort((a, b) => Object.keys(a).length - Object.keys(b).length);
    if (listed.length === 0) continue;
    return metrics.map(({ namespace, dimensions, period, account }) => {
      const found = listed.find((each) =>
        Object.entries(dimensions).every(([name, value]) => each[name] === value)
      );
      return found === undefined ? undefined : {
        namespace,
        metric,
        dimensions: found,
        stat,
        period,
        ...(account === undefined ? {} : { account }),
      };
    });
  }
  if (source.heartbeat === undefined) return none;
  throw await unknownMetric(client, { ...source, metric: source.heartbeat }, []);
}

async function unknownMetric(
  client: CloudWatchClient,
  source: CloudWatchSource,
  listed: readonly Dimensions[],
): Promise<CloudWatchError> {
  const { namespace, metric, dimensions } = source;
  const others = listed.length > 0
    ? listed
    : await listDimensions(client, { namespace, metric, dimensions: {} });
  const wanted = Object.keys(dimensions).length === 0 ? "no dimensions" : key(dimensions);
  const rest = others.length > SHOWN ? `, and ${others.length - SHOWN} more` : "";
  const there = others.length === 0
    ? `there is no metric ${excerpt(metric)} in ${
      excerpt(namespace)
    } in ${client.region}: is it the right region, and has the balancer had requests in the last two weeks?`
    : `in ${client.region} it has ${
      others.slice(0, SHOWN).map((each) => excerpt(key(each) || "no dimensions")).join(", ")
    }${rest}`;
  return new CloudWatchError(
    `Cannot read ${excerpt(metric)} from CloudWatch with ${
      excerpt(wanted)
    } as there must be such a metric: ${there}`,
    { isTemporary: false },
  );
}

function key(dimensions: Dimensions): string {
  return Object.keys(dimensions).sort().map((name) => `${name}=${dimensions[name]}`).join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
