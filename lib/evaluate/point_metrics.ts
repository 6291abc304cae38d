/**
 * Point metrics: every row counts by itself, whatever event it belongs to.
 *
 * They say little about a detector that raises one alarm per event, since most rows of a labelled
 * window look ordinary; read them beside {@link windowHits} and alarms per day. There is no
 * point-adjusted F1 here: it gives uniform random scores 0.95 on the load balancer's series.
 */
import { requireKind } from "../checks.ts";
import { argsort } from "../math/mod.ts";

/** Counts and rates of flags against labels. */
export interface FlagMetrics {
  /** Flagged rows that are labelled. */
  tp: number;
  /** Flagged rows that are not labelled. */
  fp: number;
  /** Labelled rows that are not flagged. */
  fn: number;
  /** Rows neither flagged nor labelled. */
  tn: number;
  /** Share of the flagged rows that are labelled, `tp / (tp + fp)`; 0 if no row is flagged. */
  precision: number;
  /** Share of the labelled rows that are flagged, `tp / (tp + fn)`; 0 if no row is labelled. */
  recall: number;
  /** Harmonic mean of precision and recall, `2 tp / (2 tp + fp + fn)`; 0 if there is no `tp`. */
  f1: number;
}

/** How well scores rank labelled rows above the others; no threshold is involved. */
export interface ScoreMetrics {
  /** Average precision, 0 .. 1; scores without knowledge get about the share of labelled rows. */
  averagePrecision: number;
  /** Area under the ROC curve, 0 .. 1; scores without knowledge get about 0.5. */
  rocAuc: number;
}

/**
 * Point metrics of flags (booleans) or of scores (numbers) against labels.
 *
 * Flags give counts, precision, recall and F1 (0 where a denominator is 0, scikit-learn's
 * default). Scores give average precision, `sum (R_k - R_(k-1)) P_k` over the distinct scores from
 * high to low, and the area under the ROC curve with ties counted half; both equal scikit-learn
 * 1.9.1's `average_precision_score` and `roc_auc_score`.
 *
 * @param labels Shape `[n]`, true or 1 where a row is an anomaly
 * @param flagsOrScores Shape `[n]`: booleans are flags; numbers are scores, higher is stranger
 * @returns Counts and rates for flags, areas for scores
 * @throws {RangeError} If lengths differ or are 0, a label is not 0 or 1, a score is NaN, or, for
 * scores, labels hold one class only
 * @throws {TypeError} If flags and scores are mixed
 *
 * @example Flags, then scores
 * ```ts
 * import assert from "node:assert/strict";
 * import { pointMetrics } from "elb-anomaly/evaluate";
 *
 * const labels = [false, false, true, true];
 * const { tp, fp, precision } = pointMetrics(labels, [false, true, true, false]);
 * assert.deepEqual([tp, fp, precision], [1, 1, 0.5]);
 * const { rocAuc } = pointMetrics(labels, [0.1, 0.4, 0.35, 0.8]);
 * assert.equal(rocAuc, 0.75);
 * ```
 */
export function pointMetrics(
  labels: ArrayLike<boolean | number>,
  flagsOrScores: ArrayLike<boolean>,
): FlagMetrics;
/** Point metrics of scores against labels. */
export function pointMetrics(
  labels: ArrayLike<boolean | number>,
  flagsOrScores: ArrayLike<number>,
): ScoreMetrics;
export function pointMetrics(
  labels: ArrayLike<boolean | number>,
  flagsOrScores: ArrayLike<boolean> | ArrayLike<number>,
): FlagMetrics | ScoreMetrics {
  requireKind("compare with labels", { labels, flagsOrScores }, "a list");
  if (labels.length !== flagsOrScores.length || labels.length === 0) {
    throw new RangeError(
      `Cannot compare with labels as both must have one length of at least 1: got ${labels.length} labels and ${flagsOrScores.length} rows`,
    );
  }
  const areFlags = typeof flagsOrScores[0] === "boolean";
  for (let i = 0; i < flagsOrScores.length; i++) {
    const item = flagsOrScores[i];
    if (areFlags ? typeof item !== "boolean" : typeof item !== "number") {
      const first = typeof flagsOrScores[0];
      throw new TypeError(
        `Cannot compare with labels as rows must be all flags or all scores: row ${i} is a ${typeof item}, row 0 a ${first}`,
      );
    }
    if (Number.isNaN(item)) {
      throw new RangeError(
        `Cannot compare with labels as scores must be numbers: scores[${i}] is NaN`,
      );
    }
  }
  const truth = binaryLabels(labels);
  return areFlags
    ? flagMetrics(truth, flagsOrScores as ArrayLike<boolean>)
    : scoreMetrics(truth, Float64Array.from(flagsOrScores as ArrayLike<number>));
}

/**
 * Labels (booleans, or the numbers 0 and 1) as zeros and ones; throws a `RangeError` at any other.
 */
export function binaryLabels(labels: ArrayLike<boolean | number>): Uint8Array {
  return Uint8Array.from(labels, (label, i) => {
    const number = Number(label);
    if (number !== 0 && number !== 1) {
      throw new RangeError(
        `Cannot compare with labels as each must be 0 or 1, false or true: labels[${i}] is ${label}`,
      );
    }
    return number;
  });
}

function flagMetrics(truth: Uint8Array, flags: ArrayLike<boolean>): FlagMetrics {
  let tp = 0, fp = 0, fn = 0, tn = 0;
  for (let i = 0; i < truth.length; i++) {
    if (flags[i]) truth[i] === 1 ? tp++ : fp++;
    else truth[i] === 1 ? fn++ : tn++;
  }
  const ratio = (part: number, whole: number): number => whole === 0 ? 0 : part / whole;
  return {
    tp,
    fp,
    fn,
    tn,
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    f1: ratio(2 * tp, 2 * tp + fp + fn),
  };
}

function scoreMetrics(truth: Uint8Array, scores: Float64Array): ScoreMetrics {
  const n = truth.length;
  const positives = truth.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === n) {
    throw new RangeError(
      `Cannot rank scores as labels must hold both classes: ${positives} of ${n} labels are 1`,
    );
  }
  const order = argsort(scores, { descending: true });
  let tp = 0, fp = 0, averagePrecision = 0, area = 0;
  for (let i = 0; i < n;) {
    const score = scores[order[i]!]!;
    const [tpBefore, fpBefore] = [tp, fp];
    for (; i < n && scores[order[i]!] === score; i++) truth[order[i]!] === 1 ? tp++ : fp++;
    averagePrecision += ((tp - tpBefore) / positives) * (tp / (tp + fp));
    area += ((fp - fpBefore) * (tp + tpBefore)) / 2;
  }
  return { averagePrecision, rocAuc: area / positives / (n - positives) };
}
