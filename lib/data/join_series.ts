/** Series that are parts of one, such as daily exports, as that one. */
import { excerpt, requireKind } from "../checks.ts";
import { createFrame, frameTimestamps, frameValues } from "./frame/mod.ts";
import { KeyColumns } from "./reading/key_columns.ts";
import { checkOptions, type ReadSeriesOptions } from "./reading/options.ts";
import { settleRows } from "./reading/settle.ts";
import { optionWords } from "./reading/words.ts";
import type { Series } from "./series.ts";

/**
 * Joins parts of one series, such as the files of a daily export, in order of time.
 *
 * Parts may overlap: a row that two have is one, and where they differ `duplicates` decides, the
 * part that begins later being the last. What `missing` says holds for what lies between the parts
 * too.
 *
 * @param parts From {@linkcode readSeries}, in any order
 * @param options Those that the parts were read with
 * @returns The series, with the name and the origin of the first part in time
 * @throws {RangeError} If there is no part
 * @throws {SyntaxError} If the parts' values stand in columns of different names, or rows differ
 * and `duplicates` does not say which to take
 *
 * @example The exports of two days
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, joinSeries, type Series } from "elb-anomaly/data";
 *
 * const day = (name: string, timestamps: number[], values: number[]): Series => ({
 *   frame: createFrame(timestamps, values),
 *   ...{ name, column: "hits", origin: "file", gaps: [], notes: [] },
 * });
 * const series = joinSeries([day("b", [60_000, 120_000], [5, 6]), day("a", [0, 60_000], [4, 5])]);
 * assert.deepEqual(series.frame.getColumn("value").toArray(), [4, 5, 6]);
 * assert.equal(series.name, "a");
 * ```
 */
export function joinSeries(parts: readonly Series[], options: ReadSeriesOptions = {}): Series {
  requireKind("join series", { parts }, "a list of objects");
  const checked = checkOptions(options);
  const rows = parts.map((part) => ({
    part,
    timestamps: frameTimestamps(part.frame),
    values: frameValues(part.frame),
  })).sort((a, b) => a.timestamps[0]! - b.timestamps[0]!);
  const [first] = rows;
  if (first === undefined) {
    throw new RangeError("Cannot join series as there must be one at least: there is none");
  }
  const { name, column, origin } = first.part;
  const other = parts.find((part) => part.column !== column);
  if (other !== undefined) {
    throw new SyntaxError(
      `Cannot join series as their values must stand in columns of one name (${
        optionWords(checked.wayIn, "value", column)
      }): ${excerpt(name)} has ${excerpt(column)} and ${excerpt(other.name)} ${
        excerpt(other.column)
      }`,
    );
  }
  const ends = rows.map(({ timestamps }) => timestamps.length);
  ends.forEach((length, k) => ends[k] = length + (ends[k - 1] ?? 0));
  const place = (row: number) => {
    const at = ends.findIndex((end) => row < end);
    return `row ${row - (ends[at - 1] ?? 0) + 1} of ${excerpt(rows[at]!.part.name)}`;
  };
  const together = (name: "timestamps" | "values"): Float64Array => {
    const all = new Float64Array(ends.at(-1)!);
    rows.forEach((row, k) => all.set(row[name], ends[k - 1] ?? 0));
    return all;
  };
  try {
    const joined = settleRows({
      ...{ timestamps: together("timestamps"), values: together("values") },
      ...{ place, keys: new KeyColumns([], new Set()), isLocal: false, stamps: [] },
    }, { ...checked, sort: true });
    const { timestamps, values, gaps, notes } = joined;
    const frame = createFrame(timestamps, values);
    return { frame, name, column, origin, gaps, notes: [...notesOf(parts), ...notes] };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SyntaxError(`Cannot join series as ${error.message}`, { cause: error });
  }
}

/** The parts' notes, each once whatever its example, with the part's name where not all say so. */
function notesOf(parts: readonly Series[]): string[] {
  const byNote = Map.groupBy(
    parts.flatMap(({ name, notes }) => notes.map((note) => ({ name, note }))),
    ({ note }) => note.replace(/ such as "[^"]*"/, ""),
  );
  return [...byNote.values()].map(([first, ...more]) => {
    const { name, note } = first!;
    if (more.length === parts.length - 1) return note;
    return `${name}${more.length === 0 ? "" : ` and ${more.length} more`}: ${note}`;
  });
}
