/** Days that the owner of a series knows to be no usual ones. */
import { excerpt, requireOneOf } from "../../../checks.ts";
import type { CalendarEvent } from "./calendar_event.ts";
import { readCalendar } from "./ics.ts";

/** The events in order of their starts, asked with times that rise. */
export class Calendar {
  readonly #events: readonly { start: number; end: number; expect: CalendarEvent["expect"] }[];

  /**
   * Takes an iCalendar text or a list.
   *
   * @throws {SyntaxError} If the text is no iCalendar
   * @throws {TypeError} If it is neither, or an event expects something else
   * @throws {RangeError} If an event does not end after its start
   */
  constructor(calendar: string | readonly CalendarEvent[], timeZone: string) {
    const events = typeof calendar === "string" ? readCalendar(calendar, { timeZone }) : calendar;
    if (!Array.isArray(events)) {
      throw new TypeError(
        `Cannot make a detector as calendar must be an iCalendar text or a list of events: current value is ${
          excerpt(calendar)
        }`,
      );
    }
    this.#events = events.map(({ start, end, expect }: CalendarEvent, i) => {
      const action = "make a detector";
      requireOneOf(action, { [`calendar[${i}].expect`]: expect }, ["another day", "quiet"]);
      const [from, to] = [Number(start), Number(end)];
      if (!(to > from && Number.isFinite(to - from))) {
        throw new RangeError(
          `Cannot make a detector as calendar[${i}] must end after its start: it goes from ${start} to ${end}`,
        );
      }
      return { start: from, end: to, expect };
    });
  }

  /** What is expected at a moment; quiet wins where events overlap. */
  expects(time: number): CalendarEvent["expect"] | undefined {
    let found: CalendarEvent["expect"] | undefined;
    for (const { start, end, expect } of this.#events) {
      if (time < start || time >= end) continue;
      if (expect === "quiet") return expect;
      found = expect;
    }
    return found;
  }
}
