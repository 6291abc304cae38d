/** How much better than the best a trial is expected to be. */
import { normalCdf } from "../../../math/mod.ts";
import type { Observation } from "../observations.ts";

/** The best loss, as a share of the median's distance from it: what keeps its logarithm finite. */
const LEAST = 0.01;

/**
 * The logarithm of each loss above the best, in units of the median's: so that the forest tells
 * good from better however bad the worst are.
 */
export function logLosses(observations: readonly Observation[]): number[] {
  const sorted = observations.map(({ loss }) => loss).sort((a, b) => a - b);
  const least = sorted[0]!;
  const unit = sorted[sorted.length >> 1]! - least || 1;
  return observations.map(({ loss }) => Math.log(LEAST + (loss - least) / unit));
}

/**
 * The expected improvement, in logarithms of losses, on the best trial; never below 0, as a trial
 * that is worse does not make the best one worse.
 *
 * @param mean The loss expected, as {@linkcode logLosses} gives it
 * @param sd Its standard deviation
 */
export function expectedImprovement(mean: number, sd: number): number {
  const gain = Math.log(LEAST) - mean;
  if (sd === 0) return Math.max(gain, 0);
  const z = gain / sd;
  return gain * normalCdf(z) + sd * Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}
