/**
 * Rows of many series to points, whatever form they come from: each cell checked with its place.
 */
import { excerpt } from "../../checks.ts";
import { findColumns } from "../reading/columns.ts";
import { isMissing, isNumeric, NumberColumn, PLAIN } from "../reading/number_column.ts";
import { NumberUnit, unitAdvice } from "../reading/number_unit.ts";
import { optionWords, type WayIn } from "../reading/words.ts";
import { PointTimes } from "./point_times.ts";

/** One point of one of several series. */
export interface Point {
  /** Name of the series; empty where there is one only. */
  readonly series: string;
  /** Epoch milliseconds (UTC). */
  readonly time: number;
  /** A finite number. */
  readonly value: number;
}

/** A line that holds no point. */
export interface BadLine {
  /** Its number, 1 first. */
  readonly line: number;
  /** Series it belongs to, if that can be told. */
  readonly series?: string;
  /** What is wrong, a sentence. */
  readonly message: string;
}

/** Options of {@linkcode readPoints}; those that `readSeries` has too mean the same here. */
export interface ReadPointsOptions {
  /**
   * Name of the column or field with the timestamps, two names joined by `+` where date and time
   * stand apart; unless told `timestamp`, or the only one that can be meant by its name or by what
   * the first row holds.
   */
  readonly timestamp?: string;
  /**
   * Name of the column or field with the numbers; unless told `value`, or the only one that can be
   * meant.
   */
  readonly value?: string;
  /** Name of the column or field that names the series; without it all is one series. */
  readonly key?: string;
  /** Form of the timestamps, such as `DD.MM.YYYY HH:mm`. */
  readonly format?: string;
  /**
   * IANA name of the zone whose local times the timestamps are, where they name none; unless told,
   * that of their column's name, as in `Time (UTC+2)`, else UTC. Its hour that occurs twice is
   * read in the order of the rows.
   */
  readonly timeZone?: string;
  /** Rows that are taken: what stands in other columns or fields, by their names. */
  readonly where?: Readonly<Record<string, string>>;
  /** What separates the columns of a text, one character; found unless told. */
  readonly separator?: string;
  /** The decimal mark; a point unless told. */
  readonly decimal?: "." | ",";
  /** What errors call the stream; "the points" unless told. */
  readonly name?: string;
  /** Takes lines that hold no point; without it the first one is an error. */
  readonly onBadLine?: (line: BadLine) => void;
  /** Takes a sentence on what was chosen without being told. */
  readonly onNote?: (note: string) => void;
  /** In whose words messages name options; the library's unless told. */
  readonly wayIn?: WayIn;
}

/** A cell of a row: text, or from a table of numbers a number, or epoch milliseconds. */
export type Cell = string | number;

export const UNNAMED = "the points";

/** Checks rows and keeps the points until they are taken. */
export class PointCollector {
  readonly #options: ReadPointsOptions;
  #value: string;
  readonly #conditions: readonly (readonly [name: string, value: string])[];
  readonly #times: PointTimes;
  readonly #numbers: NumberColumn | undefined;
  readonly #unit = new NumberUnit();
  #stamps: readonly string[];
  #points: Point[] = [];
  #isUnmet: boolean;

  constructor(options: ReadPointsOptions) {
    const { timestamp = "timestamp", value = "value", where = {}, decimal, wayIn } = options;
    this.#options = options;
    this.#stamps = timestamp.split("+");
    this.#value = value;
    this.#conditions = Object.entries(where);
    this.#isUnmet = this.#conditions.length > 0;
    this.#times = new PointTimes(options);
    this.#numbers = decimal === undefined
      ? undefined
      : new NumberColumn({ decimal, separator: undefined, wayIn: wayIn ?? "library" });
  }

  /** Names of the columns or fields that a row's cells stand in, in the order that `add` wants. */
  get columns(): string[] {
    const { key } = this.#options;
    return [
      this.#value,
      ...key === undefined ? [] : [key],
      ...this.#conditions.map(([name]) => name),
      ...this.#stamps,
    ];
  }

  /** Points since the last call. */
  take(): Point[] {
    const points = this.#points;
    this.#points = [];
    return points;
  }

  /**
   * Takes the names of a table's columns and its first row, if there is one; gives the places of
   * the columns that `add` wants.
   */
  header(names: readonly string[], first?: readonly string[]): number[] {
    const { name = UNNAMED } = this.#options;
    try {
      return this.choose(names, first).map((column) => names.indexOf(column));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new SyntaxError(`Cannot read ${name} as the header ${error.message}`, { cause: error });
    }
  }

