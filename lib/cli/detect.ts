/**
 * `deno task detect`: the streaming detector over a series, from the command line.
 *
 * @module
 */
import { excerpt, printable } from "../checks.ts";
import { frameTimestamps, frameValues, readOptionTexts, readSeries } from "../data/mod.ts";
import {
  DEFAULT_SENSITIVITY,
  replaySeries,
  requireResultsPath,
  StreamingDetector,
  type StreamingDetectorOptions,
  writeResults,
} from "../detect/mod.ts";
import { fileBytes, readAll, requireWritable, writeFileAtomic } from "../files.ts";
import { progress } from "../notebook/mod.ts";
import { fromCaller, toCaller } from "./shared/caller.ts";
import {
  checkUsage,
  command,
  toFinite,
  toInteger,
  UsageError,
  type Values,
} from "./shared/command.ts";
import { type Detection, detectReport } from "./shared/detect_report.ts";
import { READ_HELP, READ_OPTIONS } from "./shared/read_options.ts";
import { StopSignals } from "./shared/stop_signals.ts";

const HELP =
  `Runs the streaming detector over a series, as if it had come live, and tells its alerts.

Usage: deno task detect SOURCE [options]

SOURCE is a file or URL (CSV in its dialects, JSON of AWS, Prometheus and VictoriaMetrics, an object a
line, Parquet; each also in gzip), - for standard input, or cloudwatch:...

  --out FILE         write every row with score and flag, and the alerts: .csv, .json or .parquet
  --state FILE       go on from this file if it is there, and write it anew: rows seen are passed over
  --sensitivity DAYS at most one false alert in so many days, in the mean over series (default ${DEFAULT_SENSITIVITY.days})
  --direction WAY    both (default), up or down: which way a value must go to alert
  --leastDeviation X least distance from the usual value that alerts, in its unit or as 20%
  --calendar FILE    iCalendar file of days that are no usual ones
  --net HOST         a further host that the URL's answer leads on to; may be repeated
  --seed N           integer in 0..4294967295 (default 1)
  --json             print one JSON object: { name, column, rows, from, to, gaps, notes, sensitivity,
                       scored, training, seen, refused, alerts, out, state }
                       alerts: [{ start, end, isOpen, severity, direction, usual, worst: { time, value,
                         usual, deviation }, channel, reason }]
  --help             show this text

${READ_HELP}

Times are shown in --timeZone. Relative paths are meant from the folder you call from.
Exit codes: 0 done (with alerts or without), 1 an error such as a download that failed, 2 wrong usage
or a source that is no series, 5 a file could not be written, 130 and 143 stopped.`;

const OPTIONS = {
  out: { type: "string" },
  state: { type: "string" },
  sensitivity: { type: "string" },
  direction: { type: "string" },
  leastDeviation: { type: "string" },
  calendar: { type: "string" },
  net: { type: "string", multiple: true }, // read by the launcher
  seed: { type: "string", default: "1" },
  json: { type: "boolean", default: false },
  value: { type: "string" }, // as the library calls the column
  ...READ_OPTIONS,
} as const;

if (import.meta.main) {
  await command({ task: "deno task detect", help: HELP, options: OPTIONS, most: 1 }, main);
}

async function main(values: Values<typeof OPTIONS>, [source]: string[]): Promise<number> {
  if (source === undefined) throw new UsageError("Cannot detect without a SOURCE");
  const { json, timeZone } = values;
  const out = values.out === undefined ? undefined : fromCaller(values.out);
  const state = values.state === undefined ? undefined : fromCaller(values.state);
  const options = await checkUsage(async () => {
    if (out !== undefined) requireResultsPath(out);
    const read = readOptionTexts({ ...values, net: undefined }, "command");
    const detector = await detectorOptions(values);
    for (const path of [out, state]) if (path !== undefined) await requireWritable(path);
    return { read, detector };
  });
  using stop = new StopSignals();
  const { frame, name, column, gaps, notes } = await checkUsage(() =>
    readSeries(isPath(source) ? fromCaller(source) : source, options.read)
  );
  const series = { timestamps: frameTimestamps(frame), values: frameValues(frame) };
  const detector = await checkUsage(() =>
    restoredDetector({ ...options.detector, series: name }, state)
  );
  const bar = progress(frame.height, "Rows");
  const found = await replaySeries(detector, series, {
    onProgress: (done) => bar.update(done),
    signal: stop.signal,
  }).catch((error) => {
    if (stop.signal.aborted) return undefined;
    throw error;
  });
  bar.done();
  if (found === undefined) return stop.code;
  if (out !== undefined) {
    const { scores, flags, alerts } = found;
    await writeResults(out, { ...series, name, notes, scores, flags, alerts });
  }
  if (state !== undefined) await writeFileAtomic(state, detector.snapshot());
  const detection: Detection = {
    name,
    column,
    ...series,
    gaps,
    notes,
    sensitivity: detector.sensitivity,
    found,
    ...(out === undefined ? {} : { out: toCaller(out) }),
    ...(state === undefined ? {} : { state: toCaller(state) }),
  };
  console.log(
    json ? JSON.stringify(asJson(detection)) : printable(
      detectReport(detection, timeZone ?? "UTC"),
      { lines: true, maxLength: Infinity },
    ),
  );
  return 0;
}

function isPath(source: string): boolean {
  return source !== "-" && !/^(?:[a-z][a-z0-9+.-]+:\/\/|file:|cloudwatch:)/i.test(source);
}

async function detectorOptions(
  values: Values<typeof OPTIONS>,
): Promise<StreamingDetectorOptions> {
  const { sensitivity, direction, leastDeviation, calendar, timeZone } = values;
  const options = {
    seed: toInteger("--seed", values.seed, { min: 0, max: 0xffffffff }),
    ...(sensitivity === undefined
      ? {}
      : { sensitivity: { days: toFinite("--sensitivity", sensitivity, { min: 1, max: 3650 }) } }),
    ...(direction === undefined ? {} : { direction: direction as "both" }),
    ...(leastDeviation === undefined ? {} : { leastDeviation: leastOf(leastDeviation) }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(calendar === undefined ? {} : { calendar: await readText(fromCaller(calendar)) }),
  };
  new StreamingDetector(options); // so that a mistake is said before anything is read
  return options;
}

/** A number in the unit of the series, or a share such as 20%. */
function leastOf(text: string): number | { relative: number } {
  const isShare = text.endsWith("%");
  const number = toFinite("--leastDeviation", isShare ? text.slice(0, -1) : text, { min: 0 });
  return isShare ? { relative: number / 100 } : number;
}

async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readAll(fileBytes(path)));
}

/** A detector that goes on from its state file, if that is there. */
async function restoredDetector(
  options: StreamingDetectorOptions,
  state: string | undefined,
): Promise<StreamingDetector> {
  const detector = new StreamingDetector(options);
  if (state === undefined) return detector;
  let snapshot: Uint8Array;
  try {
    snapshot = await readAll(fileBytes(state));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return detector;
    throw error;
  }
  const { seed: _seed, series: _series, ...alerting } = options;
  try {
    detector.restore(snapshot, alerting);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`Cannot go on from ${excerpt(state)}: ${error.message}`, { cause: error });
  }
  return detector;
}

function asJson({ timestamps, values, found, gaps, ...rest }: Detection) {
  const { scored, training, seen, refused, alerts } = found;
  return {
    ...rest,
    rows: values.length,
    from: new Date(timestamps[0]!),
    to: new Date(timestamps.at(-1)!),
    gaps,
    scored,
    training,
    seen,
    refused,
    alerts,
  };
}
