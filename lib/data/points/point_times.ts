/**
 * Timestamps of many series that come row by row: nothing but the rows before is known of a column.
 */
import { excerpt } from "../../checks.ts";
import type { WayIn } from "../reading/words.ts";
import { timeFormat } from "../timestamps/format.ts";
import { TimeZone } from "../timestamps/time_zone.ts";
import { timestampRule } from "../timestamps/rule.ts";
import { isOpenNumber, readUnixTime } from "../timestamps/unix_time.ts";
import { refuseWords, zoneInName } from "../timestamps/zone_in_name.ts";
import { readWritten } from "../timestamps/written.ts";

/** How timestamps are written. */
export interface PointTimesOptions {
  /** Form of the texts, as `readSeries` takes it. */
  readonly format?: string | undefined;
  /** Zone of the texts that name none. */
  readonly timeZone?: string | undefined;
  /** In whose words errors name options; the library's unless told. */
  readonly wayIn?: WayIn | undefined;
}

/** Reads one timestamp after the other. */
export class PointTimes {
  readonly #format: ((text: string) => { time: number; isZoned: boolean }) | undefined;
  #zone: TimeZone | undefined;
  /** Words of the column's name that leave the zone open. */
  #zoneWords: string | undefined;
  readonly #wayIn: WayIn;
  /** By series, the newest time, and whether a row was older than the one before. */
  readonly #seen = new Map<string, { newest: number; isMixed: boolean }>();
  #text: string | undefined;
  #time = NaN;

  /** Throws a `RangeError` or a `SyntaxError` if there is no such zone or form. */
  constructor({ format, timeZone, wayIn = "library" }: PointTimesOptions) {
    this.#wayIn = wayIn;
    this.#format = format === undefined ? undefined : timeFormat(format);
    this.#zone = timeZone === undefined ? undefined : new TimeZone(timeZone);
  }

  /** Takes the column's name, which may say whose clock it is; a sentence if it decides that. */
  takeName(name: string): string | undefined {
    const found = this.#zone === undefined ? zoneInName(name) : undefined;
    if (found === undefined) return undefined;
    if ("words" in found) {
      this.#zoneWords = found.words;
      return undefined;
    }
    this.#zone = new TimeZone(found.zone);
    return `Times that name no zone are read as of ${found.zone}, as the column's name says.`;
  }

  /** Epoch milliseconds of a text in a row of `series`; throws a `SyntaxError`. */
  read(text: string, series: string): number {
    if (this.#zone !== undefined) return this.#ordered(this.#zone, text, series);
    if (text !== this.#text) { // rows of many series often have one time
      this.#time = this.#written(text)?.time ?? this.#unix(text);
      this.#text = text;
    }
    return this.#time;
  }

  #written(text: string): { time: number; isZoned: boolean } | undefined {
    const written = this.#format === undefined ? readWritten(text) : this.#format(text);
    if (this.#zoneWords !== undefined && written?.isZoned === false) {
      refuseWords(this.#zoneWords, text, this.#wayIn);
    }
    return written;
  }

  #unix(text: string): number {
    const time = readUnixTime(text);
    if (time !== undefined && !isOpenNumber(text)) return time;
    throw new SyntaxError(timestampRule(text, this.#wayIn));
  }

  /** The hour that occurs twice is read in the order of the rows of its series. */
  #ordered(zone: TimeZone, text: string, series: string): number {
    const seen = this.#seen.get(series) ?? { newest: -Infinity, isMixed: false };
    const written = this.#written(text);
    const time = written === undefined || written.isZoned
      ? written?.time ?? this.#unix(text)
      : localTime(zone, written.time, { text, seen });
    if (time < seen.newest) seen.isMixed = true;
    else seen.newest = time;
    this.#seen.set(series, seen);
    return time;
  }
}

function localTime(
  zone: TimeZone,
  local: number,
  { text, seen }: { text: string; seen: { newest: number; isMixed: boolean } },
): number {
  const [first, later] = zone.instants(local);
  if (first === undefined) {
    throw new SyntaxError(
      `the clocks of ${zone.name} are put forward over this time, so it does not exist: current value is ${
        excerpt(text)
      }`,
    );
  }
  if (later === undefined) return first;
  if (seen.isMixed) {
    throw new SyntaxError(
      `it must tell its offset from UTC, such as +02:00: it occurs twice in ${zone.name}, and the rows are not in order of time: current value is ${
        excerpt(text)
      }`,
    );
  }
  return first <= seen.newest ? later : first;
}
