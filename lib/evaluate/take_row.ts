import type { TimeSeries } from "../data/mod.ts";
import { type DetectorResult, missedSamples, type StreamingDetector } from "../detect/mod.ts";

/** What a detector says of a row, and of the samples before it that did not come. */
export function takeRow(
  detector: StreamingDetector,
  { timestamps, values }: TimeSeries,
  row: number,
  step: number,
): DetectorResult[] {
  const time = timestamps[row]!;
  const missed = row === 0 ? [] : missedSamples(timestamps[row - 1]!, time, step);
  return [...missed.map((due) => detector.tick(due)), detector.update(time, values[row]!)];
}
