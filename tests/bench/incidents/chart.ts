/**
 * Two weeks on call as a picture: what rang, and what was missed.
 *
 * @module
 */
import { createFrame, plotAlarms } from "../../../lib/mod.ts";
import {
  bandAlerts,
  followAlerts,
  type IncidentSeries,
  REFERENCE_BANDS,
} from "../../../lib/evaluate/mod.ts";
import { normalSeries } from "../../../lib/evaluate/incidents/profiles.ts";

const HOUR = 3_600_000;
const DAY = 86_400_000;
const FIRST = 28; // days before the two weeks that are shown

/** What goes wrong: days into the two weeks, hours, what is left of the rate. */
const EVENTS = [
  [1.55, 0.25, 3, "a harmless spike"],
  [1.8, 1, 0, "an outage six hours later"],
  [4.1, 2, 2, "doubled traffic by night"],
  [7.5, 3, 0.6, "40 % less"],
  [9.6, 4, NaN, "frozen"],
  [11.4, 1, 0.5, "half"],
] as const;

/** The picture as SVG. */
export function onCallChart(days: number): Promise<string> {
  const { timestamps, values, draw, rates } = normalSeries("office", {
    stepMinutes: 5,
    days: FIRST + 14,
    seed: 1,
  });
  const start = timestamps[0]!;
  const windows = EVENTS.map(([day, hours, factor]) => {
    const from = start + (FIRST + day) * DAY;
    const to = from + hours * HOUR;
    const first = timestamps.findIndex((time) => time >= from);
    for (let row = first; timestamps[row]! < to; row++) {
      values[row] = Number.isNaN(factor) ? values[first - 1]! : draw(rates[row]! * factor);
    }
    return { start: new Date(from), end: new Date(to) };
  });
  const step = timestamps[1]! - start;
  const series: IncidentSeries = {
    name: "two weeks",
    group: "normal",
    profile: "office",
    step,
    timestamps,
    values,
    incidents: [],
  };
  const { rings } = followAlerts(series, { seed: 1, sensitivity: { days } });
  const deviations = REFERENCE_BANDS["hour of week"]!(timestamps, values, step);
  const band = bandAlerts(timestamps, deviations, 5, step);
  const from = timestamps.findIndex((time) => time >= start + FIRST * DAY);
  const shown = Array.from(timestamps.slice(from));
  const flags = (times: readonly number[]) => shown.map((time) => times.includes(time));
  const chart = plotAlarms(
    createFrame(shown, Array.from(values.slice(from))),
    { "streaming detector": flags(rings), "hour-of-week band, 5 deviations": flags(band) },
    { windows, title: "Two weeks on call", label: "Requests per 5 minutes" },
  );
  return Promise.resolve(chart.outerHTML);
}
