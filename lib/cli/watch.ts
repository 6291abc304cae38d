/** `deno task watch`: watches sources live and tells of alerts. */
import { CloudWatchError, type Point, readPoints, type ReadPointsOptions } from "../data/mod.ts";
import { isCloudWatchSource } from "../data/cloudwatch/mod.ts";
import { noteCounters, pointOptions } from "../data/points/mod.ts";
import { explain, mayDownloadLater, WriteError } from "../files.ts";
import { folderJobs } from "../fleet/mod.ts";
import {
  type Cost,
  type CycleReport,
  eventLine,
  fileSource,
  folderStore,
  knownSeries,
  type MakeDetector,
  memoryStore,
  openCloudWatchSource,
  type PolledSource,
  readAhead,
  StateError,
  type StateStore,
  streamingDetectors,
  systemClock,
  TablePoints,
  Watcher,
  watchPoints,
  watchSources,
  webhookSender,
} from "../watch/mod.ts";
import { excerpt } from "../checks.ts";
import { checkUsage, command, UsageError, type Values } from "./shared/command.ts";
import { DETECTOR_HELP, detectorOptions } from "./shared/detector_options.ts";
import { typedDuration } from "./shared/duration.ts";
import { NotesOnce } from "./shared/notes_once.ts";
import { print, printError } from "./shared/print.ts";
import { READ_HELP } from "./shared/read_options.ts";
import { warnOfSources } from "./shared/secret.ts";
import { stateAdvice } from "./shared/state_advice.ts";
import { StopSignals } from "./shared/stop_signals.ts";
import { costLine, cycleLines } from "./watching/lines.ts";
import { readWatchCommand, WATCH_OPTIONS, type WatchCommand } from "./watching/options.ts";

const HELP = `Watches series live: learns their last days, then tells of alerts, one line of JSON on
standard output as one fires and one as it resolves. What happens is told on standard error.

Usage: deno task watch SOURCE... [options]

SOURCE is
  cloudwatch:NAMESPACE/METRIC?DIMENSION=VALUE&stat=Sum&period=300&days=14&region=eu-west-1
                     a metric of CloudWatch; DIMENSION=* stands for each there is. More options:
                     missing=auto|zero|gap (what a period without a point means), heartbeat=METRIC|none
  PATH or URL        a file that grows, or a folder of them, looked at again each time; what is there
                     at first is history. A newest row that may still grow, that of a URL or one
                     without a line end, is taken once a later one comes, or its period is over and
                     the next look finds it as it was; what changes later is counted. With --key, one
                     table of many series, to which rows are appended: those from before the first
                     start are history; its last row, if it has no line end, is taken once the file
                     has stood still for --every
  -                  standard input: lines of JSON with timestamp and value, or text in columns with a
                     header, as from tail -n +1 -F; all of it is told

  --state DIR        keep the state there; started again, it goes on as if it had never stopped.
                     Without it, all is learned anew
  --every 5m         from one look to the next; unless told, the shortest period of the sources. Folders
                     are listed anew at each look, CloudWatch's metrics once an hour; a metric that has
                     been silent for a day is asked for once an hour
  --delay 10m        wait so long after a value's time until it is taken, where values are revised;
                     unless told, 0s (CloudWatch's own delay comes on top)
  --once             one look, for a scheduler such as cron; needs --state
  --webhook URL      post each alert there in the form of Alertmanager's webhook, version 4; WEBHOOK_URL
                     unless told, which others on the machine cannot read. Signed as Standard
                     Webhooks says if WEBHOOK_SECRET is set. While it is down, up to 1,000 alerts wait
                     in the state
  --silent 15m       when a source that sends nothing is an alert of its own; unless told, 15m or
                     three periods, and never before three samples of a file or stream are due
  --max-cost N       refuse to start if CloudWatch would cost more dollars in 30 days; unless told, 10
${DETECTOR_HELP}
  --key NAME         column or field of a table or standard input that names the series
  --net HOST         let it reach another host too, such as a sign-on service; may be repeated
  --help             show this text

${READ_HELP}
Rows that are read one by one (with --key, and of standard input) take --timestamp, --column, --format,
--timeZone, --where, --separator and --decimal; CloudWatch takes --missing and --timeout.

Credentials and region are those of AWS' own tools: AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_REGION, a
role. Relative paths are meant from the folder you call from.
Exit codes: 0 the input ended or --once is done, 1 a source or the webhook failed with --once, 2 wrong
usage, or a refusal that starting again does not cure, 5 the state cannot be written, 130 and 143
stopped.`;

