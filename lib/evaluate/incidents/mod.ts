/**
 * What other folders need of this room.
 *
 * @module
 */
export {
  type FalseAlerts,
  incidentBench,
  type IncidentBenchOptions,
  type IncidentReport,
  incidentSeries,
  type Recall,
  report,
} from "./incident_bench.ts";
export { followAlerts, type IncidentDetector, streamingAlerts } from "./streaming_alerts.ts";
export { judgeSeries, type SeriesVerdict } from "./verdict.ts";
export { type Band, bandAlerts, REFERENCE_BANDS } from "./reference_bands.ts";
export { bandWidth } from "./band_width.ts";
export { type DeafTime, deafTime } from "./deaf_time.ts";
export type { IncidentGroup } from "./scenarios.ts";
export type { IncidentSeries } from "./scenario_series.ts";
export type { IncidentProfile } from "./profiles.ts";
export { incidentTable } from "./incident_table.ts";
export { falseAlertRate, type MatchedBand, matchedBand } from "./matched_band.ts";
