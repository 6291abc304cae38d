/**
 * Numbers that every room needs: a seeded generator, the normal distribution, order, percentiles, moments.
 *
 * @module
 */
export { Mt19937, streamSeed } from "./random.ts";
export { settleOrder, stableOrder } from "./argsort.ts";
export { descendingOrder } from "./order.ts";
export { erfc } from "./erfc.ts";
export { normalTail } from "./normal_tail.ts";
export {
  LOG_SQRT_2PI,
  logNormalMass,
  logPeaks,
  normalCdf,
  truncatedNormalQuantile,
} from "./normal.ts";
