/** The streaming detector as the watch uses it. */
import { StreamingDetector, type StreamingDetectorOptions } from "../detect/mod.ts";
import type { MakeDetector } from "./watch_detector.ts";

/**
 * Makes streaming detectors that go on from their snapshots with what is asked for now.
 *
 * @param options The same for each series
 */
export function streamingDetectors(
  options: Omit<StreamingDetectorOptions, "series" | "threshold" | "constants">,
): MakeDetector {
  return (series, snapshot) => {
    const detector = new StreamingDetector({ ...options, series });
    if (snapshot !== undefined) detector.restore(snapshot);
    return detector;
  };
}
