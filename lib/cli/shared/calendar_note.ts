/** What a calendar says of a series, for the reader. */
import { printable } from "../../checks.ts";
import { frameTimestamps, type Series } from "../../data/mod.ts";
import { type CalendarEvent, readCalendar } from "../../detect/mod.ts";

/** Most events that are named. */
const SHOWN = 8;

/** A series with the calendar's events in its time among its notes, and those events. */
export function withCalendarNote(
  series: Series,
  { calendar, timeZone = "UTC" }: { calendar?: string; timeZone?: string },
): { series: Series; events: readonly CalendarEvent[] } {
  if (calendar === undefined) return { series, events: [] };
  const timestamps = frameTimestamps(series.frame);
  const [from, to] = [timestamps[0]!, timestamps.at(-1)!];
  const events = readCalendar(calendar, { timeZone, until: to + 1 })
    .filter(({ start, end }) => Number(start) <= to && Number(end) > from);
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  const shown = events.slice(0, SHOWN).map(({ start, name, expect }) =>
    [day.format(start), ...name ? [printable(name)] : [], ...expect === "quiet" ? ["(quiet)"] : []]
      .join(" ")
  );
  const more = events.length > SHOWN ? `; and ${events.length - SHOWN} more` : "";
  const note = events.length === 0
    ? "No event of the calendar lies in the series' time: all of it was judged as usual days are."
    : `No usual days by the calendar: ${shown.join("; ")}${more}.`;
  return { series: { ...series, notes: [...series.notes, note] }, events };
}
