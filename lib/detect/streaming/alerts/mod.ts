/**
 * What other folders need of this room.
 *
 * @module
 */
export { isFarEnough } from "./asked.ts";
export { Episodes } from "./episodes.ts";
export { DEFAULT_SENSITIVITY, MOST_DAYS, sensitivityFactor } from "./sensitivity.ts";
