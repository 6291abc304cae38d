/**
 * What a flagged row earns or costs under the Numenta Anomaly Benchmark (NAB) v1.1.
 *
 * Source: Lavin and Ahmad (2015), https://arxiv.org/abs/1510.03336, and the benchmark's scorer
 * (github.com/numenta/NAB, commit ea702d7, MIT licence), whose numbers these rules reproduce.
 */
import type { RowWindow } from "../label_windows.ts";

/** The cost profiles, spelled as NAB spells them. NAB's weight of a true negative is never read. */
export const NAB_PROFILES = {
  standard: { tpWeight: 1, fpWeight: 0.11, fnWeight: 1 },
  reward_low_FP_rate: { tpWeight: 1, fpWeight: 0.22, fnWeight: 1 },
  reward_low_FN_rate: { tpWeight: 1, fpWeight: 0.11, fnWeight: 2 },
} as const satisfies Record<string, NabCosts>;

/** Name of a cost profile. */
export type NabProfile = keyof typeof NAB_PROFILES;

/** What one profile pays and charges. */
export interface NabCosts {
  /** Largest reward for a window, paid for a hit on its first row. */
  tpWeight: number;
  /** Largest cost of one flagged row outside the windows. */
  fpWeight: number;
  /** Cost of a missed window. */
  fnWeight: number;
}

/** Share of a file's rows that are not scored. */
const PROBATION_SHARE = 0.15;
/** Length at which the probation stops growing, in rows. */
const PROBATION_CAP_ROWS = 5000;

/**
 * Rows at the start of a file of `length` rows that are not scored: `min(floor(0.15 length), 750)`.
 */
export function nabProbation(length: number): number {
  return Math.min(Math.floor(PROBATION_SHARE * length), PROBATION_SHARE * PROBATION_CAP_ROWS);
}

/**
 * NAB's scaled sigmoid of a place beside a window (-1 its left end, 0 just past its right end, 1
 * one width later): `2 / (1 + e^(5x)) - 1`, and -1 past 3.
 */
export function nabSigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/**
 * What each row of a file of `length` rows would earn (inside a window) or cost (outside) if it
 * were flagged. The detector plays no part in it.
 *
 * Inside a window `[L, R]` of width `W`: `tpWeight * sigmoid(-(R - i + 1) / W) / sigmoid(-1)`,
 * which is `tpWeight` on the first row and falls to the right. Outside, after the last window `[L,
 * R]` that ended before the row: `fpWeight * sigmoid((i - R) / (W - 1))`; before the first window,
 * in a file without windows, and after a window of one row: `-fpWeight`.
 */
export function nabRowWeights(
  length: number,
  windows: readonly RowWindow[],
  costs: NabCosts,
): Float64Array {
  const weights = new Float64Array(length).fill(-costs.fpWeight);
  for (const [k, [first, last]] of windows.entries()) {
    const width = last - first + 1;
    for (let i = first; i <= last; i++) {
      weights[i] = (costs.tpWeight * nabSigmoid(-(last - i + 1) / width)) / nabSigmoid(-1);
    }
    const next = windows[k + 1]?.[0] ?? length;
    if (width === 1) continue; // width - 1 is 0: no tail, the full cost stands
    for (let i = last + 1; i < next; i++) {
      weights[i] = costs.fpWeight * nabSigmoid((i - last) / (width - 1));
    }
  }
  return weights;
}

/**
 * A raw score of files with so many windows on the scale where the silent detector gets 0 and the
 * perfect one 100: `100 (raw - silent) / (perfect - silent)`; null where there is no window.
 */
export function normalizeNabScore(
  raw: number,
  windows: number,
  profile: NabProfile,
): number | null {
  if (windows === 0) return null;
  const { tpWeight, fnWeight } = NAB_PROFILES[profile];
  const [silent, perfect] = [-fnWeight * windows, tpWeight * windows];
  return (100 * (raw - silent)) / (perfect - silent);
}
