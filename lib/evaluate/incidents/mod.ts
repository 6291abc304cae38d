/**
 * What other folders need of this room.
 *
 * @module
 */
export {
  type FalseAlerts,
  followAlerts,
  incidentBench,
  type IncidentBenchOptions,
  type IncidentDetector,
  type IncidentReport,
  incidentSeries,
  judgeSeries,
  type Recall,
  report,
  type SeriesVerdict,
  streamingAlerts,
} from "./incident_bench.ts";
export { type Band, bandAlerts, REFERENCE_BANDS } from "./reference_bands.ts";
export type { IncidentGroup, IncidentSeries } from "./scenarios.ts";
export type { IncidentProfile } from "./profiles.ts";
export { incidentTable } from "./incident_table.ts";
export { falseAlertRate, type MatchedBand, matchedBand } from "./matched_band.ts";
