/** The parameters that a study's trials have in common. */
import { type Distribution, isSingle, sameDistribution } from "../distributions/distribution.ts";
import type { FrozenTrial } from "../storages/storage.ts";

/**
 * The parameters that every COMPLETE and PRUNED trial has with the identical distribution, without
 * those of a single value, sorted by name: what Optuna samples jointly.
 *
 * @param trials COMPLETE and PRUNED trials
 * @param earlier What the trials before these have in common; `undefined` where there are none
 */
export function jointSpace(
  trials: readonly FrozenTrial[],
  earlier?: ReadonlyMap<string, Distribution>,
): Map<string, Distribution> | undefined {
  let common = earlier === undefined ? undefined : [...earlier];
  for (const { distributions } of trials) {
    if (common === undefined) {
      common = Object.entries(distributions)
        .filter(([, distribution]) => !isSingle(distribution))
        .sort(([a], [b]) => (a < b ? -1 : 1));
    } else if (!common.every((entry) => isIn(distributions, entry))) {
      common = common.filter((entry) => isIn(distributions, entry));
    }
  }
  return common && new Map(common);
}

function isIn(
  distributions: Readonly<Record<string, Distribution>>,
  [name, distribution]: [string, Distribution],
): boolean {
  return Object.hasOwn(distributions, name) && sameDistribution(distributions[name]!, distribution);
}
