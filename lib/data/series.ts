/** A series as it is loaded; its rows where they stand; and back to a file. */
import { requireKind } from "../checks.ts";
import { writeFileAtomic } from "../files.ts";
import { refuseOtherFormats } from "./csv/other_formats.ts";
import { readTable } from "./csv/table.ts";
import { type Frame, frameTimestamps, frameValues, type TimeSeries } from "./frame/mod.ts";
import type { Gap } from "./gaps.ts";
import { SeriesCollector } from "./reading/collector.ts";
import { checkOptions } from "./reading/options.ts";
import { unpack } from "./reading/source.ts";
import { formatTimestamp } from "./timestamps/timestamp.ts";

/** A loaded series. */
export interface Series {
  /** `timestamp` (`Datetime("ms")`, UTC, strictly increasing) and `value` (finite Float64). */
  frame: Frame;
  /** What to call it: the file's name without folders and ending, and what `where` picked. */
  name: string;
  /** Name of the column that the values stood in. */
  column: string;
  /** Where the rows came from. */
  origin: "file" | "download" | "simulated" | "cloudwatch";
  /** The holes that missing samples leave, in time order. */
  gaps: Gap[];
  /** What was changed, left out or chosen without being told, one sentence each. */
  notes: string[];
}

/** The rows of a text in columns where they stand, repeated and unsorted ones included. */
export async function readRows(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
): Promise<TimeSeries> {
  const options = checkOptions({ timestamp: "timestamp", value: "value", missing: "refuse" });
  const collector = new SeriesCollector(name, options);
  const peeked = await unpack(chunks, name);
  refuseOtherFormats(peeked.start, name);
  await readTable(peeked, collector, { shown: name, options });
  return collector.rows();
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
  requireKind("write a series", { path }, "a path or a URL");
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
