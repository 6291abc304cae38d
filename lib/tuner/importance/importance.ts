/** Which parameters decide over the objective. */
import { optionsOf, requireKind, requireKnownOptions } from "../../checks.ts";
import type { ImportanceEvaluator } from "./evaluator.ts";
import { PedAnovaEvaluator } from "./ped_anova.ts";
import type { StudyLike } from "../study/study_like.ts";

/** How importances are given. */
export interface ParamImportancesOptions {
  /**
   * Who measures.
   *
   * @default {new PedAnovaEvaluator()}
   */
  evaluator?: ImportanceEvaluator;
  /**
   * Whether the importances are to sum to 1; where all are 0, each then gets the same share.
   *
   * @default {true}
   */
  normalize?: boolean;
}

/**
 * The importance of each parameter, the largest first.
 *
 * Only COMPLETE trials with finite values count. The default, PED-ANOVA, is the one of Optuna 5.0.0
 * and of its dashboard; {@linkcode PermutationEvaluator} gives a second opinion.
 *
 * @param study A study, or its trials and direction
 * @param options Who measures, and in what unit
 * @throws {RangeError} If no trial is COMPLETE with a finite value
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, paramImportances, RandomSampler } from "elb-anomaly/tuner";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize((trial) => {
 *   const much = trial.suggestFloat("much", -1, 1);
 *   const little = trial.suggestFloat("little", -1, 1);
 *   return 10 * much ** 2 + 0.1 * little ** 2;
 * }, { nTrials: 100 });
 * const importances = paramImportances(study);
 * assert.deepEqual(Object.keys(importances), ["much", "little"]);
 * assert.ok(importances.much! > 0.9);
 * ```
 */
export function paramImportances(
  study: StudyLike,
  options: ParamImportancesOptions = {},
): Record<string, number> {
  const { evaluator = new PedAnovaEvaluator(), normalize = true, ...rest } = optionsOf(
    "measure importances",
    options,
  );
  requireKnownOptions("measure importances", rest);
  requireKind("measure importances", { study }, "a study, such as createStudy() gives");
  requireKind("measure importances", { evaluator }, "an object");
  requireKind("measure importances", { "evaluator.evaluate": evaluator.evaluate }, "a function");
  const trials = study.trials.filter(({ state, values }) =>
    state === "COMPLETE" && Number.isFinite(values?.[0])
  );
  if (trials.length === 0) {
    throw new RangeError(
      `Cannot measure importances as a trial must be COMPLETE with a finite value: none of ${study.trials.length} is`,
    );
  }
  const measured = [...evaluator.evaluate(trials, study.direction)];
  const total = measured.reduce((sum, [, value]) => sum + value, 0);
  const scaled = !normalize ? measured : measured.map(([name, value]): [string, number] => [
    name,
    total > 0 ? value / total : 1 / measured.length,
  ]);
  return Object.fromEntries(scaled.sort(([, a], [, b]) => b - a));
}
