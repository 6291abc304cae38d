/** Rows in order of time, one a time. */
import { excerpt } from "../../checks.ts";
import { counted } from "../../text.ts";
import type { TimeSeries } from "../frame/mod.ts";
import { type KeyColumns, someValues } from "./key_columns.ts";
import type { CheckedOptions } from "./options.ts";
import { optionWords } from "./words.ts";
import { DAY, HOUR } from "../../time.ts";

/** Rows as a source gives them, with what is needed to say what is wrong with them. */
export interface RawRows extends TimeSeries {
  /** Where each row stands, such as "line 3". */
  place(row: number): string;
  readonly keys: KeyColumns;
  /** Whether the timestamps name no zone and none was told. */
  readonly isLocal: boolean;
  /** Names of the columns of timestamps. */
  readonly stamps: readonly string[];
}

/** A number of an hour, or a time of day. */
const OF_A_DAY = /^(?:[01]?\d|2[0-4])(?::\d\d){0,2}$/;

/** Sorts rows and settles repeated times; throws a rule, as a `SyntaxError`, where it may not. */
export function orderRows(
  rows: RawRows,
  options: CheckedOptions,
): TimeSeries & { notes: string[] } {
  const { timestamps, values } = rows;
  const n = timestamps.length;
  let [ascending, descending, repeats] = [0, 0, 0];
  for (let i = 1; i < n; i++) {
    const step = timestamps[i]! - timestamps[i - 1]!;
    if (step > 0) ascending++;
    else if (step < 0) descending++;
    else repeats++;
    if (step < 0 && !options.sort) throw runsBack(rows, i, options);
  }
  if (descending === 0 && repeats === 0) return { timestamps, values, notes: [] };
  const notes: string[] = [];
  let order = Uint32Array.from(timestamps, (_, i) => i);
  if (descending > 0 && ascending === 0) {
    order = order.reverse();
    if (repeats > 0) order.sort((a, b) => timestamps[a]! - timestamps[b]! || a - b);
    notes.push(`The rows stood newest first and were sorted by time.`);
  } else if (descending > 0) {
    order.sort((a, b) => timestamps[a]! - timestamps[b]! || a - b);
    notes.push(
      `The rows were not in order of time (${
        rows.place(firstBack(timestamps))
      } is the first that runs back) and were sorted.`,
    );
  }
  const merged = mergeRepeats(rows, order, options);
  return { ...merged, notes: [...notes, ...merged.notes] };
}

function firstBack(timestamps: Float64Array): number {
  return timestamps.findIndex((time, i) => i > 0 && time < timestamps[i - 1]!);
}

function runsBack(rows: RawRows, row: number, { wayIn }: CheckedOptions): SyntaxError {
  const { timestamps } = rows;
  return new SyntaxError(
    `${rows.place(row)} must not run back in time (${
      optionWords(wayIn, "sort", true)
    } sorts the rows): it is ${showTime(timestamps[row]!)} and ${rows.place(row - 1)} is ${
      showTime(timestamps[row - 1]!)
    }`,
  );
}

/** One row a time: the same row twice is one, other values are as `duplicates` says. */
function mergeRepeats(
  rows: RawRows,
  order: Uint32Array,
  options: CheckedOptions,
): TimeSeries & { notes: string[] } {
  const n = order.length;
  const timestamps = new Float64Array(n);
  const values = new Float64Array(n);
  const conflicts: number[][] = [];
  const isHourTwice = options.duplicates === "refuse" && mayBeHourTwice(rows);
  let [length, same, conflictTimes, conflictRows] = [0, 0, 0, 0];
  for (let from = 0; from < n;) {
    const time = rows.timestamps[order[from]!]!;
    let to = from + 1;
    while (to < n && rows.timestamps[order[to]!] === time) to++;
    timestamps[length] = time;
    if (to - from === 1) values[length++] = rows.values[order[from]!]!;
    else {
      const group = Array.from(order.subarray(from, to));
      const isSame = !isHourTwice &&
        group.every((row) =>
          rows.values[row] === rows.values[group[0]!] && !rows.keys.differ(row, group[0]!)
        );
      if (isSame) same += group.length - 1;
      else {
        conflictTimes++;
        conflictRows += group.length;
        if (conflicts.length < 1000) conflicts.push(group);
      }
      values[length++] = isSame
        ? rows.values[group[0]!]!
        : combine(group.map((row) => rows.values[row]!), options.duplicates);
    }
    from = to;
  }
  if (conflictTimes > 0 && options.duplicates === "refuse") {
    throw repeated(rows, conflicts, options);
  }
  const notes: string[] = [];
  if (same > 0) {
    notes.push(`${counted(same, "row")} repeated another with the same time and value: left out.`);
  }
  if (conflictTimes > 0) {
    notes.push(
      `${counted(conflictRows, "row")} at ${
        counted(conflictTimes, "repeated time")
      } became one a time: ${
        options.duplicates === "first" || options.duplicates === "last"
          ? `the ${options.duplicates}`
          : `their ${options.duplicates}`
      }.`,
    );
  }
  return { timestamps: timestamps.slice(0, length), values: values.slice(0, length), notes };
}

