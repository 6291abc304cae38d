/**
 * A series through the detector once, with everything the decision needs kept: so that thresholds,
 * quiet times and mixes of channels can be compared without training again.
 *
 * @module
 */
import { StreamingDetector } from "../../../lib/detect/streaming/streaming_detector.ts";
import { CHANNEL_NAMES } from "../../../lib/detect/streaming/channels/channels.ts";
import type { DetectorConstants } from "../../../lib/detect/streaming/constants.ts";

/** A labelled series. */
export interface LabelledSeries {
  /** Its name. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly times: Float64Array;
  /** Values. */
  readonly values: Float64Array;
  /** Row pairs, both inclusive. */
  readonly windows: readonly (readonly [number, number])[];
}

/** Tail scores by channel, each of shape `[rows]`, 0 where nothing was scored. */
export type Tails = Record<string, Float64Array>;

/** A series with its tail scores. */
export interface Recording extends LabelledSeries {
  /** By channel. */
  readonly tails: Tails;
  /** Rows per day, from the median step of the first 150 rows. */
  readonly rowsPerDay: number;
}

/** Runs the detector over a series. */
export function record(
  series: LabelledSeries,
  seed: number,
  constants: Partial<DetectorConstants> = {},
): Recording {
  const detector = new StreamingDetector({ seed, constants });
  const rows = series.values.length;
  const tails: Tails = Object.fromEntries(
    CHANNEL_NAMES.map((name) => [name, new Float64Array(rows)]),
  );
  for (let i = 0; i < rows; i++) {
    for (const { name, tail } of detector.update(series.times[i]!, series.values[i]!).channels) {
      tails[name]![i] = tail;
    }
  }
  return { ...series, tails, rowsPerDay: rowsPerDay(series.times) };
}

/** Rows per day from the median step of the first 150 rows. */
export function rowsPerDay(times: Float64Array): number {
  const steps = times.slice(1, 150).map((time, i) => time - times[i]!).sort();
  return 86_400_000 / steps[steps.length >> 1]!;
}
