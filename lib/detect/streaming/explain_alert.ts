/**
 * An alert in words.
 *
 * @module
 */
import type { AlertReason, ChannelReading } from "./detector_result.ts";

/**
 * Says which channel spoke loudest, what it expected, and by how much the value missed that.
 *
 * @param reading The channel with the largest share
 * @param value The value that alerted
 * @param score Relative to the threshold
 */
export function explainAlert(reading: ChannelReading, value: number, score: number): AlertReason {
  const { name, expected, miss } = reading;
  const times = `${score.toFixed(2)} times the threshold`;
  const short = (number: number) => String(Number(number.toPrecision(4)));
  const text = name === "quiet"
    ? `quiet: moves of ${
      short(expected)
    } from row to row were expected, the last 12 missed that by ${short(miss)}; ${times}`
    : `${name}: ${short(expected)} was expected, ${short(value)} missed it by ${
      short(miss)
    }; ${times}`;
  return { channel: name, expected, miss, text };
}
