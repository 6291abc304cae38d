/** Ending an optimisation that no longer gets better. */
import { optionsOf, requireInteger, requireKnownOptions, requireNumber } from "../../checks.ts";
import { bestTrialOf } from "../trial/best_trial.ts";
import type { TrialCallback } from "./study.ts";

/**
 * A callback that stops the study once `trials` finished trials in a row brought no new best value.
 *
 * @param trials How many, an integer of 1 or more; FAIL ones count
 * @param options `minDelta`: what a value must gain on the best before it to count as better, 0
 *   unless told
 * @throws {RangeError} If `trials` or `minDelta` is outside its range
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, RandomSampler, stopWhenStale } from "elb-anomaly/tuner";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize(() => 1, { nTrials: 100, callbacks: [stopWhenStale(5)] });
 * assert.equal(study.trials.length, 6);
 * ```
 */
export function stopWhenStale(trials: number, options: { minDelta?: number } = {}): TrialCallback {
  const { minDelta = 0, ...rest } = optionsOf("watch for improvement", options);
  requireKnownOptions("watch for improvement", rest);
  requireInteger("watch for improvement", { trials }, { min: 1 });
  requireNumber("watch for improvement", { minDelta }, { min: 0 });
  let mark: number | undefined;
  let stale = 0;
  return (study, trial) => {
    const best = bestTrialOf(study.trials, study.direction)?.values?.[0];
    const gain = best === undefined || mark === undefined
      ? (best === undefined ? -Infinity : Infinity)
      : (study.direction === "minimize" ? mark - best : best - mark);
    if (best === trial.values?.[0] && gain > minDelta) {
      mark = best!;
      stale = 0;
    } else if (++stale >= trials) {
      study.stop();
    }
  };
}
