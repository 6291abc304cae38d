/**
 * What other folders need of this room.
 *
 * @module
 */
export { Episodes } from "./episodes.ts";
export { sensitivityFactor } from "./sensitivity.ts";
