/** What a detector found, as a file for spreadsheets and programs. */
import { excerpt, requireKind, requireKindIfGiven, requireKnownOptions } from "../../checks.ts";
import type { TimeSeries } from "../../data/frame/mod.ts";
import { formatTimestamp } from "../../data/timestamps/mod.ts";
import { writeFileAtomic } from "../../files.ts";
import { pl } from "../../packages.ts";
import { AlertLog, type AlertRecord } from "./alert_log.ts";

/** What {@linkcode writeResults} writes, each list of the length of the series. */
export interface DetectionResults extends TimeSeries {
  /** Name of the series. */
  readonly name?: string;
  /** Error of each row, such as a reconstruction's. */
  readonly errors?: ArrayLike<number>;
  /** Score of each row. */
  readonly scores?: ArrayLike<number>;
  /** Whether each row is flagged. */
  readonly flags?: ArrayLike<boolean>;
  /** The alerts, in order of time. */
  readonly alerts?: readonly AlertRecord[];
  /** What was changed or left out when the series was read. */
  readonly notes?: readonly string[];
}

type Cell = string | number | boolean | null;

const NAMES = ["timestamps", "values", "name", "errors", "scores", "flags", "alerts", "notes"];
/** What `replaySeries` tells beside them, so that its answer is taken as it is. */
const UNWRITTEN = ["levels", "usual", "scored", "training", "seen", "refused"];
const ENDINGS = [".csv", ".json", ".parquet"];

/**
 * Checks, before any work is done for it, that a file's ending is one that results can have.
 *
 * @param path As {@linkcode writeResults} takes it
 * @throws {RangeError} If the ending is another one
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requireResultsPath } from "elb-anomaly/detect";
 *
 * assert.throws(() => requireResultsPath("alerts.xlsx"), /must end in .csv, .json, .parquet/);
 * ```
 */
export function requireResultsPath(path: string): void {
  requireKind("write results", { path }, "a text");
  if (ENDINGS.some((ending) => path.toLowerCase().endsWith(ending))) return;
  throw new RangeError(
    `Cannot write results as the file's name must end in ${ENDINGS.join(", ")}: current value is ${
      excerpt(path)
    }`,
  );
}

/**
 * Writes a series with what was found in it, the file whole or not at all, in the form of its
 * ending.
 *
 * CSV and Parquet have a row for each row of the series: `timestamp` (UTC) and `value`; `error`,
 * `score` and `flag` where they are given; and, where alerts are, in the rows from an alert's start
 * to its end its number (`alert`, 1 first), `start`, `end`, `usual`, `worst`, `severity` and
 * `reason`. JSON is `{ name, notes, rows, alerts }`. What `replaySeries` gives beside these is taken
 * and not written: `{ ...series, ...await replaySeries(detector, series) }`.
 *
 * @param path Its ending is `.csv`, `.json` or `.parquet`; the folder must exist
 * @param results See {@linkcode DetectionResults}
 * @throws {RangeError} If the ending is another one, or lengths differ
 * @throws {TypeError} If a part of the results is unknown
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { writeResults } from "elb-anomaly/detect";
 *
 * const path = await Deno.makeTempFile({ suffix: ".csv" });
 * await writeResults(path, {
 *   timestamps: Float64Array.of(0, 300_000),
 *   values: Float64Array.of(94, 5600),
 *   errors: [0.1, 7],
 *   flags: [false, true],
 * });
 * assert.equal(
 *   await Deno.readTextFile(path),
 *   "timestamp,value,error,flag\n1970-01-01 00:00:00,94,0.1,false\n1970-01-01 00:05:00,5600,7,true\n",
 * );
 * await Deno.remove(path);
 * ```
 */
