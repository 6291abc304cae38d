/** Making losses look normally distributed. */

import { percentile } from "../../../math/mod.ts";

/** How far a loss may be from the median, in units of the median distance: squares stay finite. */
const FARTHEST = 1e30;

/** The powers that are tried, 2 apart from the identity in both directions. */
const POWERS = Array.from({ length: 51 }, (_, i) => (i - 30) / 10);

/**
 * Losses of mean 0 and variance 1 after the power transform of Yeo and Johnson (2000,
 * https://doi.org/10.1093/biomet/87.4.954) that makes them likeliest under a normal distribution: a
 * few very bad trials no longer hide which of the others are good.
 *
 * @param losses Finite, shape `[n]`; equal ones give zeros
 */
export function normalized(losses: Float64Array): Float64Array {
  const z = robust(losses);
  let logs = 0; // the logarithm of the transform's slopes, but for the power
  for (const value of z) logs += Math.sign(value) * Math.log1p(Math.abs(value));
  let best = { values: standardized(z).values, likelihood: -Infinity };
  for (const power of POWERS) {
    const { values, variance } = standardized(z.map((value) => transformed(value, power)));
    const likelihood = (power - 1) * logs - 0.5 * z.length * Math.log(variance);
    if (likelihood > best.likelihood) best = { values, likelihood };
  }
  return best.values;
}

/** Losses less their median, in their median distances from it, which outliers do not move. */
function robust(losses: Float64Array): Float64Array {
  const parts = losses.map((loss) => loss / 4); // as differences of the largest doubles overflow
  const middle = percentile(parts, 50);
  const gaps = parts.map((part) => part - middle);
  const distances = gaps.map(Math.abs);
  const unit = percentile(distances, 50) ||
    distances.reduce((sum, distance) => sum + distance / distances.length, 0) || 1;
  return gaps.map((gap) => Math.min(Math.max(gap / unit, -FARTHEST), FARTHEST));
}

function transformed(value: number, power: number): number {
  if (value < 0) return -transformed(-value, 2 - power);
  return power === 0 ? Math.log1p(value) : Math.expm1(power * Math.log1p(value)) / power;
}

function standardized(values: Float64Array): { values: Float64Array; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
  return { values: values.map((value) => scale * (value - mean)), variance };
}
