/**
 * What other folders need of this room.
 *
 * @module
 */
export { Episodes } from "./episodes.ts";
export { isFarEnough, leastDistances } from "./least_deviation.ts";
export { DEFAULT_SENSITIVITY, MOST_DAYS, sensitivityFactor } from "./sensitivity.ts";