/** Detectors in memory, of 4 MB each; the others wait in the state, of 35 KB each. */
const MOST_IN_MEMORY = 100;

if (import.meta.main) {
  const spec = { task: "deno task watch", help: HELP, options: WATCH_OPTIONS, most: Infinity };
  await command(spec, main);
}

async function main(values: Values<typeof WATCH_OPTIONS>, others: string[]): Promise<number> {
  warnOfSources(others);
  const asked = await checkUsage(() => readWatchCommand(values, others));
  const detector = await checkUsage(() => detectorOptions(values));
  if (asked.once && asked.state === undefined) {
    throw new UsageError(
      "Cannot look once as --state must say where to go on from: it is not given",
    );
  }
  using stop = new StopSignals();
  let store: StateStore | undefined;
  try {
    store = await openStore(asked.state);
    const last = await watch(
      { ...asked, makeDetector: streamingDetectors(detector) },
      store,
      stop.signal,
    );
    if (stop.signal.aborted) return stop.code;
    return asked.once && (last.failures.length > 0 || last.waiting > 0) ? 1 : 0;
  } catch (error) {
    if (stop.signal.aborted) return stop.code;
    if (error instanceof Deno.errors.BrokenPipe) {
      throw new WriteError("standard output", "somebody must read it: nobody does", {
        cause: error,
      });
    }
    if (error instanceof StateError && asked.state !== undefined) {
      printError(`${error.message}. ${stateAdvice(asked.state)}`);
      return 2;
    }
    if (!isLasting(error)) throw error;
    printError(error.message);
    return 2;
  } finally {
    store?.close();
  }
}

/** Whether a source is refused, which starting again does not cure. */
function isLasting(error: unknown): error is Error {
  return error instanceof CloudWatchError
    ? !error.isTemporary
    : error instanceof Deno.errors.Http && !mayDownloadLater(error);
}

function openStore(state: string | undefined): Promise<StateStore> {
  if (state === undefined) {
    printError("Without --state, what is learned and not delivered ends with this program");
    return Promise.resolve(memoryStore());
  }
  return folderStore(state).catch((error) => {
    if (!isRefused(error)) throw error;
    const told = explain(state, error);
    throw isOfPlace(error) ? new UsageError(told.message) : told;
  });
}

/** Whether there can be no folder of that name, which starting again does not cure. */
function isOfPlace(error: Error): boolean {
  const code = String((error as { code?: unknown }).code);
  return error instanceof Deno.errors.NotCapable ||
    ["EEXIST", "ENOTDIR", "ENAMETOOLONG", "ELOOP"].includes(code);
}

/** Whether the system, or the permissions given, do not let a file be used. */
function isRefused(error: unknown): error is Error {
  return error instanceof Deno.errors.NotCapable ||
    error instanceof Error && "code" in error && typeof error.code === "string";
}

