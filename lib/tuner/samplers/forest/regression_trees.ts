/** Regression trees of `ml-random-forest`, with its known faults kept away. */
import { forests } from "../../../packages.ts";
import type { Mt19937 } from "../../../math/mod.ts";

/** A tree and the rows it has not seen. */
export interface RegressionTree {
  /** The predicted target of each row. */
  predict(rows: readonly (readonly number[])[]): number[];
  /** Places of the rows that were kept from it, ascending. */
  readonly unseen: readonly number[];
}

/** The cost of a tree grows with the square of its rows; more than so many teach it little more. */
const MOST_ROWS = 120;

/**
 * Grows one tree on a random part of the rows (63 %, as many as a bootstrap sample has distinct
 * ones, at most 120).
 *
 * Version 2.1.0 refuses splits that leave no error at all and misses splits between equal targets,
 * so the targets get a jitter of a billionth of their spread; its out-of-bag step can throw, so the
 * part is drawn here; its `featureImportance()` is wrong for regression and is not used.
 *
 * @param rows Shape `[n][columns]`, at least 2 rows
 * @param targets Shape `[n]`, finite
 * @param stream Draws the part, the jitter and the tree's seed
 */
export function growTree(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  stream: Mt19937,
): RegressionTree {
  const places = rows.map((_, i) => i);
  stream.shuffle(places);
  const count = Math.min(Math.ceil(0.632 * rows.length), MOST_ROWS);
  const seen = places.slice(0, Math.max(count, 2));
  let [least, most] = [Infinity, -Infinity];
  for (const target of targets) {
    least = Math.min(least, target);
    most = Math.max(most, target);
  }
  const spread = most - least || 1;
  const forest = new forests.RandomForestRegression({
    nEstimators: 1,
    seed: stream.integer(0x7fffffff),
    maxFeatures: rows[0]!.length,
    replacement: false,
    useSampleBagging: false,
    noOOB: true,
    treeOptions: { minNumSamples: 2, maxDepth: 20, gainThreshold: -1 },
  });
  forest.train(
    seen.map((place) => [...rows[place]!]),
    seen.map((place) => targets[place]! + 1e-9 * spread * stream.random()),
  );
  return {
    predict: (toPredict) => forest.predict(toPredict as number[][]),
    unseen: places.slice(seen.length).sort((a, b) => a - b),
  };
}
