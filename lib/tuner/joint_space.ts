/**
 * The parameters that a study's trials have in common.
 *
 * @module
 */
import { type Distribution, isSingle, sameDistribution } from "./distribution.ts";
import type { FrozenTrial } from "./storage.ts";

/**
 * The parameters that every COMPLETE and PRUNED trial has with the identical distribution, without
 * those of a single value, sorted by name: what Optuna samples jointly.
 */
export function jointSpace(trials: readonly FrozenTrial[]): Map<string, Distribution> {
  let common: [string, Distribution][] | undefined;
  for (const { state, distributions } of trials) {
    if (state !== "COMPLETE" && state !== "PRUNED") continue;
    if (common === undefined) {
      common = Object.entries(distributions).filter(([, distribution]) => !isSingle(distribution));
    } else if (!common.every((entry) => isIn(distributions, entry))) {
      common = common.filter((entry) => isIn(distributions, entry));
    }
  }
  return new Map((common ?? []).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isIn(
  distributions: Readonly<Record<string, Distribution>>,
  [name, distribution]: [string, Distribution],
): boolean {
  const other = distributions[name];
  return other !== undefined && sameDistribution(other, distribution);
}
