/**
 * A series from a CSV file or URL, each bad line named; and back to a file.
 *
 * @module
 */
import { createFrame, type Frame, frameTimestamps, frameValues } from "./frame.ts";
import { isCloudWatchSource } from "./cloudwatch/metric.ts";
import { readCloudWatch } from "./cloudwatch/read_cloudwatch.ts";
import { readRows } from "./csv/rows.ts";
import { findGaps, type Gap } from "./gaps.ts";
import { fetchBytes, fileBytes, writeFileAtomic } from "../files.ts";
import { formatTimestamp } from "./timestamp.ts";

/** A loaded series. */
export interface Series {
  /** `timestamp` (`Datetime("ms")`, UTC, strictly increasing) and `value` (finite Float64). */
  frame: Frame;
  /** Where the rows came from. */
  origin: "file" | "download" | "simulated" | "cloudwatch";
  /** The holes that missing samples leave, in time order. */
  gaps: Gap[];
}

/** Options of {@linkcode readSeries}. */
export interface ReadSeriesOptions {
  /** Name of the column with the timestamps; `timestamp` unless told. */
  timestamp?: string;
  /** Name of the column with the numbers; `value` unless told. */
  value?: string;
  /** Sorts rows that are out of order, which are refused otherwise. */
  sort?: boolean;
  /** Seconds until a download is given up; 30 unless told. */
  timeout?: number;
}

/**
 * Reads a series from a CSV file with a header, or from an http(s) URL.
 *
 * The text is UTF-8 (a byte order mark may stand before it) with LF or CRLF and RFC 4180 quotes;
 * columns other than the two named ones are ignored. Timestamps are read as `parseTimestamp` in
 * `data/timestamp.ts` states: without a zone they mean UTC. Blanks around a field do not count.
 * The file is streamed: memory grows with the rows, not with the bytes.
 *
 * @param source A path (relative to the working directory), a `file:` URL, an `http(s):` URL, or
 * `cloudwatch:...` as {@linkcode readCloudWatch} takes it
 * @returns The rows, where they came from, and the gaps between them
 * @throws {SyntaxError} With line, column, rule and value, if the text is not such a file: empty,
 * no rows, a column missing, a row too short or too long, a value that is no finite number, a
 * timestamp that is none, that repeats, or (without `sort`) that runs backwards; not UTF-8, an
 * HTML page, a line of more than 1 MiB
 * @throws {Deno.errors.NotFound} If there is no such file
 * @throws {Deno.errors.IsADirectory} If it is a directory
 * @throws {Deno.errors.Http} If the server cannot be reached, or answers with an error
 * @throws {RangeError} If a server sends more than 1 GiB
 * @throws {Deno.errors.TimedOut} If a download takes longer than `timeout`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readSeries } from "elb-anomaly/data";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await Deno.writeTextFile(path, "time,requests\n2014-04-10 00:04,94\n2014-04-10 00:09,56\n");
 * const { frame, origin } = await readSeries(path, { timestamp: "time", value: "requests" });
 * assert.deepEqual(frame.columns, ["timestamp", "value"]);
 * assert.equal(frame.height, 2);
 * assert.equal(origin, "file");
 * await Deno.remove(path);
 * ```
 */
export async function readSeries(
  source: string | URL,
  options: ReadSeriesOptions = {},
): Promise<Series> {
  const { timestamp = "timestamp", value = "value", sort = false, timeout = 30 } = options;
  if (typeof source === "string" && isCloudWatchSource(source)) {
    return await readCloudWatch(source, { timeout });
  }
  const isFile = source instanceof URL
    ? source.protocol === "file:"
    : !/^[a-z][a-z0-9+.-]+:\/\//i.test(source) || /^file:/i.test(source);
  const path = isFile && typeof source === "string" && /^file:/i.test(source)
    ? new URL(source)
    : source;
  const chunks = isFile ? fileBytes(path) : fetchBytes(new URL(source), { timeout });
  const name = source instanceof URL ? source.href : source;
  const order = sort ? "sorted" : "increasing";
  const { timestamps, values } = await readRows(chunks, name, { timestamp, value, order });
  return {
    frame: createFrame(timestamps, values),
    origin: isFile ? "file" : "download",
    gaps: findGaps(timestamps),
  };
}

/**
 * Writes a frame's `timestamp` and `value` as CSV, the file whole or not at all.
 *
 * The form is NAB's: LF, `YYYY-MM-DD HH:MM:SS` in UTC, and numbers in the shortest form that reads
 * back as the same double, with `.0` where they are whole. {@linkcode readSeries} reads back the
 * same frame.
 *
 * @param path Where the file goes; its folder must exist
 * @param frame A frame as {@linkcode readSeries} returns it
 * @throws {RangeError} If a value is not finite, or a time is outside the years 0 to 9999
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, writeSeries } from "elb-anomaly/data";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await writeSeries(path, createFrame([0, 300_000], [94, 0.5]));
 * assert.equal(
 *   await Deno.readTextFile(path),
 *   "timestamp,value\n1970-01-01 00:00:00,94.0\n1970-01-01 00:05:00,0.5\n",
 * );
 * await Deno.remove(path);
 * ```
 */
export async function writeSeries(path: string | URL, frame: Frame): Promise<void> {
  const timestamps = frameTimestamps(frame);
  const lines = ["timestamp,value"];
  frameValues(frame).forEach((value, i) => {
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `Cannot write ${path} as values must be finite: the value in row ${i} is ${value}`,
      );
    }
    lines.push(`${formatTimestamp(timestamps[i]!)},${formatNumber(value)}`);
  });
  await writeFileAtomic(path, lines.join("\n") + "\n");
}

function formatNumber(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
