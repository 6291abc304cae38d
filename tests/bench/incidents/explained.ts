/**
 * Whether the usual value that an alert names is one that a person would find in the graph.
 *
 * @module
 */
import type { Alert } from "../../../lib/detect/mod.ts";
import type { IncidentSeries } from "../../../lib/evaluate/mod.ts";

const HALF_HOUR = 1_800_000;
const DAY = 86_400_000;
const DAYS = 14;

/** Alerts that fired in incidents, and how their usual values fared. */
export interface Explained {
  /** How many, with two weeks before them. */
  alerts: number;
  /** Those with a usual value within the middle 90 % of the same hour of the two weeks before. */
  within: number;
  /** Distance of the usual value from that hour's median, in percent of it. */
  readonly missPercent: number[];
}

/** Adds the alerts of a series to what was counted. */
export function explains(series: IncidentSeries, alerts: readonly Alert[], so: Explained): void {
  const { timestamps, values, incidents, step } = series;
  if (step > 2 * HALF_HOUR) return;
  for (const { state, time, usual } of alerts) {
    const hit = incidents.some(({ start, end }) => time >= start && time < end);
    if (state !== "firing" || !hit || time - timestamps[0]! < DAYS * DAY) continue;
    const past = Array.from(timestamps.keys())
      .filter((row) => {
        const ago = time - timestamps[row]!;
        const days = Math.round(ago / DAY);
        return days >= 1 && days <= DAYS && isWeekend(timestamps[row]!) === isWeekend(time) &&
          Math.abs(ago - days * DAY) <= HALF_HOUR;
      })
      .map((row) => values[row]!)
      .sort((a, b) => a - b);
    const at = (share: number) => past[Math.round(share * (past.length - 1))]!;
    so.alerts++;
    if (usual >= at(0.05) && usual <= at(0.95)) so.within++;
    if (at(0.5) !== 0) so.missPercent.push(100 * Math.abs(usual - at(0.5)) / at(0.5));
  }
}

function isWeekend(time: number): boolean {
  const day = new Date(time).getUTCDay();
  return day === 0 || day === 6;
}
