/** Which columns of a table hold the timestamps and the numbers. */
import { excerpt } from "../../checks.ts";
import { readUnixTime } from "../timestamps/unix_time.ts";
import { isClock } from "../timestamps/written.ts";
import { isMissing, isNumeric } from "./number_column.ts";
import { hasUnit } from "./number_unit.ts";
import type { CheckedOptions } from "./options.ts";
import { isTimeLike, isWrittenTime, TIME_NAMES, timeOfCell } from "./time_cells.ts";
import { optionWords } from "./words.ts";

/** The columns that were chosen, by their index. */
export interface Columns {
  /** One, or two whose texts are joined by a blank; none where rows are counted. */
  readonly timestamp: readonly number[];
  readonly value: number;
  /** What was chosen without being told. */
  readonly notes: readonly string[];
}

type ColumnOptions = Pick<CheckedOptions, "timestamp" | "value" | "where" | "start" | "wayIn">;

const VALUE_NAMES = ["value", "_value"];
/** A date of numbers, alone. */
const DATE = /^(?:\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2(?:\d{4}|\d{2}))$/;

/**
 * Chooses the columns; throws a rule, as a `SyntaxError`, where none or more than one can be meant.
 *
 * @param table Its names, trimmed; the first rows under them; names of columns that are no
 * timestamps and no values unless told to be; and what separates its columns, if it is a text
 */
export function findColumns(
  { names, sample, labels = [], separator }: {
    readonly names: readonly string[];
    readonly sample: readonly (readonly string[])[];
    readonly labels?: readonly string[];
    readonly separator?: string;
  },
  options: ColumnOptions,
): Columns {
  const open = labels.length === 0
    ? sample
    : sample.map((row) => row.map((cell, i) => labels.includes(names[i]!) ? "" : cell));
  const finder = new ColumnFinder(names, open, { ...options, isText: separator !== undefined });
  const timestamp = finder.timestamps();
  const value = finder.value();
  return { timestamp, value, notes: finder.notes };
}

class ColumnFinder {
  readonly notes: string[] = [];
  readonly #names: readonly string[];
  readonly #sample: readonly (readonly string[])[];
  readonly #options: ColumnOptions & { isText: boolean };
  #timestamps: number[] = [];

  constructor(
    names: readonly string[],
    sample: readonly (readonly string[])[],
    options: ColumnOptions & { isText: boolean },
  ) {
    this.#names = names;
    this.#sample = sample;
    this.#options = options;
  }

  timestamps(): number[] {
    return this.#timestamps = this.#findTimestamps();
  }

  #findTimestamps(): number[] {
    const told = this.#options.timestamp;
    if (told !== undefined) return this.#told(told);
    const exact = this.#exact("timestamp");
    if (exact !== undefined) return [exact];
    const pair = this.#dateAndTime();
    if (pair !== undefined) return pair;
    const known = this.#named(TIME_NAMES);
    if (known.length === 1) return this.#withClock(known[0]!);
    const written = this.#columns((cell) => isMissing(cell) || isWrittenTime(cell), isWrittenTime);
    const candidates = known.length > 1 ? known : written;
    if (candidates.length === 1) return this.#withClock(candidates[0]!);
    if (candidates.length > 1) {
      const [date, time] = ["date", "time"].map((part) => this.#named([part])[0]!);
      // 000500, which is a clock beside a date only
      const isPair = candidates.includes(date!) &&
        this.#columns((cell) => /^\d{1,6}$/.test(cell)).includes(time!);
      throw this.#open("timestamp", "timestamps", isPair ? [date!, time!] : candidates, isPair);
    }
    const unix = this.#columns((cell) => readUnixTime(cell) !== undefined);
    if (unix.length === 1) return [this.#noted(unix[0]!, "timestamps")];
    if (unix.length > 1) throw this.#open("timestamp", "timestamps", unix);
    if (this.#options.start !== undefined) return [];
    throw this.#missing("timestamp", "timestamp");
  }

  value(): number {
    const told = this.#options.value;
    if (told !== undefined) {
      return this.#find(told) ?? this.#throw(this.#missing(told, "value"));
    }
    const exact = this.#exact("value");
    if (exact !== undefined) return exact;
    const known = this.#named(VALUE_NAMES);
    if (known.length === 1) return this.#noted(known[0]!, "values");
    const taken = new Set([
      ...this.#timestamps,
      ...Object.keys(this.#options.where ?? {}).map(
        (name) => this.#names.indexOf(name),
      ),
    ]);
    // Those with units, percent among them, can be meant where no column has bare numbers.
    const isBare = (cell: string) => isNumeric(cell) && !hasUnit(cell);
    for (const isNumber of [isBare, hasUnit]) {
      const numeric = this.#columns((cell) => isMissing(cell) || isNumber(cell), isNumber)
        .filter((index) =>
          !taken.has(index) && this.#names[index] !== "" && !this.#isTimeAgain(index)
        );
      if (numeric.length === 1) return this.#noted(numeric[0]!, "values");
      if (numeric.length > 1) throw this.#open("value", "values", numeric);
    }
    const others = this.#names.flatMap((name, i) => taken.has(i) || name === "" ? [] : [i]);
    // Texts: the row is refused, with what stands there.
    if (others.length === 1) return this.#noted(others[0]!, "values");
    throw this.#missing(undefined, "value");
  }

  #told(told: string): number[] {
    const one = this.#find(told);
    if (one !== undefined) return [one];
    const parts = told.split("+");
    const pair = parts.length === 2 ? parts.map((name) => this.#find(name.trim())) : [];
    if (pair.length === 2 && pair.every((index) => index !== undefined)) return pair as number[];
    throw this.#missing(told, "timestamp");
  }

  /** A date and a time of day in columns of those names. */
  #dateAndTime(): number[] | undefined {
    const [date, time, ...more] = [...this.#named(["date"]), ...this.#named(["time"])];
    if (date === undefined || time === undefined || more.length > 0) return undefined;
    return this.#clocks().includes(time) ? this.#joined(date, time) : undefined;
  }

  /** A column of timestamps, and where it holds dates alone the only one with times of day. */
  #withClock(index: number): number[] {
    const [clock, ...more] = this.#columns(
        (cell) => isMissing(cell) || DATE.test(cell),
        (cell) => DATE.test(cell),
      ).includes(index)
      ? this.#clocks().filter((other) => other !== index)
      : [];
    return clock === undefined || more.length > 0
      ? [this.#noted(index, "timestamps")]
      : this.#joined(index, clock);
  }

  #clocks(): number[] {
    return this.#columns((cell) => isMissing(cell) || isClock(cell), isClock);
  }

