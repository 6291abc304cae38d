/**
 * The score of the Numenta Anomaly Benchmark (NAB) v1.1: exact threshold sweep or a given
 * threshold, per file, per category and normalised.
 */
import { optionsOf, requireKindIfGiven, requireKnownOptions, requireOneOf } from "../../checks.ts";
import { categoryOf, type NabScoredFile, requireScoredFiles } from "./scored_file.ts";
import { bestNabThreshold } from "./sweep.ts";
import {
  NAB_PROFILES,
  nabProbation,
  type NabProfile,
  nabRowWeights,
  normalizeNabScore,
} from "./weights.ts";

/** Scores and counts of a file, a category or everything. */
export interface NabTally {
  /** Sum of what windows earned or cost and of what flagged rows outside them cost. */
  raw: number;
  /**
   * Raw score on a scale where the silent detector gets 0 and the perfect one 100, both on the same
   * files; negative is worse than silence. Null where there is no window to find.
   */
  normalized: number | null;
  /** Windows. */
  windows: number;
  /** Windows with a flagged row. */
  windowsHit: number;
  /** Scored rows flagged inside windows. */
  tp: number;
  /** Scored rows flagged outside windows. */
  fp: number;
  /** Scored rows inside windows and not flagged, also where the window was hit. */
  fn: number;
  /** Scored rows outside windows and not flagged. */
  tn: number;
}

/** Scores and counts of one file. */
export interface NabFileScore extends NabTally {
  /** Name of the file. */
  name: string;
  /** What each window earned, or minus the cost of missing it; 0 if it is all in probation. */
  windowScores: number[];
}

/** A detector's score over a set of files. */
export interface NabScore extends NabTally {
  /** Profile whose costs were used. */
  profile: NabProfile;
  /** Rows with this score or a higher one are flagged; infinity flags nothing. */
  threshold: number;
  /** True if the threshold was chosen on the labels, as NAB does, and not given. */
  swept: boolean;
  /** Each category's sum, by name, in order of first appearance. */
  categories: Record<string, NabTally>;
  /** Each file, in the order given. */
  files: NabFileScore[];
}

/** Options of {@linkcode nabScore}. */
export interface NabOptions {
  /**
   * Cost profile.
   *
   * @default {"standard"}
   */
  profile?: NabProfile;
  /** Rows with this score or a higher one are flagged. Left out: the best one for these labels. */
  threshold?: number;
}

/**
 * Scores a detector as NAB v1.1 does.
 *
 * The first rows of a file ({@linkcode nabProbation}) are ignored. A row is flagged when its score
 * is at or above the threshold. Each window earns the largest weight of its flagged rows, so the
 * earliest hit counts and later ones neither help nor hurt; a missed window costs `fnWeight` once;
 * each flagged row outside the windows costs its weight ({@linkcode nabRowWeights}).
 *
 * Without a threshold the best of all distinct scores, and of flagging nothing, is taken over all
 * files together: NAB's exact sweep, which reads the labels. A threshold that a live system could
 * have must be given. NAB writes "flag nothing" as threshold 1.1, which supposes scores of at most
 * 1; here it is infinity.
 *
 * Normalised: `100 (raw - silent) / (perfect - silent)`, `silent = -fnWeight * windows`, `perfect =
 * tpWeight * windows`, over the windows of the files given; so a part of the corpus is scored on
 * its own scale. As in NAB a window that lies in the probation as a whole counts here and not in
 * `raw`.
 *
 * @param files One entry a file
 * @param options Profile and threshold
 * @throws {RangeError} If there is no file, a file has no rows, a score is not finite, windows
 * overlap, are out of order or lie outside their file, or the profile or threshold is none
 *
 * @example The perfect detector, and one false alarm
 * ```ts
 * import assert from "node:assert/strict";
 * import { nabScore } from "elb-anomaly/evaluate";
 *
 * const scores = new Float64Array(100);
 * scores[50] = 0.9; // the first row of the window
 * const file = { name: "mine/cpu.csv", scores, windows: [[50, 59]] as [number, number][] };
 * assert.equal(nabScore([file], { threshold: 0.5 }).normalized, 100);
 *
 * scores[20] = 0.8; // before any window: the full cost
 * const { raw, tp, fp } = nabScore([file], { threshold: 0.5 });
 * assert.deepEqual([raw, tp, fp], [1 - 0.11, 1, 1]);
 * ```
 */
export function nabScore(files: readonly NabScoredFile[], options: NabOptions = {}): NabScore {
  const { profile = "standard", threshold, ...rest } = optionsOf("score", options);
  requireKnownOptions("score", rest);
  requireScoredFiles(files);
  requireOneOf("score", { profile }, Object.keys(NAB_PROFILES));
  const costs = NAB_PROFILES[profile];
  requireKindIfGiven("score", { threshold }, "a number");
  const used = threshold ?? bestNabThreshold(files, costs).threshold;
  const scored = files.map((file) => scoreFile(file, profile, used));
  const names = new Set(files.map(({ name }) => categoryOf(name)));
  return {
    profile,
    threshold: used,
    swept: threshold === undefined,
    ...tally(scored, profile),
    categories: Object.fromEntries(
      [...names].map((category) => [
        category,
        tally(scored.filter(({ name }) => categoryOf(name) === category), profile),
      ]),
    ),
    files: scored,
  };
}

function scoreFile(file: NabScoredFile, profile: NabProfile, threshold: number): NabFileScore {
  const { name, scores, windows } = file;
  const costs = NAB_PROFILES[profile];
  const weights = nabRowWeights(scores.length, windows, costs);
  const probation = nabProbation(scores.length);
  const best = windows.map(([, last]) => last < probation ? 0 : -costs.fnWeight);
  const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  const hit = new Set<number>();
  let falseAlarmCost = 0;
  for (let i = probation, k = 0; i < scores.length; i++) {
    while (k < windows.length && windows[k]![1] < i) k++;
    const inside = k < windows.length && i >= windows[k]![0];
    if (scores[i]! < threshold) inside ? counts.fn++ : counts.tn++;
    else if (inside) {
      counts.tp++;
      hit.add(k);
      best[k] = Math.max(best[k]!, weights[i]!);
    } else {
      counts.fp++;
      falseAlarmCost += weights[i]!;
    }
  }
  const raw = best.reduce((sum, part) => sum + part, falseAlarmCost);
  return {
    name,
    raw,
    normalized: normalizeNabScore(raw, windows.length, profile),
    windows: windows.length,
    windowsHit: hit.size,
    ...counts,
    windowScores: best,
  };
}

function tally(files: readonly NabTally[], profile: NabProfile): NabTally {
  const sum = (key: Exclude<keyof NabTally, "normalized">): number =>
    files.reduce((total, file) => total + file[key], 0);
  const [raw, windows] = [sum("raw"), sum("windows")];
  return {
    raw,
    normalized: normalizeNabScore(raw, windows, profile),
    windows,
    windowsHit: sum("windowsHit"),
    tp: sum("tp"),
    fp: sum("fp"),
    fn: sum("fn"),
    tn: sum("tn"),
  };
}
