/**
 * A CloudWatch metric as a source is written,
 * `cloudwatch:NAMESPACE/METRIC?DIMENSION=VALUE&stat=Sum`.
 */
import { excerpt, printable } from "../../checks.ts";

/** What a period without a point means; see `missing_rule.ts`. */
export type CloudWatchMissing = "auto" | "zero" | "gap";

/** One metric, and how it is summed up. */
export interface CloudWatchMetric {
  /** Such as `AWS/ApplicationELB`. */
  readonly namespace: string;
  /** Such as `RequestCount`. */
  readonly metric: string;
  /** Values by name of dimension, all that the metric has. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount`, or a percentile such as `p99`. */
  readonly stat: string;
  /** Seconds a point covers: 1, 5, 10, 30 or a multiple of 60. */
  readonly period: number;
  /** Account of the metric, if it is not the caller's. */
  readonly account?: string;
}

/** What a `cloudwatch:` source says. */
export interface CloudWatchSource extends CloudWatchMetric {
  /** Days of history. */
  readonly days: number;
  /** What a period without a point means. */
  readonly missing: CloudWatchMissing;
  /** AWS region; unless told, the one that the AWS configuration names. */
  readonly region?: string;
  /** Metric that shows that the balancer is there, `none` for none; looked up unless told. */
  readonly heartbeat?: string;
}

const OPTIONS = ["stat", "period", "days", "region", "missing", "heartbeat", "account"];
const STATISTICS = ["Sum", "Average", "Minimum", "Maximum", "SampleCount", "IQM"];
const EXTENDED = /^(?:p|tm|tc|ts|wm)(?:100|\d{1,2}(?:\.\d{1,10})?)$/;
const COUNTS = /^(?:RequestCount|HTTPCode_\w+_(?:Count|2XX|3XX|4XX|5XX))$/;
const LONGEST_SECONDS = 455 * 86_400;

/** Whether a text is a `cloudwatch:` source. */
export function isCloudWatchSource(source: string): boolean {
  return /^cloudwatch:/i.test(source);
}

/**
 * Reads a `cloudwatch:` source.
 *
 * Options are `stat` (`Sum` for request and HTTP code counts, else it must be given), `period` in
 * seconds (300), `days` of history (14), `region`, `missing` (`auto`), `heartbeat` and `account`;
 * any other name is a dimension. A dimension that has the name of an option, or of AWS that begins
 * with a small letter, is written `dimension.NAME`. `%` followed by two hexadecimal digits is
 * decoded. The value `*` stands for each value there is.
 *
 * @throws {SyntaxError} If it is in no such form
 * @throws {RangeError} If an option is out of its range
 */
export function parseCloudWatchSource(source: string): CloudWatchSource {
  const [path = "", query = ""] = splitOnce(source.replace(/^cloudwatch:/i, ""), "?");
  const cut = path.lastIndexOf("/");
  const namespace = decode(path.slice(0, Math.max(0, cut)), source);
  const metric = decode(path.slice(cut + 1), source);
  if (!isCloudWatchSource(source) || namespace === "" || metric === "") {
    throw new SyntaxError(
      `Cannot read a CloudWatch source as it must be cloudwatch:NAMESPACE/METRIC?DIMENSION=VALUE, such as cloudwatch:AWS/ApplicationELB/RequestCount?LoadBalancer=app/my/123: current value is ${
        excerpt(source)
      }`,
    );
  }
  const options: Record<string, string> = {};
  const dimensions: Record<string, string> = {};
  for (const pair of query.split("&").filter((text) => text !== "")) {
    const [written, text] = splitOnce(pair, "=");
    const name = decode(written, source);
    const isOption = OPTIONS.includes(name);
    if (!isOption && !name.startsWith("dimension.") && looksLikeOption(namespace, name)) {
      throw new RangeError(
        `Cannot read ${excerpt(metric)} from CloudWatch as there is no option ${
          excerpt(name)
        }, but ${OPTIONS.join(", ")} (a dimension of that name is written dimension.${
          printable(name)
        })`,
      );
    }
    const key = isOption ? name : name.replace(/^dimension\./, "");
    const into = isOption ? options : dimensions;
    const value = decode(text ?? "", source);
    if (key === "" || value === "" || Object.hasOwn(into, key)) {
      throw refuse(metric, key || "a dimension", "have one value", pair);
    }
    into[key] = value;
  }
  return checkSource({ namespace, metric, dimensions, options });
}

