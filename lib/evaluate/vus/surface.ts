/** The areas under the curves that VUS averages. */
import { argsort } from "../../math/mod.ts";
import { alarmRuns } from "../alarms.ts";
import type { RowWindow } from "../label_windows.ts";

/** Thresholds tried, evenly spaced over the sorted scores. */
const THRESHOLDS = 250;

/**
 * The curves of all buffer lengths for one series; see `vus` for the formulas.
 *
 * What does not depend on the buffer is counted once: for each row the first threshold that
 * predicts it, and for each threshold the rows predicted. A buffer then costs one pass over the
 * rows.
 */
export class VusSurface {
  #truth: Uint8Array;
  #events: RowWindow[];
  #positives: number;
  #first: Uint8Array;
  /** Rows, and labelled rows, predicted at each threshold. */
  #predicted = new Float64Array(THRESHOLDS);
  #hits = new Float64Array(THRESHOLDS);

  /**
   * Counts what all buffers share.
   *
   * @param truth Shape `[n]`, 0 or 1, both present
   * @param scores Shape `[n]`, finite
   */
  constructor(truth: Uint8Array, scores: Float64Array) {
    this.#truth = truth;
    this.#events = alarmRuns(Array.from(truth, Boolean)); // runs of labelled rows
    this.#positives = truth.reduce((sum, label) => sum + label, 0);
    this.#first = firstThresholds(scores);
    for (const [i, k] of this.#first.entries()) {
      this.#predicted[k]! += 1;
      this.#hits[k]! += truth[i]!;
    }
    accumulate(this.#predicted);
    accumulate(this.#hits);
  }

  /** Areas under the ROC and precision-recall curves for one buffer length, in rows. */
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

/** For each row the number of the first of the 250 falling thresholds at or below its score. */
function firstThresholds(scores: Float64Array): Uint8Array {
  const n = scores.length;
  const order = argsort(scores, { descending: true });
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
