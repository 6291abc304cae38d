/** The streaming detector as the bench runs it. */
import { requireKind } from "../../checks.ts";
import { type Alert, StreamingDetector, type StreamingDetectorOptions } from "../../detect/mod.ts";
import { takeRow } from "../take_row.ts";
import type { IncidentSeries } from "./scenario_series.ts";

/** What the bench needs of a detector: the times at which it rings for a series. */
export type IncidentDetector = (series: IncidentSeries) => readonly number[];

/**
 * How the streaming detector rings for a series: samples that do not come are ticks.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { incidentSeries, streamingAlerts } from "elb-anomaly/evaluate";
 *
 * const [first] = incidentSeries(1);
 * const rings = streamingAlerts({ seed: 1 })(first!);
 * assert.ok(rings.every((time) => time >= first!.timestamps[0]!));
 * ```
 */
export function streamingAlerts(options: StreamingDetectorOptions): IncidentDetector {
  new StreamingDetector(options); // refuses what is wrong now, not at the first series
  return (series) => followAlerts(series, options).rings;
}

/**
 * Everything that the streaming detector tells of a series.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { followAlerts, incidentSeries } from "elb-anomaly/evaluate";
 *
 * const [first] = incidentSeries(1);
 * const { rings, alerts } = followAlerts(first!, { seed: 1 });
 * assert.equal(rings.length, alerts.filter(({ state }) => state === "firing").length);
 * ```
 */
export function followAlerts(
  series: IncidentSeries,
  options: StreamingDetectorOptions,
): { rings: number[]; alerts: Alert[] } {
  requireKind("follow alerts", { series, options }, "an object");
  const { timestamps, values, step } = series;
  requireKind("follow alerts", { timestamps, values }, "a list of numbers");
  const detector = new StreamingDetector(options);
  const rings: number[] = [];
  const alerts: Alert[] = [];
  for (let row = 0; row < values.length; row++) {
    for (const { isAlert, alert } of takeRow(detector, series, row, step)) {
      if (isAlert) rings.push(alert!.time);
      if (alert !== undefined) alerts.push(alert);
    }
  }
  return { rings, alerts };
}
