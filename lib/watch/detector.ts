/**
 * The streaming detector as the watch uses it.
 *
 * @module
 */
import { StreamingDetector, type StreamingDetectorOptions } from "../detect/mod.ts";
import type { MakeDetector } from "./series_watch.ts";

/**
 * Makes streaming detectors that go on from their snapshots with what is asked for now.
 *
 * @param options The same for each series
 * @throws {RangeError} If one is out of range
 */
export function streamingDetectors(
  options: Omit<StreamingDetectorOptions, "series" | "threshold" | "constants">,
): MakeDetector {
  const { seed: _, ...changeable } = options;
  new StreamingDetector(options); // says now what is wrong with them
  return (series, snapshot) => {
    const detector = new StreamingDetector({ ...options, series });
    if (snapshot !== undefined) detector.restore(snapshot, changeable);
    return detector;
  };
}