/** Whether a name is an option's or, as AWS' own dimensions begin with a capital, one misspelt. */
function looksLikeOption(namespace: string, name: string): boolean {
  return OPTIONS.includes(name) || (namespace.startsWith("AWS/") && /^[a-z]/.test(name));
}

function checkSource(
  { namespace, metric, dimensions, options }:
    & Pick<CloudWatchMetric, "namespace" | "metric" | "dimensions">
    & { options: Record<string, string> },
): CloudWatchSource {
  const { stat = COUNTS.test(metric) ? "Sum" : "", missing = "auto", region, heartbeat, account } =
    options;
  const period = number(metric, "period", options["period"] ?? "300");
  const days = number(metric, "days", options["days"] ?? "14");
  if (!STATISTICS.includes(stat) && !EXTENDED.test(stat)) {
    throw refuse(metric, "stat", `be ${STATISTICS.join(", ")} or a percentile as p99`, stat);
  }
  if (!([1, 5, 10, 30].includes(period) || (period >= 60 && period % 60 === 0))) {
    throw refuse(metric, "period", "be 1, 5, 10, 30 or a multiple of 60 seconds", `${period}`);
  }
  if (!(days > 0 && days * 86_400 <= LONGEST_SECONDS && days * 86_400 >= period)) {
    throw refuse(metric, "days", "cover one period or more, and at most 455 days", `${days}`);
  }
  if (missing !== "auto" && missing !== "zero" && missing !== "gap") {
    throw refuse(metric, "missing", "be auto, zero or gap", missing);
  }
  if (region !== undefined && !/^[a-z0-9-]{1,40}$/.test(region)) { // it becomes a host's name
    throw refuse(metric, "region", "be a region's name such as eu-west-1", region);
  }
  return {
    namespace,
    metric,
    dimensions,
    stat,
    period,
    days,
    missing,
    ...(region === undefined ? {} : { region }),
    ...(heartbeat === undefined ? {} : { heartbeat }),
    ...(account === undefined ? {} : { account }),
  };
}

/** A source as it is written, in one fixed form: what tells two metrics apart, and nothing else. */
export function cloudWatchKey(source: CloudWatchSource): string {
  const { namespace, metric, dimensions, stat, period, region, account } = source;
  const options = { stat, period: String(period), region, account };
  const pairs = Object.keys(dimensions).sort().map((name) =>
    [looksLikeOption(namespace, name) ? `dimension.${name}` : name, dimensions[name]!] as const
  );
  const query = [...pairs, ...Object.entries(options)].flatMap(([name, value]) =>
    value === undefined ? [] : [`${encode(name)}=${encode(value)}`]
  );
  return `cloudwatch:${encode(namespace)}/${encodeURIComponent(metric)}?${query.join("&")}`;
}

/** A source with all its options, as it could have been written. */
export function cloudWatchSourceText(source: CloudWatchSource): string {
  const { days, missing, heartbeat } = source;
  const last = heartbeat === undefined ? "" : `&heartbeat=${encode(heartbeat)}`;
  return `${cloudWatchKey(source)}&days=${days}&missing=${missing}${last}`;
}

/** Escapes what would be read otherwise; the rest stays readable. */
function encode(text: string): string {
  return text.replaceAll(/[%?&=#\s]/g, encodeURIComponent);
}

/**
 * A short name of a metric for people: the metric and the values of its dimensions.
 */
export function metricName({ metric, dimensions }: CloudWatchMetric): string {
  return [metric, ...Object.keys(dimensions).sort().map((name) => dimensions[name])].join(" ");
}

/** Whether a period without a point can mean zero: counts alone, which AWS does not send then. */
export function isCount({ stat }: CloudWatchMetric): boolean {
  return stat === "Sum" || stat === "SampleCount";
}

function splitOnce(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)];
}

function decode(text: string, source: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot read a CloudWatch source as % must be followed by two hexadecimal digits of UTF-8: current value is ${
        excerpt(source)
      }`,
      { cause },
    );
  }
}

function number(metric: string, option: string, text: string): number {
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Number(text);
  throw refuse(metric, option, "be a number", text);
}

function refuse(metric: string, option: string, rule: string, value: string): RangeError {
  return new RangeError(
    `Cannot read ${excerpt(metric)} from CloudWatch as ${excerpt(option)} must ${rule}: ${
      value === "" ? "it is not given" : `current value is ${excerpt(value)}`
    }`,
  );
}
