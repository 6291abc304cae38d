/** The command line of `deno task watch`. */
import {
  cloudWatchOptions,
  isCloudWatchSource,
  parseCloudWatchSource,
} from "../../data/cloudwatch/mod.ts";
import { readOptionTexts, type ReadSeriesOptions } from "../../data/mod.ts";
import { fromCaller, sourceFromCaller } from "../shared/caller.ts";
import { DETECTOR_OPTIONS } from "../shared/detector_options.ts";
import { READ_OPTIONS } from "../shared/read_options.ts";
import { toFinite, UsageError, type Values } from "../shared/command.ts";
import { parseDuration } from "../shared/duration.ts";
import { excerpt } from "../../checks.ts";
import { MINUTE } from "../../time.ts";

/** What the command line says. */
export interface WatchCommand {
  /** Sources, paths absolute. */
  readonly sources: readonly string[];
  readonly state: string | undefined;
  /** Milliseconds. */
  readonly every: number;
  readonly silent: number;
  readonly delay: number;
  readonly webhook: URL | undefined;
  readonly once: boolean;
  /** Dollars a month. */
  readonly maxCost: number;
  /** How sources are read. */
  readonly read: ReadSeriesOptions;
  /** Column that names the series of the one source. */
  readonly key: string | undefined;
}

const FIVE_MINUTES = 5 * MINUTE;
const QUARTER = 15 * MINUTE;

/** The options of the command. */
export const WATCH_OPTIONS = {
  state: { type: "string" },
  every: { type: "string" },
  silent: { type: "string" },
  delay: { type: "string", default: "0s" },
  webhook: { type: "string" },
  once: { type: "boolean", default: false },
  "max-cost": { type: "string", default: "10" },
  ...DETECTOR_OPTIONS,
  ...READ_OPTIONS,
  value: { type: "string" }, // as the library calls the column
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
  const sources = positionals.map(sourceFromCaller);
  const period = shortestPeriod(sources);
  const every = values.every === undefined
    ? Math.max(MINUTE, period)
    : parseDuration("--every", values.every, { least: 10_000 });
  const { state, key } = values;
  const read = readOptionTexts({ ...values, net: undefined }, "command");
  if (sources.every(isCloudWatchSource)) cloudWatchOptions(read);
  if (sources.some(isCloudWatchSource) && read.missing === "refuse") {
    throw new UsageError("Cannot watch CloudWatch as --missing must be gap or zero: it is refuse");
  }
  if (key !== undefined && (sources.length > 1 || sources.some(isCloudWatchSource))) {
    throw new UsageError(
      "Cannot take --key as the one SOURCE must be a table of many series, or standard input",
    );
  }
  const delay = parseDuration("--delay", values.delay, { least: 0 });
  if (delay > 0 && (key !== undefined || positionals.includes("-"))) {
    throw new UsageError(
      "Cannot take --delay as SOURCE must be CloudWatch, or a file or URL with one series: rows that come one by one are taken as they come",
    );
  }
  const webhook = values.webhook ?? Deno.env.get("WEBHOOK_URL");
  return {
    sources,
    state: fromCaller(state),
    every,
    silent: values.silent === undefined
      ? Math.max(QUARTER, 3 * period)
      : parseDuration("--silent", values.silent, { least: MINUTE }),
    delay,
    webhook: webhook === undefined ? undefined : webhookUrl(webhook),
    once: values.once,
    maxCost: toFinite("--max-cost", values["max-cost"], { min: 0 }),
    read,
    key,
  };
}

function shortestPeriod(sources: readonly string[]): number {
  const periods = sources.filter(isCloudWatchSource)
    .map((source) => parseCloudWatchSource(source).period * 1000);
  return periods.length === 0 ? FIVE_MINUTES : Math.min(...periods);
}

function webhookUrl(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === "https:" || url.protocol === "http:")) return url;
  const own = url === null ? "it is no URL" : `it begins with ${excerpt(url.protocol)}`; // it is secret
  throw new UsageError(
    `Cannot post alerts as --webhook, or WEBHOOK_URL, must be an http or https URL: ${own}`,
  );
}
