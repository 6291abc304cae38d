/** NAB's choice of threshold: the best one that the labels allow. */
import type { NabScoredFile } from "./scored_file.ts";
import { type NabCosts, nabProbation, nabRowWeights } from "./weights.ts";
import { argsort } from "../../math/mod.ts";

/** Where the sweep found its best. */
export interface NabOptimum {
  /** Rows with this score or a higher one are flagged; infinity flags nothing. */
  threshold: number;
  /** Raw score there. */
  raw: number;
}

/**
 * The threshold with the highest raw score over all files together, found exactly, in O(n log n):
 * every distinct score of a scored row is tried, and flagging nothing. On a tie the higher
 * threshold wins.
 */
export function bestNabThreshold(files: readonly NabScoredFile[], costs: NabCosts): NabOptimum {
  const rows = files.reduce(
    (sum, { scores }) => sum + scores.length - nabProbation(scores.length),
    0,
  );
  const scores = new Float64Array(rows);
  const weights = new Float64Array(rows);
  const windowIds = new Int32Array(rows).fill(-1); // -1: outside
  const best: number[] = []; // what each window has earned so far, by window id
  let row = 0;
  for (const file of files) {
    const probation = nabProbation(file.scores.length);
    const fileWeights = nabRowWeights(file.scores.length, file.windows, costs);
    const start = row - probation;
    for (let i = probation; i < file.scores.length; i++, row++) {
      scores[row] = file.scores[i]!;
      weights[row] = fileWeights[i]!;
    }
    for (const [first, last] of file.windows) {
      if (last < probation) continue;
      windowIds.fill(best.length, start + Math.max(first, probation), start + last + 1);
      best.push(-costs.fnWeight);
    }
  }

  const order = argsort(scores, { descending: true });
  let falseAlarms = 0;
  let found = best.reduce((sum, part) => sum + part, 0);
  let optimum: NabOptimum = { threshold: Infinity, raw: found };
  for (let i = 0; i < rows;) {
    const threshold = scores[order[i]!]!;
    for (; i < rows && scores[order[i]!] === threshold; i++) {
      const [id, weight] = [windowIds[order[i]!]!, weights[order[i]!]!];
      if (id === -1) falseAlarms += weight;
      else if (weight > best[id]!) {
        found += weight - best[id]!;
        best[id] = weight;
      }
    }
    const raw = falseAlarms + found;
    if (raw > optimum.raw) optimum = { threshold, raw };
  }
  return optimum;
}
