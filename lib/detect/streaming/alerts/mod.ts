/**
 * What other folders need of this room.
 *
 * @module
 */
export { CALM_MINUTES, Episodes, MOST_CALM_MINUTES } from "./episodes.ts";
export { isFarEnough, leastDistances } from "./least_deviation.ts";
export {
  checkSensitivity,
  DEFAULT_SENSITIVITY,
  MOST_DAYS,
  sensitivityFactor,
} from "./sensitivity.ts";
