/**
 * The command line of `deno task watch`.
 *
 * @module
 */
import { excerpt } from "../../checks.ts";
import { isCloudWatchSource, parseCloudWatchSource } from "../../data/cloudwatch/mod.ts";
import { fromCaller } from "../shared/caller.ts";
import { toFinite, toInteger, UsageError, type Values } from "../shared/command.ts";
import { parseDuration } from "../shared/duration.ts";

/** What the command line says. */
export interface WatchCommand {
  /** Sources, paths absolute. */
  readonly sources: readonly string[];
  readonly state: string | undefined;
  /** Milliseconds. */
  readonly every: number;
  readonly silent: number;
  readonly webhook: URL | undefined;
  readonly once: boolean;
  /** Dollars a month. */
  readonly maxCost: number;
  readonly detector: DetectorFlags;
  readonly columns: { timestamp?: string; value?: string; key?: string };
}

/** What the command line says of the detector. */
export interface DetectorFlags {
  readonly seed: number;
  readonly sensitivity?: { readonly days: number };
  readonly direction?: "both" | "up" | "down";
  readonly leastDeviation?: { readonly absolute?: number; readonly relative?: number };
  readonly timeZone?: string;
}

const FIVE_MINUTES = 300_000;
const QUARTER = 900_000;

/** The options of the command. */
export const WATCH_OPTIONS = {
  state: { type: "string" },
  every: { type: "string" },
  silent: { type: "string" },
  webhook: { type: "string" },
  once: { type: "boolean", default: false },
  "max-cost": { type: "string", default: "10" },
  seed: { type: "string", default: "1" },
  sensitivity: { type: "string" },
  direction: { type: "string" },
  least: { type: "string" },
  "time-zone": { type: "string" },
  timestamp: { type: "string" },
  value: { type: "string" },
  key: { type: "string" },
  net: { type: "string", multiple: true },
} as const;

/**
 * Reads the arguments.
 *
 * @throws {UsageError} If they are wrong
 */
export function readWatchCommand(
  values: Values<typeof WATCH_OPTIONS>,
  positionals: readonly string[],
): WatchCommand {
  if (positionals.length === 0) {
    throw new UsageError(
      "Cannot watch as there must be a SOURCE: there is none (- is standard input)",
    );
  }
  if (positionals.includes("-") && positionals.length > 1) {
    throw new UsageError(
      "Cannot watch standard input as it must be the one SOURCE: there are more",
    );
  }
  const sources = positionals.map((source) =>
    source === "-" || isCloudWatchSource(source) || /^[a-z][a-z0-9+.-]+:\/\//i.test(source)
      ? source
      : fromCaller(source)
  );
  const period = shortestPeriod(sources);
  const every = values.every === undefined
    ? Math.max(60_000, period)
    : parseDuration("--every", values.every, { least: 10_000 });
  const { state, webhook, timestamp, value, key } = values;
  return {
    sources,
    state: state === undefined ? undefined : fromCaller(state),
    every,
    silent: values.silent === undefined
      ? Math.max(QUARTER, 3 * period)
      : parseDuration("--silent", values.silent, { least: 60_000 }),
    webhook: webhook === undefined ? undefined : webhookUrl(webhook),
    once: values.once,
    maxCost: toFinite("--max-cost", values["max-cost"], { min: 0 }),
    detector: detectorFlags(values),
    columns: {
      ...(timestamp === undefined ? {} : { timestamp }),
      ...(value === undefined ? {} : { value }),
      ...(key === undefined ? {} : { key }),
    },
  };
}

/** The detector's flags, as other commands take them too. */
export function detectorFlags(
  values: {
    seed: string;
    sensitivity?: string | undefined;
    direction?: string | undefined;
    least?: string | undefined;
    "time-zone"?: string | undefined;
  },
): DetectorFlags {
  const { sensitivity, direction, least, "time-zone": timeZone } = values;
  if (
    direction !== undefined && direction !== "both" && direction !== "up" && direction !== "down"
  ) {
    throw new UsageError(
      `Cannot read --direction as it must be both, up or down: current value is ${
        excerpt(direction)
      }`,
    );
  }
  return {
    seed: toInteger("--seed", values.seed, { min: 0, max: 0xffffffff }),
    ...(sensitivity === undefined ? {} : {
      sensitivity: { days: toFinite("--sensitivity", sensitivity, { min: 1, max: 3650 }) },
    }),
    ...(direction === undefined ? {} : { direction }),
    ...(least === undefined ? {} : { leastDeviation: leastDeviation(least) }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

function leastDeviation(text: string): { absolute: number } | { relative: number } {
  const isShare = text.endsWith("%");
  const number = toFinite("--least", isShare ? text.slice(0, -1) : text, { min: 0 });
  return isShare ? { relative: number / 100 } : { absolute: number };
}

function shortestPeriod(sources: readonly string[]): number {
  const periods = sources.filter(isCloudWatchSource)
    .map((source) => parseCloudWatchSource(source).period * 1000);
  return periods.length === 0 ? FIVE_MINUTES : Math.min(...periods);
}

function webhookUrl(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === "https:" || url.protocol === "http:")) return url;
  throw new UsageError("Cannot post alerts as --webhook must be an http or https URL");
}
