/** How sure the detector has to be before it rings. */

import { excerpt, requireKnownOptions, requireNumber } from "../../../checks.ts";
import { DAY } from "../../../time.ts";

/** The most days that can be asked for: ten years. */
export const MOST_DAYS = 3650;

/** Sensitivity as what it costs. */
export interface Sensitivity {
  /** About one false alert in so many days; 1 .. 3650. */
  readonly days: number;
}

/** One false alert in 30 days: what a person on call bears for each of dozens of series. */
export const DEFAULT_SENSITIVITY: Sensitivity = Object.freeze({ days: 30 });

/** The fused score that rings after two weeks of 5-minute data at one in 22 days. */
export const DEFAULT_THRESHOLD = 2.95;

/**
 * False alerts a row at {@linkcode DEFAULT_THRESHOLD}, at any step; they fall with its third power,
 * and with the sixth from where channels are at their caps. Between two of them lie an episode and
 * its calm too, which count at daily steps. Fewer rows than the least cannot be had: below,
 * episodes run into each other, and fewer are told.
 */
const PER_ROW = 0.00016;
const POWER = 3;
const EPISODE = { rows: 12, least: 14 };
/** Channels' caps are made for thresholds up to this level. */
const CAPS_HOLD = 2;
/** Tail scores can say more the longer the history is: growth a decade of rows. */
const AGE = { least: 200, most: 20_000, stated: 4000, slope: 0.1 };

/**
 * The factor on the threshold for a sensitivity: x = (0.00016 (rows - 12)) ^ (1 / 3) with the rows
 * between false alerts, or the root of 2 x from where x is 2, as there tails end.
 *
 * @param sensitivity As stated
 * @param step Milliseconds between rows
 */
export function sensitivityFactor({ days }: Sensitivity, step: number): number {
  const rows = Math.max(EPISODE.least, days * DAY / step) - EPISODE.rows;
  const level = (PER_ROW * rows) ** (1 / POWER);
  return Math.min(level, Math.sqrt(CAPS_HOLD * level));
}

/**
 * By how much channels' caps are raised at a threshold: from twice {@linkcode DEFAULT_THRESHOLD} on
 * as it is, or what all of them say at their caps would not reach it.
 */
export function capFactor(threshold: number): number {
  return Math.max(1, threshold / (CAPS_HOLD * DEFAULT_THRESHOLD));
}

/** The factor on the threshold after so many rows. */
export function ageFactor(rows: number): number {
  const age = Math.log10(Math.max(AGE.least, Math.min(AGE.most, rows)) / AGE.stated);
  return 1 + AGE.slope * age;
}

/**
 * Checks a sensitivity as the user stated it.
 *
 * @throws {TypeError} If it is no object, its days are no number, or it says more than days
 * @throws {RangeError} If they are not in 1 .. 3650
 */
export function checkSensitivity(action: string, sensitivity: Sensitivity): void {
  if (Object(sensitivity) !== sensitivity) {
    throw new TypeError(
      `Cannot ${action} as sensitivity must be { days }: current value is ${excerpt(sensitivity)}`,
    );
  }
  requireNumber(action, { "sensitivity.days": sensitivity.days }, { min: 1, max: MOST_DAYS });
  requireKnownOptions(action, sensitivity, ["days"]);
}
