/** Days that the owner of a series knows to be no usual ones. */
import { excerpt, requireKnownOptions, requireOneOf } from "../../../checks.ts";
import { type CalendarEvent, EXPECTATIONS } from "./calendar_event.ts";
import { readCalendar } from "./ics.ts";

const ACTION = "make a detector";

/** What is expected when; quiet wins where events overlap. */
export class Calendar {
  /**
   * That of the last text, which the detectors of many series share: to read one may take a second.
   */
  static #last: { text: string; timeZone: string; calendar: Calendar } | undefined;
  readonly #quiet: Spans;
  readonly #anotherDay: Spans;

  /**
   * Takes an iCalendar text or a list.
   *
   * @throws {SyntaxError} If the text is no iCalendar
   * @throws {TypeError} If it is neither, or a part of an event is of the wrong kind or unknown
   * @throws {RangeError} If an event does not end after its start
   */
  constructor(calendar: string | readonly CalendarEvent[], timeZone: string) {
    const events = typeof calendar === "string" ? readCalendar(calendar, { timeZone }) : calendar;
    if (!Array.isArray(events)) {
      throw new TypeError(
        `Cannot ${ACTION} as calendar must be an iCalendar text or a list of events: current value is ${
          excerpt(calendar)
        }`,
      );
    }
    events.forEach(checkEvent);
    const [anotherDay, quiet] = EXPECTATIONS.map((expect) =>
      new Spans(events.filter((event) => event.expect === expect))
    );
    this.#quiet = quiet!;
    this.#anotherDay = anotherDay!;
  }

  /**
   * The calendar of a text or a list, as the constructor takes them; the last text is not read
   * anew.
   */
  static of(calendar: string | readonly CalendarEvent[], timeZone: string): Calendar {
    if (typeof calendar !== "string") return new Calendar(calendar, timeZone);
    if (Calendar.#last?.text !== calendar || Calendar.#last.timeZone !== timeZone) {
      Calendar.#last = { text: calendar, timeZone, calendar: new Calendar(calendar, timeZone) };
    }
    return Calendar.#last.calendar;
  }

  /** What is expected at a moment. */
  expects(time: number): CalendarEvent["expect"] | undefined {
    if (this.#quiet.has(time)) return "quiet";
    return this.#anotherDay.has(time) ? "another day" : undefined;
  }

  /** Whether it was quiet somewhen between two moments. */
  wasQuiet(from: number, to: number): boolean {
    return this.#quiet.has(to, from);
  }
}

/** Moments that events cover. */
class Spans {
  readonly #starts: number[] = [];
  readonly #ends: number[] = []; // the events that touch are one

  constructor(events: readonly CalendarEvent[]) {
    const spans = events.map(({ start, end }) => [Number(start), Number(end)] as const);
    for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
      const last = this.#ends.length - 1;
      if (last >= 0 && start <= this.#ends[last]!) {
        this.#ends[last] = Math.max(this.#ends[last]!, end);
      } else {
        this.#starts.push(start);
        this.#ends.push(end);
      }
    }
  }

  /** Whether they cover a moment, or one since an earlier one. */
  has(time: number, since = time): boolean {
    let [low, high] = [0, this.#starts.length]; // starts before `low` are not after the time
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return low > 0 && since < this.#ends[low - 1]!;
  }
}

function checkEvent(event: CalendarEvent, i: number): void {
  const name = `calendar[${i}]`;
  if (Object(event) !== event) {
    throw new TypeError(`Cannot ${ACTION} as ${name} must be an event: it is ${excerpt(event)}`);
  }
  const { start, end, expect, name: _name, ...rest } = event;
  requireKnownOptions(`${ACTION}, in ${name},`, rest);
  requireOneOf(ACTION, { [`${name}.expect`]: expect }, EXPECTATIONS);
  for (const [key, moment] of Object.entries({ start, end })) {
    if (typeof moment === "number" || moment instanceof Date) continue;
    throw new TypeError(
      `Cannot ${ACTION} as ${name}.${key} must be a Date or epoch milliseconds: current value is ${
        excerpt(moment)
      }`,
    );
  }
  const [from, to] = [Number(start), Number(end)];
  if (to > from && Number.isFinite(to - from)) return;
  throw new RangeError(
    `Cannot ${ACTION} as ${name} must end after its start: it goes from ${start} to ${end}`,
  );
}
