/**
 * CloudWatch on this machine for tests: GetMetricData and ListMetrics in JSON 1.0 over HTTP, with
 * the limits and habits of the real one, and faults on demand. Its clock is set by the test.
 */
import { setVariables } from "../../variables.ts";

/** A metric that the server has. */
export interface FakeMetric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Record<string, string>;
  /** The sum of the minute that starts at `time`, as known at `now`; `undefined` for no point. */
  value(time: number, now: number): number | undefined;
}

/** What the server does instead of answering. */
export type Fault =
  | "throttle"
  | "error"
  | "garble"
  | "deny"
  | { status: "PartialData" | "InternalError" | "Forbidden"; metric: string };

interface Query {
  Id: string;
  MetricStat: {
    Metric: {
      Namespace: string;
      MetricName: string;
      Dimensions?: { Name: string; Value: string }[];
    };
    Period: number;
    Stat: string;
  };
}

interface DataRequest {
  MetricDataQueries: Query[];
  StartTime: number;
  EndTime: number;
  ScanBy?: string;
  NextToken?: string;
  MaxDatapoints?: number;
}

interface ListRequest {
  Namespace?: string;
  MetricName?: string;
  Dimensions?: { Name: string; Value?: string }[];
  NextToken?: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TARGET = "GraniteServiceVersion20100801.";
const JSON_1_0 = { "content-type": "application/x-amz-json-1.0" };

export class FakeCloudWatch implements AsyncDisposable {
  /** Epoch milliseconds. */
  now: number;
  readonly metrics: FakeMetric[] = [];
  /** What happens to the next requests, the first one first. */
  readonly faults: Fault[] = [];
  /** What happens to all requests while it is set. */
  fault: Fault | undefined;
  /** Most points in one page; the real one's limit unless set. */
  pageSize = 100_800;
  /** Answered and refused requests by name, and metrics that were asked for. */
  readonly calls = { GetMetricData: 0, ListMetrics: 0, metrics: 0 };
  readonly requests: DataRequest[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #variables: Disposable | undefined;

  constructor(now: number) {
    this.now = now;
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#answer(request),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  get host(): string {
    return `127.0.0.1:${this.#server.addr.port}`;
  }

  /** What a program needs to know to ask this server instead of the real one. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL_CLOUDWATCH: this.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "eu-west-1",
    };
  }

  /** A server that this program asks from now on, until it ends. */
  static here(now: number): FakeCloudWatch {
    const server = new FakeCloudWatch(now);
    server.#variables = setVariables(server.environment);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#variables?.[Symbol.dispose]();
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const action = request.headers.get("x-amz-target")?.slice(TARGET.length) ?? "";
    const body = await request.json();
    if (action !== "GetMetricData" && action !== "ListMetrics") {
      return refuse(400, "InvalidAction", action);
    }
    this.calls[action]++;
    const fault = this.faults.shift() ?? this.fault;
    if (fault === "throttle") return refuse(400, "Throttling", "Rate exceeded");
    if (fault === "error") return refuse(500, "InternalFailure", "We encountered an error");
    if (fault === "deny") {
      return refuse(403, "AccessDenied", `not authorized to perform cloudwatch:${action}`);
    }
    if (fault === "garble") return new Response("<html>", { headers: JSON_1_0 });
    if (action === "ListMetrics") return this.#listMetrics(body);
    this.requests.push(body);
    this.calls.metrics += body.MetricDataQueries.length;
    return this.#getMetricData(body, fault);
  }

  #listMetrics(request: ListRequest): Response {
    const found = this.metrics.filter((metric) =>
      (request.Namespace ?? metric.namespace) === metric.namespace &&
      (request.MetricName ?? metric.metric) === metric.metric &&
      (request.Dimensions ?? []).every(({ Name, Value }) =>
        Object.hasOwn(metric.dimensions, Name) && (Value ?? metric.dimensions[Name]) ===
          metric.dimensions[Name]
      )
    );
    const from = Number(request.NextToken ?? 0);
    return answer({
      Metrics: found.slice(from, from + 500).map(({ namespace, metric, dimensions }) => ({
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
      ...(found.length > from + 500 ? { NextToken: String(from + 500) } : {}),
    });
  }

  #getMetricData(request: DataRequest, fault: Fault | undefined): Response {
    const queries = request.MetricDataQueries;
    if (queries.length > 500) {
      return refuse(400, "ValidationError", "MetricDataQueries must have at most 500 items");
    }
    for (const { Id, MetricStat: { Period } } of queries) {
      if (!/^[a-z]\w*$/.test(Id)) return refuse(400, "ValidationError", `Id ${Id}`);
      if (![1, 5, 10, 30].includes(Period) && Period % 60 !== 0) {
        return refuse(400, "ValidationError", `Period ${Period}`);
      }
    }
    const all = queries.flatMap((query) =>
      this.#points(query, request).map((point) => ({ ...point, id: query.Id }))
    );
    const from = Number(request.NextToken ?? 0);
    const size = Math.min(this.pageSize, request.MaxDatapoints ?? Infinity);
    const page = all.slice(from, from + size);
    const isLast = from + size >= all.length;
    const forced = typeof fault === "object" ? fault : undefined;
    const results = queries.map(({ Id, MetricStat }) => {
      const own = page.filter(({ id }) => id === Id);
      if (request.ScanBy !== "TimestampAscending") own.reverse();
      const isForced = forced !== undefined && MetricStat.Metric.MetricName === forced.metric;
      const hasMore = all.slice(from + size).some(({ id }) => id === Id);
      return {
        Id,
        Label: MetricStat.Metric.MetricName,
        Timestamps: isForced && forced.status === "Forbidden"
          ? []
          : own.map(({ time }) => time / 1000),
        Values: isForced && forced.status === "Forbidden" ? [] : own.map(({ value }) => value),
        StatusCode: isForced ? forced.status : hasMore ? "PartialData" : "Complete",
      };
    });
    return answer({
      MetricDataResults: results,
      Messages: [],
      ...(isLast ? {} : { NextToken: String(from + size) }),
    });
  }

  /** The points of a query: periods from the start, which is rounded as the real one's is. */
  #points(query: Query, request: DataRequest): { time: number; value: number }[] {
    const { Metric, Period, Stat } = query.MetricStat;
    const wanted = dimensionKey(
      Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
    );
    const metric = this.metrics.find((each) =>
      each.namespace === Metric.Namespace && each.metric === Metric.MetricName &&
      dimensionKey(each.dimensions) === wanted
    );
    const asked = request.StartTime * 1000;
    const age = this.now - asked;
    const multiple = age > 63 * DAY ? 3600 : age > 15 * DAY ? 300 : age > 3 * HOUR ? 60 : 1;
    if (metric === undefined || Period % multiple !== 0 || age > 455 * DAY) return [];
    const rounding = age > 63 * DAY ? HOUR : age > 15 * DAY ? 5 * MINUTE : MINUTE;
    const points = [];
    const end = request.EndTime * 1000;
    for (let time = Math.floor(asked / rounding) * rounding; time < end; time += Period * 1000) {
      const minutes = [];
      for (let minute = time; minute < time + Period * 1000; minute += MINUTE) {
        if (minute > this.now) break;
        const value = metric.value(minute, this.now);
        if (value !== undefined) minutes.push(value);
      }
      if (minutes.length === 0) continue;
      const sum = minutes.reduce((total, value) => total + value, 0);
      points.push({ time, value: Stat === "Average" ? sum / minutes.length : sum });
    }
    return points;
  }
}

function dimensionKey(dimensions: Record<string, string>): string {
  return JSON.stringify(Object.entries(dimensions).sort(([a], [b]) => a < b ? -1 : 1));
}

function answer(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: JSON_1_0 });
}

function refuse(status: number, name: string, message: string): Response {
  return new Response(JSON.stringify({ __type: `com.amazon.coral#${name}`, message }), {
    status,
    headers: JSON_1_0,
  });
}

/** A load balancer's metrics: requests, and hosts that are always reported. */
export function balancer(
  name: string,
  value: FakeMetric["value"],
  isAlive: (time: number) => boolean = () => true,
): FakeMetric[] {
  const LoadBalancer = `app/${name}/1`;
  const namespace = "AWS/ApplicationELB";
  return [
    { namespace, metric: "RequestCount", dimensions: { LoadBalancer }, value },
    {
      namespace,
      metric: "HealthyHostCount",
      dimensions: { LoadBalancer, TargetGroup: `targetgroup/${name}/1` },
      value: (time) => isAlive(time) ? 2 : undefined,
    },
  ];
}
