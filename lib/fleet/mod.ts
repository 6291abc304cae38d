/**
 * Many series at once: sorted apart, worked on by all cores, told in order.
 *
 * @module
 */
export { detectFleet, type DetectFleetOptions } from "./detect_fleet.ts";
export { badSeries, bySeries, type FleetResult } from "./detect_series.ts";
export {
  cloudWatchJobs,
  type FleetWork,
  folderJobs,
  isInShard,
  type Shard,
  tableJobs,
} from "./jobs.ts";
export { allSeries, type FleetJob } from "./job_series.ts";
export type { NamedSeries } from "./packed_series.ts";
export { packStates, type States, unpackStates } from "./states.ts";
