/**
 * Volumes under the ROC and precision-recall surfaces (VUS), as the TSB-AD benchmark computes them:
 * threshold-free measures that forgive a detector for being a little early or late.
 *
 * Source: Paparrizos et al. (2022), https://doi.org/10.14778/3551793.3551830, in the form of TSB-AD
 * (Liu and Paparrizos, 2024, https://openreview.net/forum?id=R6kJtWsTGy); other libraries smooth the
 * labels and merge events by other rules, and their numbers are not comparable.
 *
 * @module
 */
import { requireFinite } from "../detect/finite.ts";
import { descendingOrder } from "./order.ts";
import { binaryLabels } from "./points.ts";
import type { RowWindow } from "./windows.ts";

/** Thresholds tried, evenly spaced over the sorted scores. */
const THRESHOLDS = 250;
/** TSB-AD's buffer where the series suggests none. */
const FALLBACK_BUFFER = 125;

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
  /** Largest buffer around the events, in rows, an integer of 0 or more. @default {100} */
  buffer?: number;
}

/**
 * Computes VUS-ROC and VUS-PR.
 *
 * For each buffer l = 0 .. `buffer`, with h = floor(l / 2): labels get a slope sqrt(1 - d / l) at
 * distances d = 1 .. h outside each event (sums capped at 1), events are extended by h and merged where
 * they touch, and recall is multiplied by the share of merged events with a predicted row. With B the
 * slope's sum over predicted rows: `TP = labelled predicted rows + B`, positives `P + B / 2`. ROC by
 * trapezoids to (1, 1), PR by steps; each volume is the plain mean over the buffers. Only ranks and
 * ties of the scores matter. Agrees with TSB-AD to 1e-12.
 *
 * A label of fixed width rewards a score of that width: report what a centred rolling deviation gets
 * beside it.
 *
 * @param labels Shape `[n]`, 0 or 1, both present
 * @param scores Shape `[n]`, finite, higher is stranger, any scale
 * @param options The largest buffer; TSB-AD's scripts take {@linkcode vusBuffer} of the series
 * @returns Time O(n log n + n * buffer)
 * @throws {RangeError} If lengths differ, labels are not 0 or 1 or hold one class only, a score is not
 * finite, or `buffer` is not an integer of 0 or more
 *
 * @example One event, found a row late
 * ```ts
 * import assert from "node:assert/strict";
 * import { vus } from "./vus.ts";
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
  const { buffer = 100 } = options;
  if (!Number.isInteger(buffer) || buffer < 0) {
    throw new RangeError(
      `Cannot compute VUS as buffer must be an integer >= 0: current value is ${buffer}`,
    );
  }
  if (labels.length !== scores.length) {
    throw new RangeError(
      `Cannot compute VUS as labels and scores must have one length: got ${labels.length} and ${scores.length}`,
    );
  }
  requireFinite(scores, "compute VUS", "scores");
  const truth = binaryLabels(labels);
  const events = eventsOf(truth);
  const positives = truth.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === truth.length) {
    throw new RangeError(
      `Cannot compute VUS as labels must hold both classes: ${positives} of ${truth.length} labels are 1`,
    );
  }
  const surface = new Surface(truth, events, positives, firstThresholds(Float64Array.from(scores)));
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

/** What the curves of all buffers share. */
class Surface {
  #truth: Uint8Array;
  #events: RowWindow[];
  #positives: number;
  /** For each row the first threshold that predicts it. */
  #first: Uint8Array;
  /** Rows, and labelled rows, predicted at each threshold. */
  #predicted = new Float64Array(THRESHOLDS);
  #hits = new Float64Array(THRESHOLDS);

