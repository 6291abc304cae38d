/**
 * `deno task detect`: the streaming detector over a series, from the command line.
 *
 * @module
 */
import { frameTimestamps, frameValues, readOptionTexts } from "../data/mod.ts";
import { isCloudWatchSource, parseCloudWatchSource } from "../data/cloudwatch/mod.ts";
import {
  replaySeries,
  requireResultsPath,
  StreamingDetector,
  type StreamingDetectorOptions,
  writeResults,
} from "../detect/mod.ts";
import { CALM_MINUTES } from "../detect/streaming/alerts/mod.ts";
import { writeFileAtomic } from "../files.ts";
import { folderJobs } from "../fleet/mod.ts";
import { progress } from "../notebook/mod.ts";
import { fromCaller, sourceFromCaller, toCaller } from "./shared/caller.ts";
import { detectMany, parseShard } from "./detecting/many.ts";
import { withCalendarNote } from "./shared/calendar_note.ts";
import {
  checkUsage,
  checkWritable,
  command,
  PAGE_ENDINGS,
  toFile,
  toInteger,
  UsageError,
  type Values,
} from "./shared/command.ts";
import { detectPage } from "./shared/detect_page.ts";
import { type Detection, detectReport } from "./shared/detect_report.ts";
import { DETECTOR_HELP, DETECTOR_OPTIONS, detectorOptions } from "./shared/detector_options.ts";
import { readSources } from "./shared/read_source.ts";
import { READ_HELP, READ_OPTIONS } from "./shared/read_options.ts";
import { print, printJson } from "./shared/print.ts";
import { QUEUE_VARIABLE, readSecret, warnOfPassword, warnOfSources } from "./shared/secret.ts";
import { goOnFrom } from "./shared/state_advice.ts";
import { StopSignals } from "./shared/stop_signals.ts";

const HELP =
  `Runs the streaming detector over a series, as if it had come live, and tells its alerts.

Usage: deno task detect SOURCE... [options]

SOURCE is a file or URL (CSV in its dialects, JSON with one table of times and values in it, an object
a line, Parquet; each also in gzip), - for standard input, cloudwatch:..., or @FILE, whose first line
is the source: so a URL with a password is not on the command line. Several, such as daily exports, are
parts of one series; they may overlap

  --out FILE         write every row with score and flag, and the alerts: .csv, .json or .parquet
  --html FILE        write a page to share: the series to explore, the alerts with their reasons
  --state FILE       go on from this file if it is there, and write it anew: rows seen are passed over
  --series NAME      what the series is called; unless told, as its first file. A state goes on with a
                     series of its name only: files named by day need a NAME. With a folder, its
                     files are parts of that series
${DETECTOR_HELP}
  --net HOST         a further host that the URL's answer leads on to; may be repeated
  --json             print one JSON object: { name, column, rows, from, to, gaps, notes, sensitivity,
                       scored, training, seen, refused, alerts, out, state }
                       alerts: [{ start, fired, end, isOpen, severity, direction, usual, worst: { time,
                         value, usual, deviation }, channel, reason }]
  --help             show this text

Many series: SOURCE is a folder of files with one series each, with --key a table of many (CSV, lines
of JSON or Parquet, rows in any order, which --start, --step, --missing, --duplicates, --sort and
--timeout are not for), or cloudwatch:... with *.
Each gives a line of JSON, in the order of their names: { series, rows, from, to, scored, training,
refused, alerts } and { notes } if there are any, or { series, error } for a bad one, which does not
stop the others
  --key NAME         column that names the series
  --out FILE.jsonl   where the lines go, unless to standard output
  --state FILE       as above, with the states of all series in it; a line then also has { seen }
  --workers N        series worked on at a time; unless told, one a core
  --shard I/N        only the I-th of N shares of the series, for a scheduler of many machines
  --queue URL        let the workers of a queue do it, on any number of machines, and write what would be
                     written without one; unless told, ELB_QUEUE. deno task worker --help tells of the
                     URL and its password. Stopped or killed, the same command goes on where it was.
                     A series that failed in four tries is a dead letter: it is told as a bad one, with
                     the reason, and the same command tries it again

${READ_HELP}

What is told and the page are in --timeZone; --json and what is written with --out are in UTC. Relative
paths are meant from the folder you call from.
Exit codes: 0 done (with alerts or without), 1 an error such as a download that failed, or a bad one of
many series, 2 wrong usage, a source that is no series or a queue that refuses, 5 a file could not be
written, 130 and 143 stopped.`;

const OPTIONS = {
  out: { type: "string" },
  html: { type: "string" },
  state: { type: "string" },
  series: { type: "string" },
  ...DETECTOR_OPTIONS,
  net: { type: "string", multiple: true }, // read by the launcher
  json: { type: "boolean", default: false },
  key: { type: "string" },
  workers: { type: "string" },
  shard: { type: "string" },
  queue: { type: "string" },
  value: { type: "string" }, // as the library calls the column
  ...READ_OPTIONS,
} as const;

if (import.meta.main) {
  await command({ task: "deno task detect", help: HELP, options: OPTIONS, most: Infinity }, main);
}

