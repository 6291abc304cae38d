/**
 * An alert in words.
 *
 * @module
 */
import type { ChannelName } from "./channels/channels.ts";
import type { AlertReason, ChannelReading } from "./result.ts";

/** What each channel found wrong, for the person on call. */
const FINDINGS: Readonly<
  Record<ChannelName, (value: string, expected: string, miss: string) => string>
> = {
  value: (value, expected, miss) =>
    `${value} is a rare value: ${expected} expected, missed by ${miss}`,
  recent: (value, expected, miss) =>
    `${value} does not follow from the last 12 rows: ${expected} expected, missed by ${miss}`,
  shape: (value, expected, miss) =>
    `the last 48 rows have an unfamiliar shape: ${expected} expected at their end, ${value} missed it by ${miss}`,
  seasonal: (value, expected, miss) =>
    `${value} does not follow from this time on the days before: ${expected} expected, missed by ${miss}`,
  novelty: (value, expected, miss) =>
    `nothing like the last 12 rows in the 2,016 before: ${expected} expected from the nearest, ${value} missed it by ${miss}`,
  quiet: (_value, expected, miss) =>
    `the series moves less than it should: ${expected} expected from row to row, missed by ${miss}`,
};

/**
 * Says which channel spoke loudest, what it expected, and by how much the value missed that.
 *
 * @param reading The channel with the largest share
 * @param value The value that alerted
 * @param score Relative to the threshold
 */
export function explainAlert(reading: ChannelReading, value: number, score: number): AlertReason {
  const { name, expected, miss } = reading;
  const short = (number: number) => String(Number(number.toPrecision(3)));
  const finding = FINDINGS[name](short(value), short(expected), short(Math.abs(miss)));
  return {
    channel: name,
    expected,
    miss,
    text: `${name}: ${finding}; score ${score.toFixed(2)} times the threshold`,
  };
}
