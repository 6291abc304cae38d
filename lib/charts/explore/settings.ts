/** The places of the view's slider: what would ring at each. */
import type { CalendarEvent } from "../../detect/mod.ts";
import { Episodes, sensitivityFactor } from "../../detect/streaming/alerts/mod.ts";
import { medianStep, percentile } from "../../math/mod.ts";
import { formatValue } from "../drawing/numbers.ts";
import { firstAt } from "./browser/first_at.ts";
import type { Setting } from "./explore_data.ts";
import { DAY, MINUTE } from "../../time.ts";

/** Days in which one false alert is allowed, from rarest to most often. */
const DAYS = [365, 180, 90, 60, 45, 30, 21, 14, 11, 7, 5, 3, 2, 1];

/** Times and scores of one series. */
export interface ScoredTimes {
  /** Epoch milliseconds. */
  readonly timestamps: ArrayLike<number>;
  /** One a row. */
  readonly scores: ArrayLike<number>;
}

/** What is known of the detector's run. */
export interface DetectorRun {
  /** The sensitivity that it ran with. */
  readonly days: number;
  /** The calm that ended an alert. */
  readonly calmMinutes: number;
  /** The rows at which it rang, one an alert. */
  readonly rung: readonly number[];
  /** What it knew beforehand. */
  readonly calendar: readonly CalendarEvent[];
  /** Whether it was asked to hear of values such as a row's. */
  readonly isAsked: (row: number) => boolean;
}

/**
 * What would ring at other sensitivities of the streaming detector. Its scores are relative to the
 * threshold of the sensitivity that it ran with; episodes then ring once. The usual value of an
 * hour is not known here, so that the echo of an episode may ring where the detector's own would
 * not; in the calendar's events, and where the value is not what was asked for, rows ring where the
 * detector did.
 */
export function sensitivitySettings(series: ScoredTimes, run: DetectorRun): Setting[] {
  const { timestamps } = series;
  const { days, calmMinutes, rung } = run;
  const step = medianStep(timestamps) || MINUTE; // a minute for a single row
  const base = sensitivityFactor({ days }, step);
  const places = [...new Set([...DAYS, days])].sort((a, b) => b - a);
  const scores = Float64Array.from(series.scores);
  const rings = new Set(rung);
  for (const row of rowsIn(run.calendar, timestamps)) if (!rings.has(row)) scores[row] = 0;
  for (const row of scores.keys()) if (!run.isAsked(row) && !rings.has(row)) scores[row] = 0;
  return places.map((place): Setting => {
    const cut = sensitivityFactor({ days: place }, step) / base;
    const rows = place === days
      ? rung
      : ringing({ timestamps, scores }, { step, cut, calmMinutes, days: place });
    const words = place === 1 ? "a day" : `in ${place} days`;
    return { name: `one false alert ${words}`, cut, ...often(timestamps, rows.length), rows };
  });
}

/** The rows whose time lies in an event. */
function* rowsIn(
  events: readonly CalendarEvent[],
  timestamps: ArrayLike<number>,
): Generator<number> {
  const { length } = timestamps;
  for (const { start, end } of events) {
    const from = firstAt(Number(start), (row) => timestamps[row]!, 0, length);
    for (let row = from; row < length && timestamps[row]! < Number(end); row++) yield row;
  }
}

function ringing(
  { timestamps, scores }: ScoredTimes,
  { step, cut, calmMinutes, days }: {
    step: number;
    cut: number;
    calmMinutes: number;
    days: number;
  },
): number[] {
  const episodes = new Episodes(calmMinutes, days);
  const rows: number[] = [];
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]! / cut;
    const time = timestamps[row]!;
    const made = episodes.push({ time, score, step, z: Infinity });
    if (made === "fires") rows.push(row); // a rise belongs to the alert that is open
  }
  return rows;
}

/**
 * What the original's rule would flag: rows above a percentile of the errors, runs of them one
 * alarm.
 *
 * @param place One of the percentiles, beside the whole ones
 */
export function percentileSettings(
  { timestamps, scores }: ScoredTimes,
  place: number,
): Setting[] {
  const errors = Float64Array.from(scores);
  const sorted = errors.toSorted();
  const whole = Array.from({ length: 50 }, (_, i) => 50 + i);
  const places = new Set([...whole, 99.5, 99.9, place]);
  return [...places].sort((a, b) => a - b).map((p): Setting => {
    const cut = percentile(sorted, p);
    let count = 0;
    for (let i = 0; i < errors.length; i++) {
      if (errors[i]! > cut && !(i > 0 && errors[i - 1]! > cut)) count++;
    }
    const name = `percentile ${p}, errors above ${formatValue(cut)}`;
    return { name, cut, ...often(timestamps, count), rows: null };
  });
}

/** How often something happened, in all and a day. */
function often(timestamps: ArrayLike<number>, count: number): { count: number; perDay: number } {
  const days = (timestamps[timestamps.length - 1]! - timestamps[0]!) / DAY;
  return { count, perDay: days > 0 ? count / days : 0 };
}
