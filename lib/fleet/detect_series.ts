/**
 * One series of many: its alerts as a line of JSON, or why there are none.
 *
 * @module
 */
import type { TimeSeries } from "../data/mod.ts";
import { replaySeries, StreamingDetector, type StreamingDetectorOptions } from "../detect/mod.ts";

/** What became of one series. */
export interface FleetResult {
  /** Its name. */
  readonly series: string;
  /** How many alerts it has; `undefined` if it is bad. */
  readonly alerts?: number;
  /** Why it is bad. */
  readonly error?: string;
  /** All of it, as JSON. */
  readonly line: string;
}

/** Orders results by the names of their series. */
export function bySeries(a: FleetResult, b: FleetResult): number {
  return a.series < b.series ? -1 : a.series > b.series ? 1 : 0;
}

/** The result of a series that cannot be read. */
export function badSeries(series: string, error: string): FleetResult {
  return { series, error, line: JSON.stringify({ series, error }) };
}

/** Runs the detector over a series. */
export async function detectSeries(
  series: string,
  { timestamps, values }: TimeSeries,
  options: Omit<StreamingDetectorOptions, "series">,
): Promise<FleetResult> {
  for (let i = 1; i < timestamps.length; i++) {
    if (timestamps[i]! > timestamps[i - 1]!) continue;
    const time = new Date(timestamps[i]!).toISOString();
    return badSeries(series, `a time must not come twice: ${time} does`);
  }
  const detector = new StreamingDetector({ ...options, series });
  const { alerts, scored, training, refused } = await replaySeries(detector, {
    timestamps,
    values,
  });
  const line = JSON.stringify({
    series,
    rows: values.length,
    from: new Date(timestamps[0]!),
    to: new Date(timestamps.at(-1)!),
    scored,
    training,
    refused: refused.length,
    alerts,
  });
  return { series, alerts: alerts.length, line };
}
