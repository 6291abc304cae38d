/** A column of timestamps: what one cell leaves open, the column decides or the user does. */
import { type ReadTime } from "./calendar.ts";
import { DayMonthDates } from "./day_month.ts";
import { timeFormat } from "./format.ts";
import { TimeZone } from "./time_zone.ts";
import { formatTimestamp } from "./timestamp.ts";
import { NUMBER, openNumberRule, timestampRule } from "./rule.ts";
import { isOpenNumber, readUnixTime } from "./unix_time.ts";
import { readWritten, withoutZoneName } from "./written.ts";
import { refuseWords, zoneInName } from "./zone_in_name.ts";
import { optionWords, type WayIn } from "../reading/words.ts";
import { excerpt } from "../../checks.ts";
import { counted } from "../../text.ts";

/** How a column is to be read. */
export interface TimeColumnOptions {
  /** Form of the texts, as `timeFormat` takes it. */
  readonly format?: string | undefined;
  /** Zone of the texts that name none. */
  readonly timeZone?: string | undefined;
  /** Time of a counter's first number, epoch milliseconds. */
  readonly start?: number | undefined;
  /** Milliseconds from one number of a counter to the next. */
  readonly step?: number | undefined;
  /** In whose words errors name options. */
  readonly wayIn: WayIn;
}

/** Reads cell by cell; {@linkcode finish} settles what only the whole column tells. */
export class TimeColumn {
  readonly #options: TimeColumnOptions;
  readonly #format: ((text: string) => ReadTime) | undefined;
  #zone: TimeZone | undefined;
  /** Words of the column's name that leave the zone open. */
  #zoneWords: string | undefined;
  #isZoneOfName = false;
  readonly #isCounter: boolean;
  /** Rows whose local time occurs twice, with the later instant. */
  readonly #twice: { row: number; later: number }[] = [];
  #count = 0;
  #unixTimes = 0;
  /** Those that may be another time as well, and the first of them. */
  #openNumbers = 0;
  #firstOpen: { text: string; row: number } | undefined;
  /** The letters of a zone that were passed over, since the user has told the zone. */
  #zoneName: string | undefined;
  /** Where the column's first date has its day or its month first. */
  #dates: DayMonthDates | undefined;
  #firstDate: string | undefined;
  #isBegun = false;
  #hasLocal = false;

  constructor(options: TimeColumnOptions) {
    this.#options = options;
    this.#format = options.format === undefined ? undefined : timeFormat(options.format);
    this.#zone = options.timeZone === undefined ? undefined : new TimeZone(options.timeZone);
    this.#isCounter = options.start !== undefined && options.step !== undefined;
  }

  /** Whether a text named no zone, and neither the user nor the column's name did. */
  get isLocal(): boolean {
    return this.#hasLocal && this.#zone === undefined;
  }

