/**
 * From the channels' tail scores to a score relative to the threshold, and to alerts.
 *
 * @module
 */
import { CHANNEL_CAP, SHARE_POWER } from "./channels/channels.ts";
import type { DetectorConstants } from "./constants.ts";

/** Rows between which the threshold grows with the age, and where it is as stated. */
const AGE = { least: 200, most: 20_000, stated: 4000 };
/** Rows per day between which the threshold grows with them, and where it is as stated. */
const RATE = { least: 96, most: 1440, stated: 288 };

/** What a channel adds to the fused score: min(tail / level, {@linkcode CHANNEL_CAP}) ^ {@linkcode SHARE_POWER}. */
export function channelShare(tail: number, level: number): number {
  return Math.min(tail / level, CHANNEL_CAP) ** SHARE_POWER;
}

/**
 * The fused score at which a row alarms.
 *
 * It is stated for 5-minute data after two weeks. It grows with the age of the series, since tail
 * scores can say more the longer the history is, and with the rows per day, since more rows a day
 * mean more chances of a false alarm a day.
 *
 * @param threshold As stated by the user
 * @param rows Rows so far
 * @param rowsPerDay From the sampling step
 */
export function alarmLevel(
  threshold: number,
  rows: number,
  rowsPerDay: number,
  { ageSlope, rateSlope }: DetectorConstants,
): number {
  const age = Math.log10(clamp(rows, AGE.least, AGE.most) / AGE.stated);
  const rate = Math.log10(clamp(rowsPerDay, RATE.least, RATE.most) / RATE.stated);
  return threshold * (1 + ageSlope * age) * (1 + rateSlope * rate);
}

/** Rows after an alert in which there is no other. */
export function quietTime(
  rows: number,
  rowsPerDay: number,
  { quietRows, quietShare, quietDays }: DetectorConstants,
): number {
  return Math.max(quietRows, Math.min(quietShare * rows, quietDays * rowsPerDay));
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
