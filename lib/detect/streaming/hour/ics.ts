/** Events of an iCalendar file. */
import {
  excerpt,
  optionsOf,
  printable,
  requireKnownOptions,
  requireNumber,
  requireOneOf,
} from "../../../checks.ts";
import { type Ical, ical } from "../../../packages.ts";
import { type CalendarEvent, EXPECTATIONS } from "./calendar_event.ts";
import { eventsOf } from "./ics_event.ts";
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
  /** Recurring events are followed up to here; the end of 2049 unless told. */
  readonly until?: Date | number;
}

const ACTION = "read a calendar";
const END = Date.UTC(2050, 0, 1);

/**
 * Reads the events of an iCalendar text (RFC 5545), recurring ones one by one, without those that
 * are cancelled or take no time. An event whose CATEGORIES name `quiet` or `another day` says
 * itself what is expected in it.
 *
 * @param text Of an .ics file
 * @param options Zone of times without one, and what is expected
 * @returns The events, by start
 * @throws {SyntaxError} If the text is no iCalendar, or an event has no start, ends before it, or
 * is in a time zone that is neither an IANA one nor in the text
 * @throws {RangeError} If an event recurs more than 20,000 times, or an option is out of range
 * @throws {TypeError} If the text is none, or an option is of the wrong kind, or unknown
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
  const { timeZone = "UTC", expect = "another day", until: last = END, ...rest } = optionsOf(
    ACTION,
    options,
  );
  requireKnownOptions(ACTION, rest);
  requireOneOf(ACTION, { expect }, EXPECTATIONS);
  const until = Number(last);
  requireNumber(ACTION, { until });
  const clock = new LocalClock(timeZone, ACTION);
  const events: CalendarEvent[] = [];
  for (const calendar of parse(text)) {
    const components: Ical.Component[] = calendar.getAllSubcomponents("vevent");
    const isChange = (one: Ical.Component): boolean => one.hasProperty("recurrence-id");
    const changes = Map.groupBy(components.filter(isChange), uidOf);
    const read = (one: Ical.Component, exceptions: Ical.Component[]): void => {
      const event = new ical.Event(one, { exceptions });
      for (const found of eventsOf(event, { clock, expect, until })) events.push(found);
    };
    for (const one of components.filter((one) => !isChange(one))) {
      read(one, changes.get(uidOf(one)) ?? []);
      changes.delete(uidOf(one));
    }
    // occurrences that were sent alone
    for (const alone of changes.values()) alone.forEach((one) => read(one, []));
  }
  return events.sort((a, b) => Number(a.start) - Number(b.start));
}

/** What an event and the changes to single occurrences of it have in common. */
function uidOf(event: Ical.Component): unknown {
  return event.getFirstPropertyValue("uid");
}

function parse(text: string): Ical.Component[] {
  if (typeof text !== "string") {
    throw new TypeError(`Cannot ${ACTION} as it must be a text: current value is ${excerpt(text)}`);
  }
  let components: Ical.Component[];
  try {
    const parsed = ical.parse(text.replace(/^\uFEFF/, "").replaceAll(/\r?\n/g, "\r\n"));
    const several = Array.isArray(parsed[0]) ? parsed : [parsed];
    components = several.map((one: unknown[]) => new ical.Component(one));
  } catch (cause) {
    throw notCalendar(cause);
  }
  if (components.some(({ name }) => name !== "vcalendar")) throw notCalendar();
  return components;
}

function notCalendar(cause?: unknown): SyntaxError {
  return new SyntaxError(
    `Cannot ${ACTION} as it must be an iCalendar text, from BEGIN:VCALENDAR to END:VCALENDAR${
      cause instanceof Error && cause.name === "ParserError" ? `: ${printable(cause.message)}` : ""
    }`,
    { cause },
  );
}