async function main(values: Values<typeof OPTIONS>, sources: string[]): Promise<number> {
  const [source] = sources;
  if (source === undefined) throw new UsageError("Cannot detect without a SOURCE");
  const { json, timeZone } = values;
  warnOfSources(sources);
  const out = fromCaller(values.out);
  const isParts = values.series !== undefined && await isFolder(source);
  if (
    values.key !== undefined || await checkUsage(() => isMany(source)) ||
    await isFolder(source) && !isParts
  ) {
    if (sources.length === 1) return await many(values, source, out);
    throw new UsageError("Cannot detect in many series as they must stand in one SOURCE");
  }
  for (const option of ["workers", "shard", "queue"] as const) {
    if (values[option] === undefined) continue;
    throw new UsageError(
      `Cannot take --${option} as SOURCE is one series: a table of many needs --key`,
    );
  }
  const html = toFile("--html", values.html, PAGE_ENDINGS);
  const state = fromCaller(values.state);
  const options = await checkUsage(async () => {
    if (out !== undefined) requireResultsPath(out);
    const read = readOptionTexts({ ...values, net: undefined }, "command");
    const detector = await detectorOptions(values);
    return { read, detector };
  });
  await checkWritable(out, html, state);
  using stop = new StopSignals();
  const parts = isParts ? await filesOf(source) : sources;
  const read = await readSources(parts, options.read);
  const named = { ...read, name: values.series ?? read.name };
  const { series, events } = withCalendarNote(named, options.detector);
  const { frame, name, notes } = series;
  const points = { timestamps: frameTimestamps(frame), values: frameValues(frame) };
  const detector = await checkUsage(() =>
    restoredDetector({ ...options.detector, series: name }, state)
  );
  const bar = progress(frame.height, "Rows");
  const found = await replaySeries(detector, points, {
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
    await writeResults(out, { ...points, name, notes, scores, flags, alerts });
  }
  if (state !== undefined) await writeFileAtomic(state, detector.snapshot());
  const detection: Detection = {
    series,
    sensitivity: detector.sensitivity,
    found,
    ...(out === undefined ? {} : { out: toCaller(out) }),
    ...(state === undefined ? {} : { state: toCaller(state) }),
  };
  if (html !== undefined) {
    const page = detectPage(detection, {
      timeZone: timeZone ?? "UTC",
      calendar: events,
      direction: options.detector.direction ?? "both",
      leastDeviation: options.detector.leastDeviation ?? 0,
      calmMinutes: options.detector.calmMinutes ?? CALM_MINUTES,
    });
    await writeFileAtomic(html, page);
  }
  if (json) printJson(asJson(detection));
  else print(detectReport(detection, timeZone ?? "UTC"));
  if (html !== undefined && !json) print(`Page: ${toCaller(html)}`);
  return 0;
}

/** Detects in the files of a folder, or the series of a long table. */
async function many(
  values: Values<typeof OPTIONS>,
  source: string,
  out: string | undefined,
): Promise<number> {
  const { key, html } = values;
  const state = fromCaller(values.state);
  const queue = readSecret("--queue", values.queue, QUEUE_VARIABLE);
  warnOfPassword(values.queue, `in ${QUEUE_VARIABLE} or as --queue @FILE`);
  for (const option of ["workers", "shard"] as const) {
    if (queue === undefined || values[option] === undefined) continue;
    throw new UsageError(
      `Cannot take --${option} with --queue as the queue's workers share the series`,
    );
  }
  if (html !== undefined) throw new UsageError("Cannot write one --html page of many series");
  if (values.series !== undefined) {
    throw new UsageError("Cannot take --series as each of many series has a name of its own");
  }
  if (out !== undefined && !out.endsWith(".jsonl")) {
    throw new UsageError("Cannot write many series as the name after --out must end in .jsonl");
  }
  await checkWritable(out, state);
  const asked = await checkUsage(async () => {
    const texts = { ...values, net: undefined };
    const workers = values.workers ?? String(navigator.hardwareConcurrency);
    return {
      read: readOptionTexts(texts, "command"),
      detector: await detectorOptions(values),
      workers: toInteger("--workers", workers, { min: 1, max: 1024 }),
      shard: parseShard(values.shard ?? "1/1"),
    };
  });
  using stop = new StopSignals();
  return await detectMany(
    { ...asked, path: sourceFromCaller(source), key, queue, out, state },
    stop,
  );
}

/** Whether a `cloudwatch:` source stands for more than one metric. */
function isMany(source: string): boolean {
  return isCloudWatchSource(source) &&
    Object.values(parseCloudWatchSource(source).dimensions).includes("*");
}

async function isFolder(source: string): Promise<boolean> {
  if (source === "-" || /^(?:[a-z][a-z0-9+.-]+:\/\/|cloudwatch:|@)/i.test(source)) return false;
  try {
    return (await Deno.stat(fromCaller(source))).isDirectory;
  } catch {
    return false; // what is wrong with it is said where it is read
  }
}

/** The files of a folder, as the caller would type them. */
async function filesOf(folder: string): Promise<string[]> {
  const { jobs } = await checkUsage(() => folderJobs(fromCaller(folder)));
  return jobs.flatMap((job) => "path" in job ? [toCaller(job.path)] : []);
}

/** A detector that goes on from its state file, if that is there. */
async function restoredDetector(
  options: StreamingDetectorOptions,
  state: string | undefined,
): Promise<StreamingDetector> {
  const detector = new StreamingDetector(options);
  if (state !== undefined) await goOnFrom(state, (snapshot) => detector.restore(snapshot));
  return detector;
}

function asJson({ series, found, ...rest }: Detection) {
  const { frame, name, column, gaps, notes } = series;
  const { scored, training, seen, refused, alerts } = found;
  const timestamps = frameTimestamps(frame);
  return {
    name,
    column,
    rows: frame.height,
    from: new Date(timestamps[0]!),
    to: new Date(timestamps.at(-1)!),
    gaps,
    notes,
    ...rest,
    scored,
    training,
    seen,
    refused,
    alerts,
  };
}
