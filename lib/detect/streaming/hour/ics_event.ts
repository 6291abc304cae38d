/** One event of an iCalendar text, occurrence by occurrence. */
import { excerpt, printable } from "../../../checks.ts";
import { type Ical, ical } from "../../../packages.ts";
import type { CalendarEvent } from "./calendar_event.ts";
import { LocalClock } from "./local_clock.ts";

/** Occurrences that are followed: a daily event has fewer in half a century. */
const MOST = 20_000;

interface Occurrence {
  item: Ical.Event;
  startDate: Ical.Time;
  endDate: Ical.Time;
}

/**
 * The occurrences of an event that begin before `until` (the only one of an event that does not
 * recur in any case), but cancelled ones and those that take no time.
 *
 * @throws {SyntaxError} If it cannot be told when it is
 * @throws {RangeError} If there are too many
 */
export function eventsOf(
  event: Ical.Event,
  { clock, expect, until }: { clock: LocalClock; expect: CalendarEvent["expect"]; until: number },
): CalendarEvent[] {
  const events: CalendarEvent[] = [];
  const name = event.summary ?? "";
  try {
    useZones(event);
    if (event.startDate === null) throw new SyntaxError("it must have a start (DTSTART)");
    let seen = 0;
    for (const { item, startDate, endDate } of occurrences(event)) {
      const start = moment(startDate, clock);
      if (start >= until && event.isRecurring()) break;
      if (++seen > MOST) {
        throw new RangeError(`it must not recur more than ${MOST} times (UNTIL ends it)`);
      }
      const end = endOf({ startDate, endDate }, clock);
      if (end < start) throw new SyntaxError("it must not end before its start");
      const status = item.component.getFirstPropertyValue("status");
      if (end === start || status === "CANCELLED") continue;
      events.push({ start, end, name: item.summary ?? "", expect: expectOf(item, expect) });
    }
  } catch (cause) {
    const text = `Cannot read a calendar at event ${excerpt(name)}: ${
      printable((cause as Error).message)
    }`;
    throw cause instanceof RangeError
      ? new RangeError(text, { cause })
      : new SyntaxError(text, { cause });
  }
  return events;
}

function* occurrences(event: Ical.Event): Generator<Occurrence> {
  const { startDate, endDate, component } = event;
  if (!event.isRecurring()) return yield { item: event, startDate, endDate };
  // ical.js leaves out the start itself where there are only further dates
  if (!component.hasProperty("rrule")) yield event.getOccurrenceDetails(startDate);
  const rule = component.getFirstPropertyValue("rrule") as Ical.Recur | null;
  if (rule?.freq === "YEARLY" && Object.keys(rule.parts).length === 0) {
    // ical.js takes the 1st of March for the 29th of February that a year has not
    rule.setComponent("BYMONTH", [startDate.month]);
    rule.setComponent("BYMONTHDAY", [startDate.day]);
  }
  const iterator = event.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    yield event.getOccurrenceDetails(next);
  }
}

function endOf({ startDate, endDate }: Omit<Occurrence, "item">, clock: LocalClock): number {
  if (startDate.isDate && endDate.compare(startDate) === 0) { // as some write a whole day
    endDate = endDate.clone();
    endDate.day += 1;
  }
  return moment(endDate, clock);
}

/** The moment of a time, by a clock where it names no zone. */
function moment(time: Ical.Time, clock: LocalClock): number {
  return time.zone === ical.Timezone.localTimezone
    ? clock.moment(localOf(time))
    : time.toUnixTime() * 1000;
}

function localOf({ year, month, day, hour, minute, second }: Ical.Time): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/**
 * Lets ical.js tell the time of the zones that an event names: by the runtime's rules, which are
 * whole, else by the text's.
 */
function useZones({ component }: Ical.Event): void {
  for (const property of component.getAllProperties()) {
    const zone = property.getParameter("tzid");
    if (typeof zone !== "string") continue;
    if (!ical.TimezoneService.has(zone)) registerZone(zone);
    const told = (one: Ical.Component) => one.getFirstPropertyValue("tzid") === zone;
    const own = component.parent.getAllSubcomponents("vtimezone").find(told);
    if (ical.TimezoneService.has(zone)) {
      if (own) component.parent.removeSubcomponent(own);
    } else if (!own) {
      throw new SyntaxError(
        `its time zone must be an IANA one, or told in the text (VTIMEZONE): it is ${
          excerpt(zone)
        }`,
      );
    }
  }
}

function registerZone(tzid: string): void {
  let clock: LocalClock;
  try {
    clock = new LocalClock(tzid);
  } catch (error) {
    if (error instanceof RangeError) return;
    throw error;
  }
  const utcOffset = (time: Ical.Time): number => {
    const local = localOf(time);
    return (local - clock.moment(local)) / 1000;
  };
  ical.TimezoneService.register(Object.assign(new ical.Timezone({ tzid }), { utcOffset }), tzid);
}

function expectOf(event: Ical.Event, otherwise: CalendarEvent["expect"]): CalendarEvent["expect"] {
  const categories: string[] = event.component.getAllProperties("categories")
    .flatMap((property: Ical.Property) => property.getValues().map(String));
  const named = categories.map((name) => name.toLowerCase());
  if (named.includes("quiet")) return "quiet";
  return named.includes("another day") ? "another day" : otherwise;
}
