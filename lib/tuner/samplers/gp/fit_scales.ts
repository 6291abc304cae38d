/** Finding the kernel that suits a set of trials. */
import { factorize } from "./factorize.ts";
import type { KernelScales, PairGaps } from "./matern_kernel.ts";

/** A normal distribution of a logarithm. */
interface LogPrior {
  readonly mean: number;
  readonly sd: number;
}

// What is likely before any trial, which decides more than a few trials do: lengths of two fifths
// of a parameter's range, choices that tell something of one another, targets of variance 1 with
// little noise.
const NUMBER: LogPrior = { mean: -2 * Math.log(0.4), sd: 1.5 };
const CHOICE: LogPrior = { mean: 0, sd: 1.5 };
const VARIANCE: LogPrior = { mean: 0, sd: 0.7 };
const NOISE: LogPrior = { mean: Math.log(1e-4), sd: 2 };

/** Below this the covariance matrix of points that lie together cannot be solved. */
const LEAST_LOG_NOISE = Math.log(1e-6);

const MOST_STEPS = 50;
const FIRST_STEP = 0.4;
const LONGEST_STEP = 1;
/** Steps of all logarithms below this end the search. */
const LAST_STEP = 0.02;

/**
 * The scales with the largest posterior density, found from the middle of their priors by steps
 * that grow while the slope keeps its sign and shrink where it turns (Riedmiller and Braun, 1993,
 * https://doi.org/10.1109/ICNN.1993.298623).
 *
 * @param targets Of mean 0 and variance 1, shape `[n]`
 */
export function fitScales(gaps: PairGaps, targets: Float64Array): KernelScales {
  const weights = gaps.isChoice.map((isChoice) => isChoice ? CHOICE : NUMBER);
  const priors = [...weights, VARIANCE, NOISE];
  const logs = Float64Array.from(priors, ({ mean }) => mean);
  const steps = new Float64Array(logs.length).fill(FIRST_STEP);
  let before = new Float64Array(logs.length);
  for (let i = 0; i < MOST_STEPS && steps.some((step) => step > LAST_STEP); i++) {
    const slope = slopeOf(gaps, targets, scalesAt(logs), logs, priors);
    for (let t = 0; t < logs.length; t++) {
      const turn = slope[t]! * before[t]!;
      if (turn > 0) steps[t] = Math.min(1.2 * steps[t]!, LONGEST_STEP);
      else if (turn < 0) steps[t]! *= 0.5;
      logs[t]! -= Math.sign(slope[t]!) * steps[t]!;
    }
    logs[logs.length - 1] = Math.max(logs.at(-1)!, LEAST_LOG_NOISE);
    before = slope;
  }
  return scalesAt(logs);
}

function scalesAt(logs: Float64Array): KernelScales {
  return {
    weights: logs.slice(0, -2).map(Math.exp),
    variance: Math.exp(logs.at(-2)!),
    noise: Math.exp(logs.at(-1)!),
  };
}

/** The slope of the negative log posterior along the logarithms. */
function slopeOf(
  gaps: PairGaps,
  targets: Float64Array,
  scales: KernelScales,
  logs: Float64Array,
  priors: readonly LogPrior[],
): Float64Array<ArrayBuffer> {
  const n = targets.length;
  const { inverse, alpha } = factorize(gaps.covariance(scales), targets);
  const shares = new Float64Array(n * n); // half of the inverse covariance less alpha times itself
  for (let k = 0; k < n; k++) {
    for (let i = 0; i <= k; i++) {
      const share = 0.5 * inverse[k * n + i]!;
      for (let j = 0; j <= i; j++) shares[i * n + j]! += share * inverse[k * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) shares[i * n + j]! -= 0.5 * alpha[i]! * alpha[j]!;
  }
  const slope = gaps.slope(shares, scales);
  return Float64Array.from(priors, ({ mean, sd }, t) => slope[t]! + (logs[t]! - mean) / sd ** 2);
}
