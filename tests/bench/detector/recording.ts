/**
 * A series through the detector once, with the rows that it rang at.
 *
 * @module
 */
import { scoreSeries, type StreamingDetectorOptions } from "../../../lib/detect/mod.ts";

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

/** A series with its alerts. */
export interface Recording extends LabelledSeries {
  /** Rows that rang. */
  readonly alerts: readonly number[];
  /** Rows per day, from the median step of the first 150 rows. */
  readonly rowsPerDay: number;
}

/** Runs the detector over a series. */
export function record(series: LabelledSeries, options: StreamingDetectorOptions): Recording {
  const { alerts } = scoreSeries(series.times, series.values, options);
  return {
    ...series,
    alerts: alerts.flatMap((isAlert, row) => isAlert ? [row] : []),
    rowsPerDay: rowsPerDay(series.times),
  };
}

/** Rows per day from the median step of the first 150 rows. */
export function rowsPerDay(times: Float64Array): number {
  const steps = times.slice(1, 150).map((time, i) => time - times[i]!).sort();
  return 86_400_000 / steps[steps.length >> 1]!;
}
