/** The Worker that scores one series after another; {@link runDetector} starts it. */
import { type DetectorInput, NAB_DETECTORS } from "./detectors.ts";

/** What the Worker is asked. */
export interface ScoreRequest extends DetectorInput {
  /** Name of the detector, checked by the sender. */
  detector: string;
  /** Seed of the detector. */
  seed: number;
}

/** What it answers: scores, or why there are none. */
export type ScoreReply = { scores: Float64Array } | { error: Error };

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<ScoreRequest>) => void) | null;
  postMessage(reply: ScoreReply): void;
};

scope.onmessage = async ({ data }) => {
  try {
    const { detector, seed, ...input } = data;
    const scores = await NAB_DETECTORS[detector]!.score(input, seed);
    scope.postMessage({ scores });
  } catch (error) {
    scope.postMessage({ error: error as Error });
  }
};
