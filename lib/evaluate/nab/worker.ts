/** The Worker that scores one series after another; {@link runDetector} starts it. */
import { answerJobs } from "../../job_thread.ts";
import { type DetectorInput, NAB_DETECTORS } from "./detectors.ts";

/** What the Worker is asked. */
export interface ScoreRequest extends DetectorInput {
  /** Name of the detector, checked by the sender. */
  detector: string;
  /** Seed of the detector. */
  seed: number;
}

answerJobs(async ({ detector, seed, ...input }: ScoreRequest) =>
  await NAB_DETECTORS[detector]!.score(input, seed)
);
