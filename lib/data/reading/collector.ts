/** Rows of cells to a series, whatever form they come from: each cell checked with its place. */
import { excerpt } from "../../checks.ts";
import { counted } from "../../text.ts";
import type { Gap } from "../gaps.ts";
import type { TimeSeries } from "../frame/mod.ts";
import { TimeColumn } from "../timestamps/time_column.ts";
import { type Columns, findColumns } from "./columns.ts";
import { KeyColumns, someValues } from "./key_columns.ts";
import { isMissing, NumberColumn } from "./number_column.ts";
import type { CheckedOptions } from "./options.ts";
import { RowBuffer } from "./row_buffer.ts";
import { settleRows } from "./settle.ts";
import { Where } from "./where.ts";
import { optionWords } from "./words.ts";

/** What a form says about its table before the first row. */
export interface TableHeader {
  /** Names of the columns. */
  readonly names: readonly string[];
  /** Where the header stands, such as "the header on line 1". */
  readonly place: string;
  /** The first rows, to choose columns by. */
  readonly sample: readonly (readonly string[])[];
  /** What rows are counted in: lines of a text, or rows. */
  readonly unit: "line" | "row";
  /** What separates columns in the text, if it is one. */
  readonly separator?: string;
  /** Columns that tell series apart: all rows must agree in them. */
  readonly keys?: readonly string[];
  /** Columns that hold neither timestamps nor values, unless told to. */
  readonly labels?: readonly string[];
}

/** A series as it was read. */
export interface ReadResult extends TimeSeries {
  readonly gaps: Gap[];
  readonly notes: string[];
  /** Name of the column of values. */
  readonly column: string;
}

/** Takes a table row by row. */
export class SeriesCollector {
  /** What was changed or left out before the rows, one sentence each. */
  readonly notes: string[] = [];
  readonly #source: string;
  readonly #options: CheckedOptions;
  #times: TimeColumn;
  #table: TableHeader | undefined;
  #columns: Columns | undefined;
  #numbers: NumberColumn | undefined;
  #keys: KeyColumns | undefined;
  #where: Where | undefined;
  readonly #rows = new RowBuffer();
  #offered = 0;
  #missing = 0;
  #firstMissing: string | undefined;

  constructor(source: string, options: CheckedOptions) {
    this.#source = source;
    this.#options = options;
    this.#times = new TimeColumn(options);
  }

