/** One series of many: its alerts as a line of JSON, or why there are none. */
import { replaySeries, StreamingDetector, type StreamingDetectorOptions } from "../detect/mod.ts";
import type { NamedSeries } from "./packed_series.ts";

/** What became of one series. */
export interface FleetResult {
  /** Its name. */
  readonly series: string;
  /** How many alerts it has; `undefined` if it is bad. */
  readonly alerts?: number;
  /** What was changed or left out, and what its values make doubtful, if there is any. */
  readonly notes?: readonly string[];
  /** Why it is bad. */
  readonly error?: string;
  /** All of it, as JSON. */
  readonly line: string;
  /** What the next rows go on from, where that is kept. */
  readonly snapshot?: Uint8Array;
}

/** Orders results by the names of their series. */
export function bySeries(a: FleetResult, b: FleetResult): number {
  return a.series < b.series ? -1 : a.series > b.series ? 1 : 0;
}

/** The result of a series that cannot be read. */
export function badSeries(series: string, error: string): FleetResult {
  return { series, error, line: JSON.stringify({ series, error }) };
}

/**
 * Runs the detector over a series.
 *
 * @param snapshot What to go on from, empty where there is nothing yet; the result then has a new
 *   one
 */
export async function detectSeries(
  { name: series, timestamps, values, notes = [] }: NamedSeries,
  options: Omit<StreamingDetectorOptions, "series">,
  snapshot?: Uint8Array,
): Promise<FleetResult> {
  for (let i = 1; i < timestamps.length; i++) {
    if (timestamps[i]! > timestamps[i - 1]!) continue;
    const time = new Date(timestamps[i]!).toISOString();
    return badSeries(series, `a time must not come twice: ${time} does`);
  }
  const detector = new StreamingDetector({ ...options, series });
  if (snapshot !== undefined && snapshot.length > 0) {
    try {
      detector.restore(snapshot);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return badSeries(series, `Cannot go on from its state: ${error.message}`);
    }
  }
  const { alerts, scored, training, seen, refused } = await replaySeries(detector, {
    timestamps,
    values,
  });
  const noted = notes.length === 0 ? {} : { notes };
  const line = JSON.stringify({
    series,
    rows: values.length,
    from: new Date(timestamps[0]!),
    to: new Date(timestamps.at(-1)!),
    scored,
    training,
    ...(snapshot === undefined ? {} : { seen }),
    refused: refused.length,
    ...noted,
    alerts,
  });
  const next = snapshot === undefined ? {} : { snapshot: detector.snapshot() };
  return { series, alerts: alerts.length, line, ...noted, ...next };
}
