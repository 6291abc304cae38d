/**
 * Volumes under the ROC and precision-recall surfaces (VUS), as the TSB-AD benchmark computes them:
 * threshold-free measures that forgive a detector for being a little early or late.
 *
 * Source: Paparrizos et al. (2022), https://doi.org/10.14778/3551793.3551830, in the form of TSB-AD
 * (Liu and Paparrizos, 2024, https://openreview.net/forum?id=R6kJtWsTGy); other libraries smooth
 * the labels and merge events by other rules, and their numbers are not comparable.
 */
import {
  optionsOf,
  requireFinite,
  requireInteger,
  requireKind,
  requireKnownOptions,
} from "../../checks.ts";
import { binaryLabels } from "../point_metrics.ts";
import { VusSurface } from "./surface.ts";

/** Both volumes. */
export interface VusAreas {
  /** Volume under the ROC surface, 0 .. 1. */
  roc: number;
  /** Volume under the precision-recall surface, 0 .. 1; TSB-AD's ranking measure. */
  pr: number;
  /** Area under the ROC curve for each buffer 0 .. `buffer`. */
  rocByBuffer: Float64Array;
  /** Area under the precision-recall curve for each buffer 0 .. `buffer`. */
  prByBuffer: Float64Array;
}

/** Options of {@linkcode vus}. */
export interface VusOptions {
  /**
   * Largest buffer around the events, in rows, an integer of 0 or more.
   *
   * @default {100}
   */
  buffer?: number;
}

/**
 * Computes VUS-ROC and VUS-PR.
 *
 * For each buffer l = 0 .. `buffer`, with h = floor(l / 2): labels get a slope sqrt(1 - d / l) at
 * distances d = 1 .. h outside each event (sums capped at 1), events are extended by h and merged
 * where they touch, and recall is multiplied by the share of merged events with a predicted row.
 * With B the slope's sum over predicted rows: `TP = labelled predicted rows + B`, positives
 * `P + B / 2`. ROC by trapezoids to (1, 1), PR by steps; each volume is the plain mean over the
 * buffers. Only ranks and ties of the scores matter. Agrees with TSB-AD to 1e-12.
 *
 * A label of fixed width rewards a score of that width: report what a centred rolling deviation
 * gets beside it.
 *
 * @param labels Shape `[n]`, 0 or 1, both present
 * @param scores Shape `[n]`, finite, higher is stranger, any scale
 * @param options The largest buffer; TSB-AD's scripts take `vusBuffer` of the series
 * @returns Time O(n log n + n * buffer)
 * @throws {RangeError} If lengths differ, labels are not 0 or 1 or hold one class only, a score is
 * not finite, or `buffer` is not an integer of 0 or more
 *
 * @example One event, found a row late
 * ```ts
 * import assert from "node:assert/strict";
 * import { vus } from "elb-anomaly/evaluate";
 *
 * const labels = [0, 0, 0, 1, 0, 0, 0, 0];
 * const scores = [0, 0, 0, 0, 1, 0, 0, 0];
 * assert.equal(vus(labels, labels, { buffer: 4 }).prByBuffer[0], 1);
 * const strict = vus(labels, scores, { buffer: 0 });
 * const lenient = vus(labels, scores, { buffer: 4 });
 * assert.ok(lenient.pr > strict.pr);
 * ```
 */
export function vus(
  labels: ArrayLike<boolean | number>,
  scores: ArrayLike<number>,
  options: VusOptions = {},
): VusAreas {
  const { buffer = 100, ...rest } = optionsOf("compute VUS", options);
  requireKnownOptions("compute VUS", rest);
  requireInteger("compute VUS", { buffer }, { min: 0 });
  requireKind("compute VUS", { labels, scores }, "a list of numbers");
  if (labels.length !== scores.length) {
    throw new RangeError(
      `Cannot compute VUS as labels and scores must have one length: got ${labels.length} and ${scores.length}`,
    );
  }
  requireFinite("compute VUS", { scores });
  const truth = binaryLabels(labels);
  const positives = truth.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === truth.length) {
    throw new RangeError(
      `Cannot compute VUS as labels must hold both classes: ${positives} of ${truth.length} labels are 1`,
    );
  }
  const surface = new VusSurface(truth, Float64Array.from(scores));
  const rocByBuffer = new Float64Array(buffer + 1);
  const prByBuffer = new Float64Array(buffer + 1);
  for (let length = 0; length <= buffer; length++) {
    const { roc, pr } = surface.areas(length);
    rocByBuffer[length] = roc;
    prByBuffer[length] = pr;
  }
  const mean = (areas: Float64Array): number =>
    areas.reduce((sum, area) => sum + area, 0) / areas.length;
  return { roc: mean(rocByBuffer), pr: mean(prByBuffer), rocByBuffer, prByBuffer };
}