  /**
   * Lets the parts of one series settle together what the columns of one of them leave open.
   *
   * @throws {SyntaxError} If their values have different units
   */
  static settleTogether(parts: readonly SeriesCollector[]): void {
    TimeColumn.settleTogether(parts.map((part) => part.#times));
    try {
      NumberColumn.settleTogether(parts.flatMap((part) => part.#numbers ?? []));
    } catch (cause) {
      throw new SyntaxError(`Cannot join series as ${(cause as Error).message}`, { cause });
    }
  }

  /** The form of timestamps that the source fixes, unless the user told one. */
  fixFormat(format: string): void {
    if (this.#table !== undefined || this.#options.format !== undefined) return;
    this.#times = new TimeColumn({ ...this.#options, format });
  }

  /** The table's columns. */
  header(table: TableHeader): void {
    const names = table.names.map((name) => name.trim());
    this.#table = { ...table, names };
    this.#columns = this.#at(table.place, () => findColumns({ ...table, names }, this.#options));
    this.#where = this.#at(table.place, () => new Where(names, this.#options.where ?? {}));
    const { timestamp, value } = this.#columns;
    for (const index of timestamp) this.#times.takeName(names[index]!);
    this.#keys = new KeyColumns(
      names,
      new Set([...timestamp, value, ...this.#where.indexes]),
    );
    this.#numbers = new NumberColumn({
      decimal: this.#options.decimal,
      separator: table.separator,
      wayIn: this.#options.wayIn,
    });
  }

  /** The cells of a row and its number. */
  row(cells: readonly string[], line: number): void {
    const { names, unit, separator } = this.#table!;
    if (cells.length !== names.length) {
      if (cells.every((cell) => cell.trim() === "")) return;
      const isOver = cells.length > names.length;
      if (!isOver || cells.slice(names.length).some((cell) => cell.trim() !== "")) {
        throw this.error(
          `${unit} ${line} must have ${names.length} fields as the header has: it has ${cells.length}, ${
            excerpt(cells.join(separator))
          }`,
        );
      }
    }
    if (!this.#where!.accepts(cells)) return;
    const { timestamp, value } = this.#columns!;
    const stamp = this.#stamp(cells, timestamp);
    const number = cells[value]!.trim();
    if (stamp === "" && number === "" && cells.every((cell) => cell.trim() === "")) return;
    this.#offered++;
    if (isMissing(number)) {
      this.#noteMissing(number, line);
      if (this.#options.missing === "gap") {
        // A time that is none is an error all the same; a counter has to count on.
        if (timestamp.length > 0) this.#readTime(stamp, line, true);
        return;
      }
    }
    const time = timestamp.length === 0
      ? this.#times.read(String(this.#offered))
      : this.#readTime(stamp, line);
    const read = isMissing(number) ? this.#numbers!.skip() : this.#readNumber(number, line);
    this.#rows.push(time, read, line);
    this.#keys!.add(cells);
  }

  /** The rows where they stand, repeated and unsorted ones included. */
  rows(): TimeSeries {
    if (this.#rows.length === 0) throw this.#noRows();
    const { timestamps, values } = this.#rows.columns();
    const times = this.#times.finish(timestamps);
    if (!Array.isArray(times)) {
      throw this.error(
        `${this.#cell(this.#rows.line(times.row), "timestamp")} ${
          times.rule.startsWith("must") ? times.rule : `must hold a timestamp: ${times.rule}`
        }`,
      );
    }
    const numbers = this.#numbers!.finish(values);
    if (!Array.isArray(numbers)) {
      const { row, rule, text } = numbers;
      throw this.error(
        `${
          this.#cell(this.#rows.line(row), "value")
        } must hold numbers that can be read in one way; ${rule}: current value is ${
          excerpt(text)
        }`,
      );
    }
    this.notes.push(...this.#columns!.notes, ...times, ...numbers);
    return { timestamps, values };
  }

  /** The series: in order of time, one row a time, missing samples as the options say. */
  finish(): ReadResult {
    const raw = this.rows();
    this.#refuseSeveral();
    const stamps = this.#columns!.timestamp.map((index) => this.#table!.names[index]!);
    const place = (row: number) => `${this.#table!.unit} ${this.#rows.line(row)}`;
    const { notes, ...series } = this.#at(
      "",
      () =>
        settleRows(
          { ...raw, place, keys: this.#keys!, isLocal: this.#times.isLocal, stamps },
          this.#options,
        ),
    );
    return {
      ...series,
      notes: [...this.notes, ...this.#missingNotes(), ...notes, ...this.#keys!.notes()],
      column: this.#table!.names[this.#columns!.value]!,
    };
  }

  /** An error about the source. */
  error(rule: string, cause?: unknown): SyntaxError {
    return new SyntaxError(
      `Cannot read ${this.#source} as ${rule}`,
      cause === undefined ? undefined : { cause },
    );
  }

  #stamp(cells: readonly string[], timestamp: readonly number[]): string {
    const first = timestamp.length === 0 ? "" : cells[timestamp[0]!]!.trim();
    return timestamp.length < 2 ? first : `${first} ${cells[timestamp[1]!]!.trim()}`.trim();
  }

  #readTime(text: string, line: number, isDropped = false): number {
    try {
      return isDropped ? this.#times.check(text) : this.#times.read(text);
    } catch (cause) {
      const { message } = cause as SyntaxError;
      throw this.error(
        `${this.#cell(line, "timestamp")} must hold a timestamp: ${message}`,
        cause,
      );
    }
  }

  #readNumber(text: string, line: number): number {
    try {
      return this.#numbers!.read(text);
    } catch (cause) {
      const { message } = cause as SyntaxError;
      throw this.error(`${this.#cell(line, "value")} must hold a finite number: ${message}`, cause);
    }
  }

  #noteMissing(text: string, line: number): void {
    if (this.#options.missing === "refuse") {
      const found = text === ""
        ? "the cell is empty"
        : `current value is ${/^nan$/i.test(text) ? `NaN (${excerpt(text)})` : excerpt(text)}`;
      throw this.error(`${this.#cell(line, "value")} must hold a finite number: ${found}`);
    }
    this.#missing++;
    this.#firstMissing ??= `${this.#table!.unit} ${line}`;
  }

  #missingNotes(): string[] {
    if (this.#missing === 0) return [];
    const rows = counted(this.#missing, "row");
    return [
      this.#options.missing === "zero"
        ? `${rows} without a value (missing samples, the first on ${this.#firstMissing}) became 0.`
        : `${rows} without a value (missing samples, the first on ${this.#firstMissing}) ${
          this.#missing === 1 ? "was" : "were"
        } left out.`,
    ];
  }

  /** Series that the form itself tells apart are never mixed. */
  #refuseSeveral(): void {
    for (const name of this.#table!.keys ?? []) {
      const key = this.#keys!.find(name);
      if (key === undefined || key.values.size < 2) continue;
      const example = [...key.values.keys()][0]!;
      const { wayIn, where } = this.#options;
      throw this.error(
        `it holds several series, told apart by ${excerpt(name)} (${
          someValues(key)
        }): take one with ${optionWords(wayIn, "where", { ...where, [name]: example })}`,
      );
    }
  }

  #noRows(): SyntaxError {
    if (this.#missing > 0) {
      return this.error(
        `it must have rows with values: ${counted(this.#missing, "row")} without one`,
      );
    }
    return this.error(this.#where!.unmet() ?? "it must have rows: it has a header only");
  }

  #cell(line: number, column: "timestamp" | "value"): string {
    const { unit, names } = this.#table!;
    const index = column === "value" ? this.#columns!.value : this.#columns!.timestamp[0]!;
    return `${unit} ${line}, column ${index + 1} (${names[index]})`;
  }

  /** Runs what throws a rule, and says where it failed. */
  #at<T>(place: string, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      throw this.error(place === "" ? cause.message : `${place} ${cause.message}`, cause);
    }
  }
}