  /** Takes the column's name, which may say whose clock it is where the user has not. */
  takeName(name: string): void {
    const found = this.#zone === undefined ? zoneInName(name) : undefined;
    if (found === undefined) return;
    if ("words" in found) this.#zoneWords = found.words;
    else [this.#zone, this.#isZoneOfName] = [new TimeZone(found.zone), true];
  }

  /** Epoch milliseconds of a cell, not final before {@linkcode finish}; throws a `SyntaxError`. */
  read(text: string): number {
    if (text === "") throw new SyntaxError(timestampRule(text, this.#options.wayIn));
    const row = this.#count++;
    if (this.#isCounter) return this.#readCounter(text);
    const date = this.#readDate(text);
    if (date !== undefined) {
      this.#noteLocal(text);
      this.#firstDate ??= text;
      return date;
    }
    const written = this.#written(text);
    if (written === undefined) return this.#readUnix(text, row);
    if (written.isZoned) return written.time;
    this.#noteLocal(text);
    return this.#zone === undefined ? written.time : this.#readLocal(written.time, text, row);
  }

  /** Checks a cell of a row that is left out; throws a `SyntaxError`. */
  check(text: string): number {
    if (text === "") throw new SyntaxError(timestampRule(text, this.#options.wayIn));
    if (this.#isCounter) return this.#readCounter(text);
    const time = this.#readDate(text) ?? this.#written(text)?.time ?? readUnixTime(text);
    if (time === undefined) throw new SyntaxError(timestampRule(text, this.#options.wayIn));
    return time;
  }

  /** Lets the columns of one series settle together what one of them leaves open. */
  static settleTogether(columns: readonly TimeColumn[]): void {
    DayMonthDates.settleTogether(columns.flatMap((column) => column.#dates ?? []));
  }

  /** Settles the column, in place; throws a `SyntaxError` with the row where it cannot. */
  finish(timestamps: Float64Array): { row: number; rule: string } | string[] {
    if (this.#isCounter) {
      const first = timestamps.reduce((least, count) => Math.min(least, count), Infinity);
      timestamps.forEach((count, i) =>
        timestamps[i] = this.#options.start! + Math.round((count - first) * this.#options.step!)
      );
      return [];
    }
    const dates = this.#settleDates(timestamps);
    if (!Array.isArray(dates)) return dates;
    if (this.#hasLocal && this.#isZoneOfName) {
      dates.push(`Times were read as of ${this.#zone!.name}, as the column's name says.`);
    }
    if (this.#unixTimes > 0 && this.#openNumbers === this.#unixTimes) {
      const { text, row } = this.#firstOpen!;
      return { row, rule: openNumberRule(text, this.#options.wayIn) };
    }
    const settled = this.#twice.length === 0 ? [] : this.#settleTwice(timestamps);
    if (!Array.isArray(settled)) return settled;
    if (this.#zoneName === undefined) return [...dates, ...settled];
    const { name } = this.#zone!;
    return [
      ...dates,
      `Letters such as ${this.#zoneName} behind times were passed over for ${name}.`,
      ...settled,
    ];
  }

  /** Takes note of a text that names no zone; throws a `SyntaxError` where one is meant. */
  #noteLocal(text: string): void {
    this.#hasLocal = true;
    if (this.#zoneWords !== undefined) refuseWords(this.#zoneWords, text, this.#options.wayIn);
  }

  /** A date in a column of dates with the day or the month first. */
  #readDate(text: string): number | undefined {
    if (!this.#isBegun && this.#format === undefined) {
      this.#dates = DayMonthDates.of(text);
    }
    this.#isBegun = true;
    return this.#dates?.read(text);
  }

  /** Whether day or month stand first, and then the zone's times, in place. */
  #settleDates(timestamps: Float64Array): { row: number; rule: string } | string[] {
    if (this.#dates === undefined) return [];
    const settled = this.#dates.settle(timestamps);
    if (settled === undefined) {
      return { row: 0, rule: timestampRule(this.#firstDate!, this.#options.wayIn) };
    }
    const option = optionWords(this.#options.wayIn, "format", settled.format);
    const note = `${settled.note}; for files in which none tells, say it (${option}).`;
    if (this.#zone === undefined) return [note];
    for (const [row, local] of timestamps.entries()) {
      try {
        timestamps[row] = this.#readLocal(local, formatTimestamp(local), row);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        return { row, rule: error.message };
      }
    }
    return [note];
  }

  #written(text: string): ReadTime | undefined {
    if (this.#format !== undefined) return this.#format(text);
    const written = readWritten(text);
    if (written !== undefined || this.#zone === undefined) return written;
    const lettered = withoutZoneName(text);
    this.#zoneName ??= lettered?.name;
    return lettered?.time;
  }

  #readUnix(text: string, row: number): number {
    const time = readUnixTime(text);
    if (time === undefined) throw new SyntaxError(timestampRule(text, this.#options.wayIn));
    this.#unixTimes++;
    if (isOpenNumber(text)) {
      this.#openNumbers++;
      this.#firstOpen ??= { text, row };
    }
    return time;
  }

  #readCounter(text: string): number {
    const count = NUMBER.test(text) ? Number(text) : NaN;
    if (Number.isFinite(count)) return count;
    throw new SyntaxError(
      `start and step are for a column of numbers such as 1, 2, 3: current value is ${
        excerpt(text)
      }`,
    );
  }

  #readLocal(local: number, text: string, row: number): number {
    const [first, later] = this.#zone!.instants(local);
    if (first === undefined) {
      throw new SyntaxError(
        `the clocks of ${
          this.#zone!.name
        } are put forward over this time, so it does not exist: current value is ${excerpt(text)}`,
      );
    }
    if (later !== undefined) this.#twice.push({ row, later });
    return first;
  }

  /** The hour that occurs twice, read in the order of the rows, oldest or newest first. */
  #settleTwice(timestamps: Float64Array): { row: number; rule: string } | string[] {
    const isForward = timestamps[0]! <= timestamps[timestamps.length - 1]!;
    for (const { row, later } of isForward ? this.#twice : this.#twice.toReversed()) {
      const before = timestamps[isForward ? row - 1 : row + 1];
      if (before !== undefined && timestamps[row]! <= before && later > before) {
        timestamps[row] = later;
      }
    }
    const isInOrder = timestamps.every((time, i) =>
      i === 0 || (isForward ? time >= timestamps[i - 1]! : time <= timestamps[i - 1]!)
    );
    const name = this.#zone!.name;
    if (!isInOrder) {
      return {
        row: this.#twice[0]!.row,
        rule:
          `must tell its offset from UTC, such as +02:00: it occurs twice in ${name}, and the rows are not in order of time`,
      };
    }
    const rows = this.#twice.length;
    return [
      `${counted(rows, "row")} in the hour that occurs twice in ${name} ${
        rows === 1 ? "was" : "were"
      } read in the order of the file.`,
    ];
  }
}
