/**
 * What other folders need of this room.
 *
 * @module
 */
export { Episodes } from "./episodes.ts";
export { DEFAULT_SENSITIVITY, sensitivityFactor } from "./sensitivity.ts";
