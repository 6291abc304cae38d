/** A second chance for trials whose worker died. */
import { type FrozenTrial, type Json, type TrialTemplate, waitingTrial } from "./storage.ts";

/**
 * The WAITING trial that repeats one whose worker died, with the same parameters, or `undefined`
 * where it was repeated `maxRetries` times already.
 *
 * It carries the system attributes of Optuna's retry callback: `failed_trial` (the number of the
 * first one that failed) and `retry_history` (all earlier numbers). Reports, and what pruners noted
 * about them, start afresh.
 *
 * @param trial The trial that failed
 * @param maxRetries How often one trial may be repeated, 0 or more
 */
export function retryTemplate(trial: FrozenTrial, maxRetries: number): TrialTemplate | undefined {
  const history = trial.systemAttrs.retry_history;
  const earlier = Array.isArray(history) ? history : [];
  if (earlier.length >= maxRetries) return undefined;
  const kept = Object.entries(trial.systemAttrs)
    .filter(([key]) => !key.startsWith("completed_rung_") && !key.startsWith("constraints"));
  const systemAttrs: Record<string, Json> = {
    ...Object.fromEntries(kept),
    failed_trial: trial.systemAttrs.failed_trial ?? trial.number,
    retry_history: [...earlier, trial.number],
  };
  const { fail_reason: _, ...userAttrs } = trial.userAttrs;
  return {
    ...waitingTrial(),
    params: trial.params,
    distributions: trial.distributions,
    userAttrs,
    systemAttrs,
  };
}