/**
 * Whether the rows run back once, by an hour less a step, on the hour, as local clocks do when they
 * are put back: then equal values do not make two rows one.
 */
function mayBeHourTwice({ timestamps, isLocal }: RawRows): boolean {
  if (!isLocal) return false;
  const at = firstBack(timestamps);
  if (at < 2 || at === timestamps.length - 1) return false;
  if (timestamps.subarray(at + 1).some((time, i) => time < timestamps[at + i]!)) return false;
  const step = timestamps[at - 1]! - timestamps[at - 2]!;
  return timestamps[at]! % HOUR === 0 && timestamps[at - 1]! - timestamps[at]! + step === HOUR;
}

/** Throws a rule, as a `SyntaxError`, where each series has even steps while all rows do not. */
export function refuseInterleaved(
  { keys, timestamps }: RawRows,
  { wayIn, where }: CheckedOptions,
): void {
  const key = keys.interleaved(timestamps);
  if (key === undefined) return;
  throw new SyntaxError(
    `it holds several series, told apart by column ${excerpt(key.name)} (${
      someValues(key)
    }), each at steps of its own: take one with ${
      optionWords(wayIn, "where", { ...where, [key.name]: key.cell(0) })
    }`,
  );
}

function combine(values: readonly number[], duplicates: CheckedOptions["duplicates"]): number {
  const sum = () => values.reduce((total, value) => total + value, 0);
  switch (duplicates) {
    case "last":
      return values.at(-1)!;
    case "mean":
      return sum() / values.length;
    case "sum":
      return sum();
    default:
      return values[0]!;
  }
}

function repeated(
  rows: RawRows,
  conflicts: readonly (readonly number[])[],
  { wayIn, where }: CheckedOptions,
): SyntaxError {
  const [first, second] = conflicts[0]! as [number, number];
  const time = showTime(rows.timestamps[first]!);
  const keys = rows.keys.separating(conflicts);
  const place = rows.place(second);
  if (keys.length > 0) {
    const told = keys.map((key) => [key.name, key.cell(first)]);
    const example = { ...where, ...Object.fromEntries(told) };
    const names = keys.map((key) => `${excerpt(key.name)} (${someValues(key)})`).join(" and ");
    const clock = rows.timestamps.every((time) => time % DAY === 0) &&
      keys.length === 1 && [...keys[0]!.values.keys()].every((value) => OF_A_DAY.test(value));
    if (clock) {
      return new SyntaxError(
        `${place} must not repeat the date of ${
          rows.place(first)
        }: if column ${names} holds the time of day, take both (${
          optionWords(wayIn, "timestamp", [...rows.stamps, keys[0]!.name].join("+"))
        }); if it tells series apart, take one (${optionWords(wayIn, "where", example)})`,
      );
    }
    return new SyntaxError(
      `it holds several series, told apart by column${
        keys.length === 1 ? "" : "s"
      } ${names}, so that ${place} repeats ${time} of ${rows.place(first)}: take one with ${
        optionWords(wayIn, "where", example)
      }`,
    );
  }
  const later = Math.max(first, second);
  const back = later === 0 ? 0 : rows.timestamps[later - 1]! - rows.timestamps[later]!;
  const step = later < 2 ? 0 : rows.timestamps[later - 1]! - rows.timestamps[later - 2]!;
  const zone = rows.isLocal && back <= HOUR && (back > 0 || back === 0 && step === HOUR)
    ? `; local times in the hour that occurs twice need their zone (${
      optionWords(wayIn, "timeZone", "America/New_York")
    })`
    : "";
  return new SyntaxError(
    `${place} must not repeat a timestamp${
      rows.values[first] === rows.values[second] ? "" : " with another value"
    } (${
      optionWords(wayIn, "duplicates", "last")
    }, or first, mean, sum, makes one of them${zone}): ${time} is also on ${rows.place(first)}`,
  );
}

function showTime(time: number): string {
  return new Date(time).toISOString();
}
