/** Events of an iCalendar file. */
import { requireKnownOptions } from "../../../checks.ts";
import { type Ical, ical } from "../../../packages.ts";
import type { CalendarEvent } from "./calendar_event.ts";
import { LocalClock } from "./local_clock.ts";

/** How an iCalendar text is read. */
export interface CalendarOptions {
  /**
   * Zone of times that name none, and of whole days.
   *
   * @default {"UTC"}
   */
  readonly timeZone?: string;
  /**
   * What is expected in an event that does not say so itself.
   *
   * @default {"another day"}
   */
  readonly expect?: CalendarEvent["expect"];
  /** Recurring events are followed up to here; the end of 2099 unless told. */
  readonly until?: Date | number;
}

/** The category that makes an event quiet, in its file. */
const QUIET = "quiet";
/** Occurrences of one event that are followed. */
const MOST = 10_000;
const END = Date.UTC(2100, 0, 1);

/**
 * Reads the events of an iCalendar text (RFC 5545), recurring ones one by one. An event whose
 * CATEGORIES name `quiet` or `another day` says itself what is expected in it.
 *
 * @param text Of an .ics file
 * @param options Zone of times without one, and what is expected
 * @returns The events, by start
 * @throws {SyntaxError} If the text is no iCalendar
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readCalendar } from "elb-anomaly";
 *
 * const [event] = readCalendar(`BEGIN:VCALENDAR
 * BEGIN:VEVENT
 * SUMMARY:Maintenance
 * CATEGORIES:quiet
 * DTSTART:20240501T220000Z
 * DURATION:PT2H
 * END:VEVENT
 * END:VCALENDAR`);
 * assert.equal(event!.expect, "quiet");
 * assert.equal(event!.end, Date.UTC(2024, 4, 2));
 * ```
 */
export function readCalendar(text: string, options: CalendarOptions = {}): CalendarEvent[] {
  const { timeZone = "UTC", expect = "another day", until: last = END, ...rest } = options;
  requireKnownOptions("read a calendar", rest);
  const until = Number(last);
  const clock = new LocalClock(timeZone);
  const component = parse(text);
  for (const zone of component.getAllSubcomponents("vtimezone")) {
    ical.TimezoneService.register(zone);
  }
  const clocks = new Map<unknown, LocalClock | undefined>();
  const clockOf = (event: Ical.Event): LocalClock | undefined => {
    const zone = event.component.getFirstProperty("dtstart")?.getParameter("tzid");
    if (typeof zone !== "string") return clock;
    if (!clocks.has(zone)) clocks.set(zone, ianaClock(zone));
    return clocks.get(zone);
  };
  const moment = (time: Ical.Time, own: LocalClock | undefined): number =>
    time.zone === ical.Timezone.utcTimezone || own === undefined
      ? time.toUnixTime() * 1000
      : own.moment(
        Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second),
      );
  const events: CalendarEvent[] = [];
  const add = (event: Ical.Event, start: Ical.Time, end: Ical.Time): number => {
    const own = clockOf(event);
    const from = moment(start, own);
    const to = Math.max(moment(end, own), from + 1);
    events.push({
      start: from,
      end: to,
      name: event.summary ?? "",
      expect: expectOf(event, expect),
    });
    return from;
  };
  for (const one of component.getAllSubcomponents("vevent")) {
    const event = new ical.Event(one);
    if (event.startDate === null) continue;
    if (!event.isRecurring()) {
      if (!event.isRecurrenceException()) add(event, event.startDate, event.endDate);
      continue;
    }
    const iterator = event.iterator();
    for (let k = 0; k < MOST; k++) {
      const next = iterator.next();
      if (!next) break;
      const { startDate, endDate, item } = event.getOccurrenceDetails(next);
      if (add(item, startDate, endDate) >= until) {
        events.pop();
        break;
      }
    }
  }
  return events.sort((a, b) => Number(a.start) - Number(b.start));
}

function parse(text: string): Ical.Component {
  try {
    const component = new ical.Component(ical.parse(text.replaceAll(/\r?\n/g, "\r\n")));
    if (component.name === "vcalendar") return component;
  } catch (error) {
    throw notCalendar(error);
  }
  throw notCalendar();
}

/** A clock of a zone that the runtime knows by name; of others the file tells the rules. */
function ianaClock(zone: string): LocalClock | undefined {
  try {
    return new LocalClock(zone);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function notCalendar(cause?: unknown): SyntaxError {
  return new SyntaxError(
    "Cannot read a calendar as it must be an iCalendar text, from BEGIN:VCALENDAR to END:VCALENDAR",
    { cause },
  );
}

function expectOf(event: Ical.Event, otherwise: CalendarEvent["expect"]): CalendarEvent["expect"] {
  const categories: string[] = event.component.getAllProperties("categories")
    .flatMap((property: Ical.Property) => property.getValues().map(String));
  if (categories.some((name) => name.toLowerCase() === QUIET)) return "quiet";
  return categories.some((name) => name.toLowerCase() === "another day")
    ? "another day"
    : otherwise;
}
