/** What a detector's alerts on one series are worth. */
import { requireKind } from "../../checks.ts";
import type { IncidentSeries } from "./scenario_series.ts";
import { DAY, HOUR, MINUTE } from "../../time.ts";

/** After an incident, alerts of its end and of its echo are neither hits nor false. */
const AFTERMATH = 12 * HOUR;
/** From this day on false alerts count; before, everything is new. */
const KNOWN = 3 * DAY;

/** How a detector did on one series. */
export interface SeriesVerdict {
  /** The series. */
  readonly series: IncidentSeries;
  /** For each incident that counts: minutes to the first alert, or nothing. */
  readonly delays: readonly (number | undefined)[];
  /** Alerts within incidents. */
  readonly alerts: number;
  /** Alerts that nothing explains, from the third day on. */
  readonly falseAlerts: number;
  /** Days in which they could have come. */
  readonly days: number;
  /** Alerts in the first three days that nothing explains. */
  readonly firstDays: number;
}

/**
 * Judges the alerts of one series.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { incidentSeries, judgeSeries } from "elb-anomaly/evaluate";
 *
 * const [first] = incidentSeries(1);
 * const { alerts, falseAlerts } = judgeSeries(first!, []);
 * assert.deepEqual([alerts, falseAlerts], [0, 0]);
 * ```
 */
export function judgeSeries(series: IncidentSeries, rings: readonly number[]): SeriesVerdict {
  requireKind("judge a series", { series }, "an object");
  requireKind("judge a series", { rings }, "a list of numbers");
  const { timestamps, incidents } = series;
  requireKind("judge a series", { "series.incidents": incidents }, "a list");
  const start = timestamps[0]!;
  const end = timestamps.at(-1)!;
  const explained = (time: number) =>
    incidents.some((one) => time >= one.start && time < one.end + AFTERMATH);
  const loose = rings.filter((time) => !explained(time));
  const within = ({ start, end }: { start: number; end: number }) =>
    rings.filter((time) => time >= start && time < end);
  const counted = incidents.filter(({ counts }) => counts);
  const troubled = incidents.reduce((sum, one) => sum + one.end + AFTERMATH - one.start, 0);
  return {
    series,
    delays: counted.map((one) => {
      const [first] = within(one);
      return first === undefined ? undefined : (first - one.start) / MINUTE;
    }),
    alerts: counted.reduce((sum, one) => sum + within(one).length, 0),
    falseAlerts: loose.filter((time) => time - start >= KNOWN).length,
    days: Math.max(0, end - start - KNOWN - troubled) / DAY,
    firstDays: loose.filter((time) => time - start < KNOWN).length,
  };
}
