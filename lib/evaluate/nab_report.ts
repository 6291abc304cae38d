/**
 * A detector's run over a corpus, scored.
 *
 * @module
 */
import { alarmRuns } from "./alarms.ts";
import { type NabScore, nabScore } from "./nab.ts";
import type { NabSeries } from "./nab_corpus.ts";
import { NAB_DETECTORS } from "./nab_detectors.ts";
import { NAB_PROFILES, type NabProfile } from "./nab_weights.ts";

const DAY_MS = 86_400_000;
const PROFILES = Object.keys(NAB_PROFILES) as NabProfile[];

/** One detector's scores, by profile, at its fixed threshold and at the best one for the labels. */
export interface DetectorReport {
  /** Name of the detector. */
  name: string;
  /** What it is. */
  description: string;
  /** True if it uses later rows. */
  looksAhead: boolean;
  /** Alarms a day at the fixed threshold: runs of flagged rows over the time of all series. */
  alarmsPerDay: number;
  /** At the fixed threshold. */
  fixed: Record<NabProfile, NabScore>;
  /** At the best threshold for these labels. */
  swept: Record<NabProfile, NabScore>;
}

/**
 * Scores one run of a detector in all three profiles, at its fixed threshold and at the best one.
 *
 * @param name Key of `NAB_DETECTORS`
 * @param corpus The series
 * @param scores What the detector made of each, see `runDetector`
 * @throws {RangeError} As `nabScore`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { reportDetector } from "./nab_report.ts";
 *
 * const scores = new Float64Array(300);
 * scores[200] = 0.8;
 * const timestamps = scores.map((_, i) => i * 300_000);
 * const windows: [number, number][] = [[200, 210]];
 * const report = reportDetector("pca", [{ name: "a.csv", timestamps, values: scores, windows }], [
 *   scores,
 * ]);
 * assert.equal(report.fixed.standard.normalized, 100);
 * ```
 */
export function reportDetector(
  name: string,
  corpus: readonly NabSeries[],
  scores: readonly Float64Array[],
): DetectorReport {
  const { description, looksAhead, threshold } = NAB_DETECTORS[name]!;
  const files = corpus.map((series, i) => ({ ...series, scores: scores[i]! }));
  const score = (options: { threshold?: number }): DetectorReport["fixed"] =>
    Object.fromEntries(
      PROFILES.map((profile) => [profile, nabScore(files, { profile, ...options })]),
    ) as DetectorReport["fixed"];
  let [alarms, days] = [0, 0];
  for (const { scores, timestamps } of files) {
    alarms += alarmRuns(Array.from(scores, (value) => value >= threshold)).length;
    days += (timestamps.at(-1)! - timestamps[0]!) / DAY_MS;
  }
  return {
    name,
    description,
    looksAhead,
    alarmsPerDay: days > 0 ? alarms / days : 0,
    fixed: score({ threshold }),
    swept: score({}),
  };
}
