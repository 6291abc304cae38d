/** Importance by what a forest loses when a parameter's values are shuffled. */
import { Mt19937 } from "../../math/mod.ts";
import { optionsOf, requireInteger, requireKnownOptions, requireSeed } from "../../checks.ts";
import { ForestEncoding } from "../samplers/forest/encoding.ts";
import type { ImportanceEvaluator } from "./evaluator.ts";
import { growTree } from "../samplers/forest/regression_trees.ts";
import type { Direction, FrozenTrial } from "../storages/storage.ts";

/** How the forest is grown. */
export interface PermutationOptions {
  /** An integer in 0 .. 2^32 - 1. */
  seed: number;
  /**
   * How many trees are grown.
   *
   * @default {32}
   */
  nTrees?: number;
}

/**
 * Permutation importance on a random forest: how much the squared error of each tree on the trials
 * it has not seen grows when one parameter's values are shuffled among them, averaged over the
 * trees, 0 where it does not grow. A second opinion beside PED-ANOVA: this one asks what decides
 * over the objective everywhere, PED-ANOVA what decides over the best trials.
 *
 * Source: Breiman (2001), https://doi.org/10.1023/A:1010933404324; trees by `ml-random-forest`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import {
 *   createStudy,
 *   paramImportances,
 *   PermutationEvaluator,
 *   RandomSampler,
 * } from "elb-anomaly/tuner";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 1 }) });
 * await study.optimize((trial) => {
 *   const much = trial.suggestFloat("much", -1, 1);
 *   const little = trial.suggestFloat("little", -1, 1);
 *   return 10 * much ** 2 + 0.1 * little ** 2;
 * }, { nTrials: 60 });
 * const importances = paramImportances(study, { evaluator: new PermutationEvaluator({ seed: 1 }) });
 * assert.ok(importances.much! > 0.9);
 * ```
 */
export class PermutationEvaluator implements ImportanceEvaluator {
  readonly #seed: number;
  readonly #nTrees: number;

  /**
   * Sets it up.
   *
   * @param options See {@linkcode PermutationOptions}
   * @throws {RangeError} If the seed or `nTrees` is outside its range
   */
  constructor(options: PermutationOptions) {
    const { seed, nTrees = 32, ...rest } = optionsOf("measure importances", options);
    requireKnownOptions("measure importances", rest);
    requireSeed("measure importances", seed);
    requireInteger("make an evaluator", { nTrees }, { min: 1 });
    this.#seed = seed;
    this.#nTrees = nTrees;
  }

  /** See {@linkcode ImportanceEvaluator}. */
  evaluate(trials: readonly FrozenTrial[], _direction: Direction): ReadonlyMap<string, number> {
    const names = [...new Set(trials.flatMap(({ distributions }) => Object.keys(distributions)))];
    const sums = new Map(names.sort().map((name) => [name, 0]));
    const encoding = new ForestEncoding(trials);
    if (trials.length < 4 || encoding.columns === 0) return sums;
    const stream = new Mt19937(this.#seed);
    const rows = trials.map(({ params }) => encoding.rowOf(params));
    const targets = trials.map(({ values }) => values![0]!);
    for (let t = 0; t < this.#nTrees; t++) {
      const tree = growTree(rows, targets, stream);
      const unseen = tree.unseen.map((place) => rows[place]!);
      const truth = tree.unseen.map((place) => targets[place]!);
      const base = squaredError(tree.predict(unseen), truth);
      [...encoding.space.keys()].forEach((name, p) => {
        const columns = [encoding.starts[p]!, encoding.starts[p + 1]!] as const;
        const error = squaredError(tree.predict(shuffled(unseen, columns, stream)), truth);
        sums.set(name, sums.get(name)! + (error - base) / this.#nTrees);
      });
    }
    return new Map([...sums].map(([name, sum]) => [name, Math.max(sum, 0)]));
  }
}

/** The rows with the columns first..end - 1 exchanged among them. */
function shuffled(
  rows: readonly number[][],
  [first, end]: readonly [number, number],
  stream: Mt19937,
): number[][] {
  const order = rows.map((_, i) => i);
  stream.shuffle(order);
  return rows.map((row, i) => [
    ...row.slice(0, first),
    ...rows[order[i]!]!.slice(first, end),
    ...row.slice(end),
  ]);
}

function squaredError(predicted: readonly number[], truth: readonly number[]): number {
  return predicted.reduce((sum, value, i) => sum + (value - truth[i]!) ** 2, 0) / truth.length;
}
