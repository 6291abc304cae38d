/**
 * What other folders need of this room.
 *
 * @module
 */
export { TimeZone } from "./time_zone.ts";
export { formatTimestamp } from "./timestamp.ts";