export async function writeResults(path: string, results: DetectionResults): Promise<void> {
  requireKnownOptions("write results", results, [...NAMES, ...UNWRITTEN]);
  requireResultsPath(path);
  const { timestamps, values } = results;
  requireKind("write results", { timestamps, values }, "a list of numbers");
  const n = timestamps.length;
  for (const name of ["values", "errors", "scores", "flags"] as const) {
    requireKindIfGiven("write results", { [name]: results[name] }, "a list");
    const length = results[name]?.length ?? n;
    if (length !== n) {
      throw new RangeError(
        `Cannot write results as ${name} must have the length of timestamps, ${n}: current length is ${length}`,
      );
    }
  }
  requireKindIfGiven("write results", { alerts: results.alerts }, "a list of objects");
  const ending = /\.\w+$/.exec(path.toLowerCase())![0];
  const content = ending === ".json"
    ? toJson(results)
    : ending === ".csv"
    ? toCsv(columnsOf(results))
    : toParquet(columnsOf(results));
  await writeFileAtomic(path, content);
}

function columnsOf(results: DetectionResults): Map<string, Cell[]> {
  const { timestamps, values, errors, scores, flags, alerts } = results;
  const columns = new Map<string, Cell[]>([
    ["timestamp", Array.from(timestamps, formatTimestamp)],
    ["value", Array.from(values)],
  ]);
  for (const [name, list] of Object.entries({ error: errors, score: scores, flag: flags })) {
    if (list !== undefined) columns.set(name, Array.from<Cell>(list));
  }
  if (alerts === undefined) return columns;
  const numbers = AlertLog.numbers(timestamps, alerts);
  const of = (cell: (alert: AlertRecord) => Cell) =>
    numbers.map((number) => number === 0 ? null : cell(alerts[number - 1]!));
  columns.set("alert", numbers.map((number) => number === 0 ? null : number));
  columns.set("start", of(({ start }) => formatTimestamp(start.getTime())));
  columns.set("end", of(({ end }) => formatTimestamp(end.getTime())));
  columns.set("usual", of(({ usual }) => finiteOrNull(usual)));
  columns.set("worst", of(({ worst }) => finiteOrNull(worst.value)));
  columns.set("severity", of(({ severity }) => severity));
  columns.set("reason", of(({ reason }) => reason));
  return columns;
}

function toCsv(columns: ReadonlyMap<string, readonly Cell[]>): string {
  const lists = [...columns.values()];
  const lines = [[...columns.keys()].join(",")];
  for (let i = 0; i < lists[0]!.length; i++) {
    lines.push(lists.map((list) => csvCell(list[i]!)).join(","));
  }
  return lines.join("\n") + "\n";
}

function csvCell(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toParquet(columns: ReadonlyMap<string, readonly Cell[]>): Uint8Array {
  const types = { flag: pl.Bool, alert: pl.Int32, severity: pl.Utf8, reason: pl.Utf8 };
  const series = Array.from(columns, ([name, cells]) => {
    if (name !== "timestamp" && name !== "start" && name !== "end") {
      return pl.Series(name, [...cells], types[name as keyof typeof types] ?? pl.Float64);
    }
    const times = cells.map((cell) =>
      cell === null ? null : Date.parse(`${String(cell).replace(" ", "T")}Z`)
    );
    return pl.Series(name, times, pl.Float64).cast(pl.Int64).cast(pl.Datetime("ms"));
  });
  return pl.DataFrame(series).writeParquet() as unknown as Uint8Array;
}

function toJson(
  { name, notes, timestamps, values, errors, scores, flags, alerts }: DetectionResults,
): string {
  const rows = Array.from(timestamps, (time, i) => ({
    timestamp: new Date(time).toISOString(),
    value: values[i],
    ...(errors === undefined ? {} : { error: errors[i] }),
    ...(scores === undefined ? {} : { score: scores[i] }),
    ...(flags === undefined ? {} : { flag: flags[i] }),
  }));
  return JSON.stringify({ name, notes, rows, alerts }) + "\n"; // NaN becomes null, a Date text
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