async function watch(
  asked: WatchCommand & { makeDetector: MakeDetector },
  store: StateStore,
  signal: AbortSignal,
): Promise<CycleReport> {
  const { sources, every, silent, delay, webhook, once, read, key, makeDetector } = asked;
  const clock = systemClock;
  const secret = Deno.env.get("WEBHOOK_SECRET");
  const watcher = await Watcher.open({
    store,
    makeDetector,
    silentAfter: silent,
    mostInMemory: MOST_IN_MEMORY,
    delivery: {
      print: (event) => print(eventLine(event)),
      ...(webhook === undefined
        ? {}
        : { send: webhookSender({ url: webhook, secret, clock, signal }) }),
    },
  });
  let before: CycleReport | undefined;
  const onCycle = (report: CycleReport) => {
    cycleLines(report, before).forEach((line) => printError(line));
    before = report;
  };
  const notes = new NotesOnce();
  const [source] = sources;
  if (source === "-" || key !== undefined) {
    const rows = await checkUsage(() => rowOptions(asked));
    const noted = (points: AsyncIterable<readonly Point[]>) =>
      noteCounters(points, (note, series) => notes.tell(series, note));
    const rest = { watcher, every, clock, signal, onCycle };
    if (source === "-") {
      const points = noted(readPoints(readAhead(Deno.stdin.readable), rows));
      return await checkUsage(() => watchPoints({ points, name: "stdin", ...rest }));
    }
    const name = source!;
    const isKnown = knownSeries(watcher, name).length > 0;
    const table = new TablePoints(name, { read: rows, every, once, isKnown, clock, signal });
    return await checkUsage(() =>
      watchPoints({ points: noted(table), table, name, liveFrom: clock.now(), ...rest })
    );
  }
  const opened: PolledSource[] = [];
  const folders: string[] = [];
  try {
    for (const source of sources) {
      if (isCloudWatchSource(source)) {
        const now = clock.now();
        const { timeout = 10, missing } = read;
        const rule = missing === undefined || missing === "refuse" ? {} : { missing };
        const options = { now, attempts: 4, timeout, signal, delay, ...rule };
        opened.push(await checkUsage(() => openCloudWatchSource(source, options)));
      } else if (await checkUsage(() => isFolder(source))) {
        await checkUsage(() => folderJobs(source)); // which must hold one at least
        folders.push(source);
      } else {
        const onNote = notes.tellOf(sources.length === 1 ? "" : source);
        opened.push(fileSource(source, read, { delay, onNote }));
      }
    }
    requireOnce(opened);
    const known = new Set<string>();
    const findMore = async (): Promise<PolledSource[]> => {
      const found = await Promise.all(folders.map((folder) => filesOf(folder)));
      const fresh = found.flat().filter((path) => !known.has(path));
      fresh.forEach((path) => known.add(path));
      return fresh.map((path) =>
        fileSource(path, read, { isOneOfMany: true, delay, onNote: notes.tellOf(path) })
      );
    };
    const onCost = (cost: Cost) => refuseCost(cost, asked);
    return await checkUsage(() =>
      watchSources({
        ...{ watcher, sources: opened, findMore, every, clock, signal, once },
        ...{ onCost, onCycle },
      })
    );
  } finally {
    opened.forEach((source) => source.close());
  }
}

/** Refuses what would be one series in the state. */
function requireOnce(sources: readonly PolledSource[]): void {
  const names = sources.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return;
  const why = URL.canParse(twice) ? ": a URL is one whatever user reads it" : "";
  throw new UsageError(`Cannot watch ${excerpt(twice)} as it must be given once${why}`);
}

function rowOptions({ sources: [source], read, key }: WatchCommand): ReadPointsOptions {
  return {
    ...pointOptions(read),
    ...(key === undefined ? {} : { key }),
    name: source === "-" ? "standard input" : source!,
    onBadLine: ({ message }) => printError(message),
    onNote: printError,
  };
}

async function isFolder(source: string): Promise<boolean> {
  return !/^(?:[a-z][a-z0-9+.-]+:|@)/i.test(source) && (await Deno.stat(source)).isDirectory;
}

/** The files with series in a folder, none where there are none now. */
async function filesOf(folder: string): Promise<string[]> {
  try {
    const { jobs } = await folderJobs(folder);
    return jobs.flatMap((job) => "path" in job ? [job.path] : []);
  } catch (error) {
    if (error instanceof RangeError || error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function refuseCost(cost: Cost, { every, maxCost }: WatchCommand): void {
  if (cost.requests === 0) return;
  printError(costLine(cost, every));
  if (cost.dollars <= maxCost) return;
  throw new UsageError(
    `Cannot watch as it must cost at most $${maxCost} in 30 days: raise --max-cost, or look less often than every ${
      typedDuration(every)
    }`,
  );
}