  constructor(truth: Uint8Array, events: RowWindow[], positives: number, first: Uint8Array) {
    this.#truth = truth;
    this.#events = events;
    this.#positives = positives;
    this.#first = first;
    for (const [i, k] of first.entries()) {
      this.#predicted[k]! += 1;
      this.#hits[k]! += truth[i]!;
    }
    accumulate(this.#predicted);
    accumulate(this.#hits);
  }

  /** Both areas for one buffer length. */
  areas(length: number): { roc: number; pr: number } {
    const reach = Math.floor(length / 2);
    const slope = this.#slopeSums(length, reach);
    const { found, groups } = this.#groupsFound(reach);
    const n = this.#truth.length;
    let [roc, pr, tprBefore, fprBefore] = [0, 0, 0, 0];
    for (let k = 0; k < THRESHOLDS; k++) {
      const predicted = this.#predicted[k]!;
      const tp = this.#hits[k]! + slope[k]!;
      const positives = this.#positives + slope[k]! / 2;
      const tpr = Math.min(tp / positives, 1) * (found[k]! / groups);
      const fpr = (predicted - tp) / (n - positives);
      roc += ((fpr - fprBefore) * (tpr + tprBefore)) / 2;
      pr += (tpr - tprBefore) * (tp / predicted);
      [tprBefore, fprBefore] = [tpr, fpr];
    }
    return { roc: roc + ((1 - fprBefore) * (1 + tprBefore)) / 2, pr };
  }

  /** For each threshold the sum of the slope over predicted rows without a label. */
  #slopeSums(length: number, reach: number): Float64Array {
    const truth = this.#truth;
    const slope = new Float64Array(truth.length);
    for (const [start, end] of this.#events) {
      for (let d = 1; d <= reach; d++) {
        const height = Math.sqrt(1 - d / length);
        if (start - d >= 0) slope[start - d]! += height;
        if (end + d < truth.length) slope[end + d]! += height;
      }
    }
    const sums = new Float64Array(THRESHOLDS);
    for (const [i, height] of slope.entries()) {
      if (height > 0 && truth[i] === 0) sums[this.#first[i]!]! += Math.min(height, 1);
    }
    return accumulate(sums);
  }

  /** For each threshold the number of extended, merged events with a predicted row. */
  #groupsFound(reach: number): { found: Float64Array; groups: number } {
    const found = new Float64Array(THRESHOLDS);
    let groups = 0;
    for (let e = 0; e < this.#events.length; groups++) {
      const from = Math.max(this.#events[e]![0] - reach, 0);
      let to = this.#events[e]![1] + reach;
      for (e++; e < this.#events.length && to >= this.#events[e]![0] - reach; e++) {
        to = this.#events[e]![1] + reach;
      }
      let first = THRESHOLDS - 1;
      for (let i = from; i <= Math.min(to, this.#truth.length - 1); i++) {
        first = Math.min(first, this.#first[i]!);
      }
      found[first]! += 1;
    }
    return { found: accumulate(found), groups };
  }
}

/** Running sums, in place. */
function accumulate(sums: Float64Array): Float64Array {
  for (let k = 1; k < sums.length; k++) sums[k]! += sums[k - 1]!;
  return sums;
}

/** Maximal runs of ones. */
function eventsOf(truth: Uint8Array): RowWindow[] {
  const events: RowWindow[] = [];
  for (let start = truth.indexOf(1); start !== -1;) {
    const end = truth.indexOf(0, start);
    events.push([start, (end === -1 ? truth.length : end) - 1]);
    start = end === -1 ? -1 : truth.indexOf(1, end);
  }
  return events;
}

/** For each row the number of the first of the 250 falling thresholds at or below its score. */
function firstThresholds(scores: Float64Array): Uint8Array {
  const n = scores.length;
  const order = descendingOrder(scores);
  const step = (n - 1) / (THRESHOLDS - 1);
  const first = new Uint8Array(n);
  let k = 0;
  const thresholdAt = (k: number): number =>
    scores[order[k === THRESHOLDS - 1 ? n - 1 : Math.trunc(k * step)]!]!;
  for (const row of order) {
    while (thresholdAt(k) > scores[row]!) k++;
    first[row] = k;
  }
  return first;
}

/**
 * The largest buffer that TSB-AD's scripts use for a series: the lag of its strongest autocorrelation
 * peak, a stand-in for its period.
 *
 * Over the first 20,000 values: sample autocorrelation at lags 0 .. 400; of the strict local maxima at
 * lags 4 and above the highest; 125 if there is none, or its lag is below 6 or above 303.
 *
 * @param values The series, finite
 * @returns Rows
 * @throws {RangeError} If `values` is empty or not finite
 *
 * @example A period of 24 rows, and a series without one
 * ```ts
 * import assert from "node:assert/strict";
 * import { vusBuffer } from "./vus.ts";
 *
 * const daily = Float64Array.from({ length: 480 }, (_, i) => Math.sin((2 * Math.PI * i) / 24));
 * assert.equal(vusBuffer(daily), 24);
 * assert.equal(vusBuffer([1, 1, 1, 1]), 125);
 * ```
 */
export function vusBuffer(values: ArrayLike<number>): number {
  requireFinite(values, "choose a buffer", "values");
  const series = Float64Array.from(values).subarray(0, 20_000);
  const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
  const centred = series.map((value) => value - mean);
  const lags = Math.min(400, series.length - 1);
  // Left undivided by the lag-0 sum: only the order of the peaks matters.
  const correlation = Float64Array.from({ length: lags + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < centred.length; i++) sum += centred[i]! * centred[i - lag]!;
    return sum;
  });
  let best: number | undefined;
  for (let lag = 4; lag < lags; lag++) {
    const here = correlation[lag]!;
    const peak = here > correlation[lag - 1]! && here > correlation[lag + 1]!;
    if (peak && (best === undefined || here >= correlation[best]!)) best = lag;
  }
  return best === undefined || best < 6 || best > 303 ? FALLBACK_BUFFER : best;
}
