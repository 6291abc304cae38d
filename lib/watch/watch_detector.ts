/** The detector of a watched series. */
import type { DetectorResult } from "../detect/mod.ts";
import type { DetectorAlert } from "./event.ts";

/** What the watch needs of a detector; `StreamingDetector` is one. */
export interface WatchDetector {
  /** Milliseconds from one sample to the next; 0 while that is not known. */
  readonly step: number;
  /** Whether a point of this time would be taken. */
  admits(time: number): boolean;
  /** Takes the next point; a `late` one changes nothing, unless the stream goes on from it. */
  update(time: number, value: number): {
    readonly status: DetectorResult["status"];
    readonly alert?: DetectorAlert;
  };
  /** Says that a sample should have come at `time` and did not. */
  tick(time: number): { readonly alert?: DetectorAlert };
  /** The alert that is open. */
  end(): DetectorAlert | undefined;
  snapshot(): Uint8Array;
}

/** Makes a detector, anew or from what its `snapshot()` gave. */
export type MakeDetector = (series: string, snapshot?: Uint8Array) => WatchDetector;
