/** Dates with day or month first, as 03.08.2026: the column tells which, by a day over 12. */
import { excerpt } from "../../checks.ts";
import type { ReadTime } from "./calendar.ts";
import { timeFormat } from "./format.ts";

const DATE = /^(\d{1,2})([ ./-])(\d{1,2})\2\d{4}(?=[T ,]|$)/;
/** The end of a day, which would be read as the next one. */
const END_OF_DAY = /[T ,]24[:.]/;

/** A column's dates, read as if the day stood first until one of them tells. */
export class DayMonthDates {
  readonly #first: string;
  readonly #mark: string;
  readonly #clock: string;
  readonly #dayFirst: (text: string) => ReadTime;
  readonly #monthFirst: (text: string) => ReadTime;
  /** Dates that can be read in one order only. */
  #dayWitness: string | undefined;
  #monthWitness: string | undefined;

  private constructor(first: string, mark: string, clock: string) {
    this.#first = first;
    this.#mark = mark;
    this.#clock = clock;
    this.#dayFirst = timeFormat(this.#format("D", "M"));
    this.#monthFirst = timeFormat(this.#format("M", "D"));
  }

  /** The dates of a column that begins so; `undefined` if these are none. */
  static of(text: string): DayMonthDates | undefined {
    const match = DATE.exec(text);
    if (match === null) return undefined;
    const clock = clockFormat(text.slice(match[0].length));
    const dates = new DayMonthDates(text, match[2]!, clock);
    try {
      dates.#dayFirst(text.replace(DATE, `1${match[2]}1${match[2]}2000`));
      return dates;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return undefined; // what follows the date is no clock
    }
  }

  /** Columns of one series: dates that do not tell are read as others of the same marks. */
  static settleTogether(columns: readonly DayMonthDates[]): void {
    for (const alike of Map.groupBy(columns, (dates) => dates.#mark).values()) {
      const [day] = alike.flatMap((dates) => dates.#dayWitness ?? []);
      const [month] = alike.flatMap((dates) => dates.#monthWitness ?? []);
      if (day !== undefined && month !== undefined) continue;
      for (const dates of alike) [dates.#dayWitness, dates.#monthWitness] = [day, month];
    }
  }

  /**
   * Local time of a text, final only after {@linkcode settle}; `undefined` where it must be told
   * how to read it; throws a `SyntaxError`.
   */
  read(text: string): number | undefined {
    if (END_OF_DAY.test(text)) return undefined;
    const [, first, mark, second] = DATE.exec(text) ?? [];
    if (mark === this.#mark && Number(first) > 12) this.#dayWitness ??= text;
    else if (mark === this.#mark && Number(second) > 12) this.#monthWitness ??= text;
    if (this.#dayWitness !== undefined && this.#monthWitness !== undefined) {
      const other = text === this.#dayWitness ? this.#monthWitness : this.#dayWitness;
      throw new SyntaxError(
        `day and month must stand in one order, that of ${excerpt(other)}: current value is ${
          excerpt(text)
        }`,
      );
    }
    return Number(second) > 12 ? this.#monthFirst(text).time : this.#dayFirst(text).time;
  }

  /**
   * Reads all anew, in place, where the month stands first.
   *
   * @returns The form that was chosen, and why; `undefined` where no date tells
   */
  settle(localTimes: Float64Array): { format: string; note: string } | undefined {
    const witness = this.#dayWitness ?? this.#monthWitness;
    if (witness === undefined) return undefined;
    const isDay = this.#dayWitness !== undefined;
    if (!isDay) localTimes.forEach((time, i) => localTimes[i] = swapped(time));
    return {
      format: isDay ? this.#format("D", "M") : this.#format("M", "D"),
      note: `Dates such as ${excerpt(this.#first)} were read with the ${
        isDay ? "day" : "month"
      } first, as ${excerpt(witness)} can only be read so`,
    };
  }

  #format(...first: string[]): string {
    return [...first, "YYYY"].join(this.#mark) + this.#clock;
  }
}

/** A time with day and month in each other's place, where both can be. */
function swapped(time: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  return day > 12 ? time : date.setUTCMonth(day - 1, date.getUTCMonth() + 1);
}

/** The format of what follows a date, from the character between them on. */
export function clockFormat(text: string): string {
  const match = /^([T ,]{1,2})\d{1,2}([:.])\d{2}(\2\d{2}(?:([.,])\d{1,9})?)?( ?[AaPp]\.?[Mm]\.?)?/
    .exec(text);
  if (match === null) return "";
  const [, gap, mark, seconds, point, half] = match;
  const letter = half === undefined ? "H" : "h";
  return `${gap}${letter}${mark}mm` +
    (seconds === undefined ? "" : `${mark}ss${point === undefined ? "" : `${point}SSS`}`) +
    (half === undefined ? "" : half.startsWith(" ") ? " A" : "A");
}