  /** Whether a column of numbers holds the timestamps once more, or other ones by its name. */
  #isTimeAgain(index: number): boolean {
    const [timestamp, ...more] = this.#timestamps;
    if (timestamp === undefined || more.length > 0) return false;
    const isNamed = /time|date/i.test(this.#names[index]!);
    return this.#sample.every((row) => {
      const time = readUnixTime(row[index] ?? "");
      return time !== undefined && (isNamed || time === timeOfCell(row[timestamp] ?? ""));
    });
  }

  #joined(date: number, time: number): number[] {
    this.notes.push(
      `Columns ${excerpt(this.#names[date]!)} and ${
        excerpt(this.#names[time]!)
      } were taken together as the timestamps.`,
    );
    return [date, time];
  }

  /** A column by its name, else by its name in another case, said. */
  #find(name: string): number | undefined {
    const exact = this.#exact(name);
    if (exact !== undefined) return exact;
    const folded = this.#named([name.trim().toLowerCase()]);
    if (folded.length !== 1) return undefined;
    this.notes.push(
      `Column ${excerpt(this.#names[folded[0]!]!)} was taken as ${excerpt(name)}.`,
    );
    return folded[0];
  }

  #exact(name: string): number | undefined {
    const index = this.#names.indexOf(name);
    if (index === -1) return undefined;
    if (this.#names.indexOf(name, index + 1) === -1) return index;
    throw new SyntaxError(
      `must have one column ${
        excerpt(name)
      }, the other of another name: its columns are ${this.#list()}`,
    );
  }

  #named(names: readonly string[]): number[] {
    return this.#names.flatMap((name, i) => names.includes(name.toLowerCase()) ? [i] : []);
  }

  /** Columns whose cells in the sample all pass, one of them the second test as well. */
  #columns(test: (cell: string) => boolean, some = test): number[] {
    return this.#names.flatMap((_, i) => {
      const cells = this.#sample.map((row) => row[i] ?? "");
      return cells.every(test) && cells.some(some) ? [i] : [];
    });
  }

  #noted(index: number, what: string): number {
    const name = this.#names[index]!;
    this.notes.push(`Column ${excerpt(name)} was taken as the ${what}.`);
    return index;
  }

  #open(
    option: "timestamp" | "value",
    what: string,
    candidates: readonly number[],
    isPair = false,
  ): SyntaxError {
    const own = candidates.map((index) => this.#names[index]!);
    const first = isPair ? own.join("+") : own[0]!;
    const names = candidates.map((index) => excerpt(this.#names[index]!)).join(", ");
    return new SyntaxError(
      `must tell which column holds the ${what}: it can be ${names} (${
        optionWords(this.#options.wayIn, option, first)
      })`,
    );
  }

  #missing(name: string | undefined, option: "timestamp" | "value"): SyntaxError {
    const other = option === "timestamp"
      ? this.#columns((cell) => cell.length <= 80 && /\d/.test(cell) && !isNumeric(cell))[0] ??
        this.#columns(isTimeLike)[0]
      : this.#columns((cell) => isMissing(cell) || isNumeric(cell), isNumeric)
        .find((index) => !this.#timestamps.includes(index));
    const { wayIn } = this.#options;
    const hint = this.#names.length === 1
      ? option === "timestamp" && this.#columns(isNumeric).length === 1
        ? `; for values alone tell the time of the first and the step (${
          optionWords(wayIn, "start", "2025-03-03T00:00Z")
        }, ${optionWords(wayIn, "step", "5m")})`
        : !this.#options.isText
        ? ""
        : `; the columns of a text are separated by , ; a tab or | (for another character: ${
          optionWords(wayIn, "separator", " ")
        })`
      : other === undefined
      ? ""
      : ` (to take another: ${optionWords(this.#options.wayIn, option, this.#names[other]!)})`;
    return new SyntaxError(
      `must have a column ${
        name === undefined ? "of numbers" : excerpt(name)
      }: its columns are ${this.#list()}${hint}`,
    );
  }

  #list(): string {
    const shown = this.#names.slice(0, 20).map((name) => excerpt(name)).join(", ");
    return this.#names.length > 20 ? `${shown} and ${this.#names.length - 20} more` : shown;
  }

  #throw(error: Error): never {
    throw error;
  }
}
