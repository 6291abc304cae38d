/**
 * CSV records to the two columns of a series, each value checked with its line and column.
 *
 * @module
 */
import { readRecords } from "./records.ts";
import { excerpt } from "../../checks.ts";
import { parseTimestamp } from "../timestamp.ts";

/** The two columns of a series. */
export interface Rows {
  /** Epoch milliseconds (UTC), shape `[n]`. */
  timestamps: Float64Array;
  /** Finite numbers, shape `[n]`. */
  values: Float64Array;
}

/** Options of {@linkcode readRows}. */
export interface ReadRowsOptions {
  /** Name of the column with the timestamps. */
  timestamp: string;
  /** Name of the column with the numbers. */
  value: string;
  /**
   * What time may do from row to row: `increasing` refuses rows that repeat a time or run
   * backwards, `sorted` sorts them first and refuses repeats, `any` takes each row where it stands.
   */
  order: "increasing" | "sorted" | "any";
}

/**
 * Reads the rows of a CSV text with a header.
 *
 * @param chunks The bytes, in pieces of any size
 * @param name What errors call the source
 * @throws {SyntaxError} As `readSeries` in `data/csv.ts` states
 */
export async function readRows(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  name: string,
  options: ReadRowsOptions,
): Promise<Rows> {
  const collector = new RowCollector(name, options);
  await readRecords(chunks, name, (fields, line) => collector.add(fields, line));
  return collector.finish();
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_A_NUMBER = /^[+-]?nan$/i;
const INFINITE = /^[+-]?inf(?:inity)?$/i;

class RowCollector {
  readonly #name: string;
  readonly #options: ReadRowsOptions;
  #header: string[] | undefined;
  #timestampIndex = 0;
  #valueIndex = 0;
  #blankLine: number | undefined;
  #length = 0;
  #timestamps = new Float64Array(4096);
  #values = new Float64Array(4096);
  #lines = new Float64Array(4096);

  constructor(name: string, options: ReadRowsOptions) {
    this.#name = name;
    this.#options = options;
  }

  add(fields: string[], line: number): void {
    if (fields.length === 1 && fields[0]!.trim() === "") {
      this.#blankLine ??= line; // allowed at the end of the file only
      return;
    }
    if (this.#blankLine !== undefined) {
      throw this.#error(`line ${this.#blankLine} must not be blank: only the end of the file may`);
    }
    if (this.#header === undefined) this.#readHeader(fields, line);
    else this.#readRow(fields, line, this.#header);
  }

  finish(): Rows {
    if (this.#header === undefined) {
      throw this.#error("it must have a header and rows: it is empty");
    }
    if (this.#length === 0) throw this.#error("it must have rows: it has a header only");
    const timestamps = this.#timestamps.slice(0, this.#length);
    const values = this.#values.slice(0, this.#length);
    return this.#options.order === "sorted"
      ? this.#sort(timestamps, values)
      : { timestamps, values };
  }

  #readHeader(fields: string[], line: number): void {
    const header = fields.map((field) => field.trim());
    this.#timestampIndex = this.#findColumn(header, this.#options.timestamp, line);
    this.#valueIndex = this.#findColumn(header, this.#options.value, line);
    this.#header = header;
  }

  #findColumn(header: string[], column: string, line: number): number {
    const index = header.indexOf(column);
    const columns = header.map((name) => excerpt(name)).join(", ");
    if (index === -1) {
      const hint = header.length === 1 && /[;\t|]/.test(header[0]!)
        ? " (fields must be separated by commas)"
        : "";
      throw this.#error(
        `the header on line ${line} must have a column ${
          excerpt(column)
        }: its columns are ${columns}${hint}`,
      );
    }
    if (header.indexOf(column, index + 1) !== -1) {
      throw this.#error(
        `the header on line ${line} must have one column ${
          excerpt(column)
        }: its columns are ${columns}`,
      );
    }
    return index;
  }

  #readRow(fields: string[], line: number, header: string[]): void {
    if (fields.length !== header.length) {
      throw this.#error(
        `line ${line} must have ${header.length} fields as the header has: it has ${fields.length}`,
      );
    }
    const time = this.#readTime(fields[this.#timestampIndex]!.trim(), line);
    const value = this.#readNumber(fields[this.#valueIndex]!.trim(), line);
    if (this.#options.order === "increasing" && this.#length > 0) this.#checkOrder(time, line);
    if (this.#length === this.#values.length) this.#grow();
    this.#timestamps[this.#length] = time;
    this.#values[this.#length] = value;
    this.#lines[this.#length] = line;
    this.#length++;
  }

  #readTime(text: string, line: number): number {
    try {
      if (text === "") throw new SyntaxError("the cell is empty");
      return parseTimestamp(text);
    } catch (cause) {
      const place = this.#place(line, this.#timestampIndex, this.#options.timestamp);
      const { message } = cause as SyntaxError;
      throw new SyntaxError(
        `Cannot read ${this.#name} as ${place} must hold a timestamp: ${message}`,
        { cause },
      );
    }
  }

  #readNumber(text: string, line: number): number {
    const number = NUMBER.test(text) ? Number(text) : NaN;
    if (Number.isFinite(number)) return number;
    const found = text === ""
      ? "the cell is empty"
      : NOT_A_NUMBER.test(text)
      ? `current value is NaN (${excerpt(text)})`
      : INFINITE.test(text) || NUMBER.test(text)
      ? `current value is infinite (${excerpt(text)})`
      : `current value is ${excerpt(text)}`;
    const place = this.#place(line, this.#valueIndex, this.#options.value);
    throw this.#error(`${place} must hold a finite number: ${found}`);
  }

  #place(line: number, index: number, column: string): string {
    return `line ${line}, column ${index + 1} (${column})`;
  }

  #checkOrder(time: number, line: number): void {
    const previous = this.#timestamps[this.#length - 1]!;
    if (time > previous) return;
    const previousLine = this.#lines[this.#length - 1]!;
    throw time === previous ? this.#repeated(time, previousLine, line) : this.#error(
      `line ${line} must not run back in time (sort: true sorts the rows): it is ${
        showTime(time)
      } and line ${previousLine} is ${showTime(previous)}`,
    );
  }

  #sort(timestamps: Float64Array, values: Float64Array): Rows {
    const order = Uint32Array.from(timestamps, (_, i) => i)
      .sort((a, b) => timestamps[a]! - timestamps[b]! || a - b);
    const sorted = {
      timestamps: Float64Array.from(order, (i) => timestamps[i]!),
      values: Float64Array.from(order, (i) => values[i]!),
    };
    for (let i = 1; i < order.length; i++) {
      const time = sorted.timestamps[i]!;
      if (time === sorted.timestamps[i - 1]) {
        throw this.#repeated(time, this.#lines[order[i - 1]!]!, this.#lines[order[i]!]!);
      }
    }
    return sorted;
  }

  #repeated(time: number, firstLine: number, line: number): SyntaxError {
    return this.#error(
      `line ${line} must not repeat a timestamp: ${showTime(time)} is also on line ${firstLine}`,
    );
  }

  #grow(): void {
    this.#timestamps = doubled(this.#timestamps);
    this.#values = doubled(this.#values);
    this.#lines = doubled(this.#lines);
  }

  #error(rule: string): SyntaxError {
    return new SyntaxError(`Cannot read ${this.#name} as ${rule}`);
  }
}

function doubled(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

function showTime(time: number): string {
  return new Date(time).toISOString();
}
