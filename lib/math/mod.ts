/**
 * Numbers that every room needs: a seeded generator, the normal distribution, order, percentiles,
 * moments.
 *
 * @module
 */
export { Mt19937, streamSeed } from "./random.ts";
export { argsort, settleOrder } from "./argsort.ts";
export { Moments } from "./moments.ts";
export {
  LOG_SQRT_2PI,
  logNormalMass,
  logPeaks,
  normalCdf,
  normalTail,
  truncatedNormalQuantile,
} from "./normal.ts";
export { medianStep, percentile } from "./percentile.ts";
