/**
 * What other folders need of this room.
 *
 * @module
 */
export { growingQuietRows, quietAlarms } from "./quiet_time.ts";
