/**
 * The command line of `deno task watch`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { excerpt } from "../../checks.ts";
import { isCloudWatchSource, parseCloudWatchSource } from "../../data/cloudwatch/mod.ts";
import { fromCaller } from "../shared/caller.ts";
import { UsageError } from "../shared/command.ts";
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

const OPTIONS = {
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
  help: { type: "boolean", default: false },
} as const;

/**
 * Reads the arguments.
 *
 * @throws {UsageError} If they are wrong
 */
export function readWatchCommand(args: readonly string[]): WatchCommand | "help" {
  const { values, positionals } = parse(args);
  if (values.help) return "help";
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
    maxCost: toNumber(
      "--max-cost",
      values["max-cost"],
      /^\d{1,6}(?:\.\d{1,4})?$/,
      "dollars a month",
    ),
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
    seed: toNumber("--seed", values.seed, /^\d{1,10}$/, "an integer in 0..4294967295"),
    ...(sensitivity === undefined ? {} : {
      sensitivity: {
        days: toNumber("--sensitivity", sensitivity, /^\d{1,4}(?:\.\d{1,4})?$/, "days, 1 to 3650"),
      },
    }),
    ...(direction === undefined ? {} : { direction }),
    ...(least === undefined ? {} : { leastDeviation: leastDeviation(least) }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

function leastDeviation(text: string): { absolute: number } | { relative: number } {
  const isShare = text.endsWith("%");
  const number = toNumber(
    "--least",
    isShare ? text.slice(0, -1) : text,
    /^\d{1,15}(?:\.\d{1,9})?$/,
    "a number, or a share such as 20%",
  );
  return isShare ? { relative: number / 100 } : { absolute: number };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
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

function toNumber(option: string, text: string, form: RegExp, rule: string): number {
  if (form.test(text)) return Number(text);
  throw new UsageError(
    `Cannot read ${option} as it must be ${rule}: current value is ${excerpt(text)}`,
  );
}
