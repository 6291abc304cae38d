/**
 * What other folders need of this room.
 *
 * @module
 */
export { formatTimestamp } from "./timestamp.ts";
