/** A series from a file, a URL or another source, or of several: each bad place named. */
import { requireKind, withoutPlaces } from "../checks.ts";
import { readAll, wholeLines } from "../files.ts";
import { cloudWatchOptions } from "./cloudwatch/cloudwatch_options.ts";
import { refuseOtherFormats } from "./csv/other_formats.ts";
import { readTable } from "./csv/table.ts";
import { createFrame, frameValues } from "./frame/mod.ts";
import { joinSeries } from "./join_series.ts";
import { isJson } from "./json/documents.ts";
import { readJson } from "./json/table.ts";
import { isParquet, readParquet } from "./parquet.ts";
import { absentCountNotes } from "./reading/absent_counts.ts";
import { SeriesCollector } from "./reading/collector.ts";
import { counterNotes } from "./reading/counter.ts";
import { isWindows1252, toUtf8, WINDOWS_1252 } from "./reading/encoding.ts";
import { type CheckedOptions, checkOptions, type ReadSeriesOptions } from "./reading/options.ts";
import { openSource, peek, type Peeked, sourceIn, unpack } from "./reading/source.ts";
import type { WayIn } from "./reading/words.ts";
import type { Series } from "./series.ts";

export type { ReadSeriesOptions };

/** Sources with a scheme of their own; each is loaded at first use. */
const SCHEMES: Readonly<
  Record<string, (source: string, options: ReadSeriesOptions) => Promise<Series>>
> = {
  "cloudwatch:": async (source, options) => {
    const { readCloudWatch } = await import("./cloudwatch/read_cloudwatch.ts");
    const { timeout = 30, missing } = cloudWatchOptions(options);
    const told = missing === undefined || missing === "refuse" ? {} : { missing };
    const series = await readCloudWatch(source, { timeout, ...told });
    if (missing === "refuse" && series.gaps.length > 0) {
      throw new SyntaxError(
        `Cannot read ${source} as it must have no gap: ${series.gaps.length} are in it`,
      );
    }
    return { ...series, column: "value" };
  },
};

/**
 * Reads a series from a file, a URL, standard input or CloudWatch.
 *
 * Forms: text in columns (separated by `,` `;` a tab or `|`, in quotes or not, with a decimal comma
 * or groups of thousands, its header below titles, comments and blank lines), JSON (of `aws
 * cloudwatch get-metric-statistics` and `get-metric-data`, of `aws logs get-query-results`, a range
 * answer of Prometheus, VictoriaMetrics' export, an object a line, and any document with one table
 * of times in it, however nested: objects, lists with the names of their columns beside them, pairs
 * of time and value, columns, values by their time), Parquet; each also in gzip; text in UTF-8,
 * UTF-16 with its mark, or Windows-1252, said.
 *
 * What can mean one thing only is read; what can mean two is refused with the option that decides
 * it; what was changed or left out stands in `notes`. Timestamps: `format` in
 * {@linkcode ReadSeriesOptions} lists its tokens; without it ISO 8601, other forms with the year
 * first or the month by its English name, and Unix time in seconds to nanoseconds are read; without
 * a zone they mean UTC, or `timeZone`, whose hour that occurs twice is read in the order of the
 * rows. A cell that is empty, NaN, null, NA, N/A, #N/A, -, None, No data or \\N is a missing
 * sample. Numbers with a unit, as 464 ms, are read where all of the column have the same one.
 *
 * Text is streamed: memory grows with the rows, not with the bytes of the file. A year of one value
 * a minute takes about 90 MB at the peak, a million rows 130 MB. One JSON document may have 256
 * MiB.
 *
 * Several sources, such as the files of a daily export, are parts of one series, which
 * {@linkcode joinSeries} joins: what one of them leaves open, as the day and the month of
 * 03.08.2026, the others decide.
 *
 * @param source A path (relative to the working directory), `-` for standard input, a `file:` URL,
 * an `http(s):` URL, `cloudwatch:...` as {@linkcode readCloudWatch} takes it, or `@FILE`, a file
 * whose first line is the source: so a URL with a password stands on no command line and in no
 * notebook; or a list of those
 * @returns The series in order of time, one row a time
 * @throws {SyntaxError} With place, rule, value and the option that helps, if it is not such a
 * source, or can mean two things
 * @throws {TypeError} If an option is unknown or of another kind, or a URL of a kind that is not
 *   read
 * @throws {RangeError} If an option is out of its range, or a server sends more than 1 GiB
 * @throws {Deno.errors.NotFound} If there is no such file
 * @throws {Deno.errors.IsADirectory} If it is a directory
 * @throws {Deno.errors.Http} If the server cannot be reached, or answers with an error
 * @throws {Deno.errors.TimedOut} If a download takes longer than `timeout`
 *
 * @example A spreadsheet's export
 * ```ts
 * import assert from "node:assert/strict";
 * import { readSeries } from "elb-anomaly/data";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "Zeit;Anfragen\n10.04.2014 00:09;5,6\n10.04.2014 00:04;9,4\n");
 * const { frame, notes } = await readSeries(path, {
 *   timestamp: "Zeit",
 *   value: "Anfragen",
 *   format: "DD.MM.YYYY HH:mm",
 * });
 * assert.deepEqual(frame.getColumn("value").toArray(), [9.4, 5.6]);
 * assert.deepEqual(notes, [
 *   'Numbers such as "5,6" were read with a decimal comma.',
 *   "The rows stood newest first and were sorted by time.",
 * ]);
 * await Deno.remove(path);
 * ```
 */
