/** Where a Gaussian process expects the largest improvement. */
import { LOG_SQRT_2PI, type Mt19937, normalCdf } from "../../../math/mod.ts";
import type { GaussianProcess } from "./gaussian_process.ts";
import type { UnitSpace } from "./unit_space.ts";

/** Rows drawn from the whole space, and rows near the best trials. */
const DRAWN = 400;
const NEAR = 100;
/** So many of the best trials are varied, and so many of the best rows are improved further. */
const STARTS = 5;
/** Each of them so often, in rounds of ever smaller moves. */
const ROUNDS = 6;
const TRIES = 15;
const FIRST_MOVE = 0.2;
const SHRINK = 2.5;
/** How far rows near the best trials are from them, as a share of the range. */
const NEAR_MOVES = [0.2, 0.05, 0.01];
/** Below this many standard deviations the difference in {@linkcode logImprovement} cancels. */
const FAR = -5;
const FRACTION_TERMS = 40;

interface Candidate {
  row: Float64Array;
  gain: number;
}

/** What the search knows. */
export interface SearchParts {
  /** The model, trials under way included. */
  model: GaussianProcess;
  /** What rows may be. */
  space: UnitSpace;
  /** The rows of all trials, finished ones from best to worst; none is taken again. */
  tried: readonly Float64Array[];
  /** The best target. */
  best: number;
}

/**
 * The row of the largest expected improvement that was found: by draws from the whole space and
 * around the best trials, of which the most promising are improved by small moves.
 */
export function mostPromising(parts: SearchParts, stream: Mt19937): Float64Array {
  const { model, space, tried, best } = parts;
  const weigh = (row: Float64Array): Candidate => {
    const { mean, sd } = model.predict(row);
    return { row, gain: logImprovement((best - mean) / sd) + Math.log(sd) };
  };
  const isNew = ({ row }: Candidate) => !tried.some((other) => sameRow(row, other));
  const candidates = Array.from({ length: DRAWN }, () => weigh(space.draw(stream)));
  for (let i = 0; i < NEAR; i++) {
    const from = tried[i % Math.min(STARTS, tried.length)]!;
    candidates.push(weigh(space.vary(from, NEAR_MOVES[i % NEAR_MOVES.length]!, stream)));
  }
  candidates.sort((a, b) => b.gain - a.gain);
  const starts = candidates.values().filter(isNew).take(STARTS).toArray();
  const improved = starts.map((start) => {
    let here = start;
    let move = FIRST_MOVE;
    for (let round = 0; round < ROUNDS; round++, move /= SHRINK) {
      for (let i = 0; i < TRIES; i++) {
        const there = weigh(space.vary(here.row, move, stream));
        if (there.gain > here.gain && isNew(there)) here = there;
      }
    }
    return here;
  });
  if (improved.length === 0) return candidates[0]!.row; // everything was tried: the best once more
  return improved.reduce((a, b) => (b.gain > a.gain ? b : a)).row;
}

function sameRow(a: Float64Array, b: Float64Array): boolean {
  return a.every((place, p) => place === b[p]);
}

/**
 * The logarithm of the expected improvement of a standard normal variable below `z`,
 * phi(z) + z Phi(z), for any finite `z` without loss of digits: Mills' ratio by its continued
 * fraction where the sum cancels.
 *
 * Source: Ament et al. (2023), Unexpected Improvements to Expected Improvement,
 * https://arxiv.org/abs/2310.20708.
 */
export function logImprovement(z: number): number {
  const logDensity = -0.5 * z * z - LOG_SQRT_2PI;
  if (z > FAR) return Math.log(Math.exp(logDensity) + z * normalCdf(z));
  let rest = 0; // 1 / Mills' ratio less -z
  for (let n = FRACTION_TERMS; n >= 1; n--) rest = n / (rest - z);
  return logDensity + Math.log(rest) - Math.log(rest - z);
}
