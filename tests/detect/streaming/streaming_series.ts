/** Seeded series that the streaming detector's tests share. */
import type { TimeSeries } from "../../../lib/data/mod.ts";
import { StreamingDetector } from "../../../lib/detect/mod.ts";
import { Mt19937 } from "../../../lib/math/random.ts";

/** Milliseconds between samples. */
export const STEP = 300_000;
const START = Date.UTC(2024, 0, 1);

/** Time of row `i`. */
export function timeOf(i: number): number {
  return START + i * STEP;
}

/** A Poisson count. */
export function poisson(random: Mt19937, rate: number): number {
  let count = 0;
  for (let p = random.random(); p > Math.exp(-rate); p *= random.random()) count++;
  return count;
}

/** A daily rhythm with noise, around 100. */
export function rhythm(rows: number, seed = 1): Float64Array {
  const random = new Mt19937(seed);
  return Float64Array.from(
    { length: rows },
    (_, i) => 100 + 40 * Math.sin((2 * Math.PI * i) / 288) + 5 * random.normal(),
  );
}

/** A detector that has seen the first `rows` of a series. */
export function detectorAfter(rows: number, { timestamps, values }: TimeSeries): StreamingDetector {
  const detector = new StreamingDetector({ seed: 1 });
  for (let row = 0; row < rows; row++) detector.update(timestamps[row]!, values[row]!);
  return detector;
}