  /**
   * Chooses the columns or fields that are not told, by their names and what a row holds; gives the
   * names of those that `add` wants. Throws a rule, as a `SyntaxError`.
   */
  choose(names: readonly string[], row?: readonly string[]): string[] {
    const { timestamp, value, where = {}, key, wayIn = "library" } = this.#options;
    for (const name of [...key === undefined ? [] : [key], ...Object.keys(where)]) {
      if (names.includes(name)) continue;
      const shown = names.slice(0, 20).map(excerpt).join(", ");
      const other = name === key ? this.#other("key") : "";
      throw new SyntaxError(
        `must have a column ${excerpt(name)}: its columns are ${shown}${other}`,
      );
    }
    const found = findColumns(
      { names, sample: row === undefined ? [] : [row], labels: key === undefined ? [] : [key] },
      {
        wayIn,
        where,
        ...timestamp === undefined ? {} : { timestamp },
        ...value === undefined ? {} : { value },
      },
    );
    this.#stamps = found.timestamp.map((index) => names[index]!);
    this.#value = names[found.value]!;
    const zones = this.#stamps.flatMap((name) => this.#times.takeName(name) ?? []);
    this.note([...found.notes, ...zones]);
    return this.columns;
  }

  /** Tells sentences on what was left out. */
  note(notes: readonly string[]): void {
    for (const note of notes) this.#options.onNote?.(note);
  }

  #other(option: "value" | "key" | "timestamp"): string {
    return ` (to take another: ${optionWords(this.#options.wayIn ?? "library", option, "NAME")})`;
  }

  /** Why a cell that is not there is none. */
  #absent(option: "value" | "timestamp"): string {
    return `no field of that name holds a number or text${this.#other(option)}`;
  }

  /** Takes a row's cells, in the order of {@linkcode columns}; `undefined` where there is none. */
  add(line: number, cells: readonly (Cell | undefined)[]): void {
    const { key } = this.#options;
    let at = 0;
    const cell = cells[at++];
    const series = key === undefined ? "" : String(cells[at++] ?? "");
    for (const [name, value] of this.#conditions) {
      const held = cells[at++];
      if (held === undefined) return this.refuse(line, `must have a field ${excerpt(name)}`);
      if (String(held) !== value) return;
    }
    this.#isUnmet = false;
    if (key !== undefined && series === "") {
      return this.refuse(line, `must name its series in ${excerpt(key)}`);
    }
    let value: number | undefined;
    try {
      value = this.#number(cell);
    } catch (error) {
      const why = cell === undefined ? this.#absent("value") : (error as Error).message;
      const rule = `must hold a finite number in ${excerpt(this.#value)}: ${why}`;
      return this.refuse(line, rule, series);
    }
    if (value === undefined) return; // a missing sample
    const stamp = this.#stamps.length === 1 ? cells[at] ?? "" : cells.slice(at).join(" ").trim();
    let time: number;
    try {
      time = typeof stamp === "number" ? stamp : this.#times.read(stamp, series);
    } catch (error) {
      const isThere = cells.slice(at).every((cell) => cell !== undefined);
      const why = isThere ? (error as Error).message : this.#absent("timestamp");
      const column = excerpt(this.#stamps.join("+"));
      return this.refuse(line, `must hold a timestamp in ${column}: ${why}`, series);
    }
    this.#points.push({ series, time, value });
  }

  /** Tells of a line that holds no point. */
  refuse(line: number, rule: string, series?: string): void {
    const { name = UNNAMED, onBadLine } = this.#options;
    const message = `Cannot read ${name} as line ${line} ${rule}`;
    if (onBadLine === undefined) throw new SyntaxError(message);
    onBadLine({ line, message, ...(series === undefined ? {} : { series }) });
  }

  /** Says, after the last row, that no row was as `where` says. */
  finish(): void {
    if (!this.#isUnmet) return;
    const { name = UNNAMED } = this.#options;
    const wanted = this.#conditions.map(([name, value]) => `${name} is ${excerpt(value)}`);
    throw new SyntaxError(
      `Cannot read ${name} as it must have rows where ${wanted.join(" and ")}: it has none`,
    );
  }

  /** The number in a cell; `undefined` for a missing sample. */
  #number(cell: Cell | undefined): number | undefined {
    if (typeof cell === "number") {
      if (Number.isNaN(cell)) return undefined;
      if (Number.isFinite(cell)) return cell;
    }
    if (typeof cell === "string" && isMissing(cell)) return undefined;
    const text = typeof cell === "string" ? this.#withoutUnit(cell) : cell;
    if (typeof text === "string" && this.#numbers !== undefined) return this.#numbers.read(text);
    if (typeof text === "string" && PLAIN.test(text)) {
      const value = Number(text);
      if (Number.isFinite(value)) return value;
    }
    const say = (decimal: string) =>
      optionWords(this.#options.wayIn ?? "library", "decimal", decimal);
    const mark = typeof text === "string" && isNumeric(text)
      ? `; say which is the decimal mark (${say(",")} or ${say(".")})`
      : unitAdvice(String(text));
    throw new SyntaxError(`it is ${excerpt(text ?? "")}${mark}`);
  }

  #withoutUnit(cell: string): string {
    const isFirst = this.#unit.unit === undefined;
    const text = this.#unit.takeOff(cell);
    if (isFirst) this.#unit.notes().forEach((note) => this.#options.onNote?.(note));
    return text;
  }
}
