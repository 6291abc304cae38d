/** The time of day and week where the people are who make the traffic. */

import { excerpt } from "../../../checks.ts";
import { DAY } from "../../../time.ts";

/** Clocks change at whole quarters of an hour, in every zone. */
const QUARTER = 900_000;

/**
 * Local time of a moment: `time + offset(time)`. Offsets of a day without a change are looked up
 * once.
 */
export class LocalClock {
  /** IANA name. */
  readonly timeZone: string;
  readonly #format: Intl.DateTimeFormat | undefined;
  #day = NaN;
  #quarter = NaN;
  #offset = 0;
  #changes = false; // within #day

  /**
   * @throws {TypeError} If it is no text
   * @throws {RangeError} If there is no such zone
   */
  constructor(timeZone: string, action = "make a detector") {
    if (typeof timeZone !== "string") {
      throw new TypeError(
        `Cannot ${action} as timeZone must be a text: current value is ${excerpt(timeZone)}`,
      );
    }
    try {
      this.#format = timeZone === "UTC" ? undefined : new Intl.DateTimeFormat("en-US", {
        timeZone,
        calendar: "gregory",
        numberingSystem: "latn",
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
      });
    } catch (error) {
      throw new RangeError(
        `Cannot ${action} as timeZone must be an IANA time zone such as "Europe/Berlin": current value is ${
          excerpt(timeZone)
        }`,
        { cause: error },
      );
    }
    this.timeZone = timeZone;
  }

  /** Whether another name, as it stands in a snapshot, is the same zone: US/Eastern is New York. */
  isOf(timeZone: string): boolean {
    if (timeZone === this.timeZone) return true;
    try {
      const [own, other] = [this.timeZone, timeZone].map((name) =>
        new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone
      );
      return own === other;
    } catch (error) {
      if (error instanceof RangeError) return false; // there is no such zone
      throw error;
    }
  }

  /** Milliseconds that local time is ahead of UTC. */
  offset(time: number): number {
    if (this.#format === undefined) return 0;
    const day = Math.floor(time / DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#quarter = NaN;
      this.#offset = this.#lookUp(day * DAY);
      this.#changes = this.#offset !== this.#lookUp((day + 1) * DAY);
    }
    const quarter = Math.floor(time / QUARTER);
    if (this.#changes && quarter !== this.#quarter) {
      this.#quarter = quarter;
      this.#offset = this.#lookUp(quarter * QUARTER);
    }
    return this.#offset;
  }

  /**
   * The moment at which clocks show a local time: the first of two, the next where there is none.
   */
  moment(local: number): number {
    const before = local - this.offset(local - DAY);
    if (before + this.offset(before) === local) return before;
    return local - this.offset(local + DAY);
  }

  #lookUp(time: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#format!.formatToParts(time)) part[type] = Number(value);
    const { year, month, day, hour, minute, second } = part;
    return Date.UTC(year!, month! - 1, day, hour, minute, second) - time;
  }
}