export async function readSeries(
  source: string | URL | readonly (string | URL)[],
  options: ReadSeriesOptions = {},
): Promise<Series> {
  const checked = checkOptions(options);
  const sources: readonly unknown[] = Array.isArray(source) ? source : [source];
  sources.forEach((one) => requireKind("read a series", { source: one }, "a path or a URL"));
  try {
    const parts: Part[] = [];
    for (const one of sources) parts.push(await readPart(one as string, options, checked));
    SeriesCollector.settleTogether(parts.flatMap(({ collector = [] }) => collector));
    const series = parts.map((part) => part.finish());
    const whole = series.length === 1 ? series[0]! : joinSeries(series, options);
    return withDoubts(whole, checked.wayIn);
  } catch (error) {
    throw checked.wayIn !== "library" && error instanceof Error ? withoutPlaces(error) : error;
  }
}

/** The series with notes on what its values make doubtful, each with what helps. */
function withDoubts(series: Series, wayIn: WayIn): Series {
  const { frame, gaps, notes, origin } = series;
  const values = frameValues(frame);
  const counts = origin === "cloudwatch" ? [] : absentCountNotes(values, gaps, wayIn);
  const doubts = [...counterNotes(values), ...counts];
  return doubts.length === 0 ? series : { ...series, notes: [...notes, ...doubts] };
}

/** As {@linkcode readSeries} of one source, without a last line that has no end. */
export async function readWholeLines(
  source: string,
  options: ReadSeriesOptions = {},
): Promise<Series> {
  return (await readPart(source, options, checkOptions(options), true)).finish();
}

/** A source that was read, but for what its columns leave open. */
interface Part {
  readonly collector?: SeriesCollector;
  finish(): Series;
}

async function readPart(
  given: string | URL,
  options: ReadSeriesOptions,
  checked: CheckedOptions,
  isOfWholeLines = false,
): Promise<Part> {
  const source = await sourceIn(given);
  const scheme = typeof source === "string"
    ? /^[a-z]+:/i.exec(source)?.[0].toLowerCase()
    : undefined;
  if (scheme !== undefined && Object.hasOwn(SCHEMES, scheme)) {
    const series = await SCHEMES[scheme]!(String(source), options);
    return { finish: () => series };
  }
  const { bytes, origin, shown, name } = openSource(source, checked.timeout);
  const collector = new SeriesCollector(shown, checked);
  const unpacked = await unpack(bytes, shown);
  const peeked = isOfWholeLines ? await peek(wholeLines(unpacked.bytes)) : unpacked;
  await collect(peeked, collector, { shown, options: checked });
  const picked = Object.values(checked.where ?? {}).join(", ");
  return {
    collector,
    finish() {
      const { timestamps, values, gaps, notes, column } = collector.finish();
      return {
        frame: createFrame(timestamps, values),
        name: picked === "" ? name : `${name} (${picked})`,
        column,
        origin,
        gaps,
        notes,
      };
    },
  };
}

/** Reads bytes of any form into a collector. */
async function collect(
  peeked: Peeked,
  collector: SeriesCollector,
  at: { shown: string; options: CheckedOptions },
): Promise<void> {
  if (isParquet(peeked.start)) return await readParquet(await readAll(peeked.bytes), collector);
  refuseOtherFormats(peeked.start, at.shown);
  if (isJson(peeked.start)) return await readJson(peeked, at.shown, collector);
  if (!isWindows1252(peeked.start)) return await readTable(peeked, collector, at);
  collector.notes.push("The text is not in UTF-8 and was read as Windows-1252.");
  await readTable(await peek(toUtf8(peeked.bytes, WINDOWS_1252, at.shown)), collector, at);
}
