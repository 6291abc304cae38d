/**
 * What engineers ask of alerts on NAB's series: precision and recall of events, false ones a week.
 *
 * @module
 */
import { bandAlerts, REFERENCE_BANDS } from "../../../lib/evaluate/mod.ts";
import { bandWidth } from "../../../lib/evaluate/incidents/mod.ts";
import type { LabelledSeries, Recording } from "./recording.ts";

const DAY = 86_400_000;
/** Alerts no further apart are one event. */
const ONE_EVENT = DAY / 4;

/** Events of a set of series. */
export interface EventFigures {
  /** Labelled windows with an alert, of how many. */
  readonly hit: number;
  readonly windows: number;
  /** Events outside of windows. */
  readonly falseEvents: number;
  /** The share of events that are in windows. */
  readonly precision: number;
  /** The share of windows that have an event. */
  readonly recall: number;
  /** Their harmonic mean. */
  readonly f1: number;
  /** False events a week and series. */
  readonly falseAWeek: number;
}

/** Figures of alerts given as rows, past NAB's probation. */
function eventFigures(
  all: readonly { series: LabelledSeries; rows: readonly number[] }[],
): EventFigures {
  let [hit, windows, falseEvents, trueEvents, weeks] = [0, 0, 0, 0, 0];
  for (const { series, rows } of all) {
    const { times, values } = series;
    const probation = Math.min(Math.floor(0.15 * values.length), 750);
    const scored = rows.filter((row) => row >= probation);
    const inside = (row: number) => series.windows.some(([a, b]) => row >= a && row <= b);
    hit += series.windows.filter(([a, b]) => scored.some((row) => row >= a && row <= b)).length;
    windows += series.windows.length;
    for (const kind of [true, false]) {
      let last = -Infinity;
      for (const row of scored.filter((row) => inside(row) === kind)) {
        if (times[row]! - last > ONE_EVENT) kind ? trueEvents++ : falseEvents++;
        last = times[row]!;
      }
    }
    weeks += (times.at(-1)! - times[probation]!) / (7 * DAY);
  }
  const precision = trueEvents / (trueEvents + falseEvents);
  const recall = hit / windows;
  const f1 = 2 * precision * recall / (precision + recall);
  return { hit, windows, falseEvents, precision, recall, f1, falseAWeek: falseEvents / weeks };
}

/** The detector's events on load balancers, processors, disks and networks, and the band's. */
export function cloudEvents(recordings: readonly Recording[]): Record<string, EventFigures> {
  const cloud = recordings.filter(({ name }) => name.startsWith("realAWSCloudwatch/"));
  const own = eventFigures(cloud.map((series) => ({ series, rows: series.alerts })));
  const bands = cloud.map((series) => {
    const step = DAY / series.rowsPerDay;
    const deviations = REFERENCE_BANDS["hour of week"]!(series.times, series.values, step);
    return { series, step, deviations };
  });
  const at = (k: number) =>
    eventFigures(bands.map(({ series, step, deviations }) => {
      const alerts = bandAlerts(series.times, deviations, k, step);
      return { series, rows: alerts.map((time) => series.times.indexOf(time)) };
    }));
  // the widest band that finds as much, or the narrowest tried
  const widest = Math.max(1, bandWidth((k) => at(k).hit < own.hit) / 1.01);
  return {
    "streaming detector": own,
    [`hour-of-week band, ${widest.toFixed(1)} deviations`]: at(widest),
    "hour-of-week band, 3 deviations": at(3),
  };
}
