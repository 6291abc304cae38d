/** Times as people read them. */

/** A time, epoch milliseconds, as text. */
export type Clock = (time: number) => string;

/** Times as the zone's clocks show them, to the minute, or the second where there are any. */
export function clockOf(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return (time) => format.format(time).replace(/:00$/, "");
}
