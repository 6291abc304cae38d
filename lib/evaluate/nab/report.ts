/** A detector's run over a corpus, scored. */
import { requireKind, requireOneOf } from "../../checks.ts";
import { statistics } from "../../packages.ts";
import { alarmRuns } from "../alarms.ts";
import { type NabScore, nabScore } from "./score.ts";
import type { NabSeries } from "./corpus.ts";
import { NAB_DETECTORS } from "./detectors.ts";
import { NAB_PROFILES, nabProbation, type NabProfile } from "./weights.ts";
import { windowHits } from "../label_windows.ts";
import { DAY } from "../../time.ts";

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
  /**
   * Mean share of a window that was still to come when it was hit, at the fixed threshold; 1 is a
   * hit on the first row, 0.5 about the labelled instant. Null if no window was hit.
   */
  earliness: number | null;
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
 * @throws {RangeError} As `nabScore`; if there is no such detector, or scores are not one list a
 *   series
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { reportDetector } from "elb-anomaly/evaluate";
 *
 * const scores = new Float64Array(300);
 * scores[200] = 0.8;
 * const timestamps = scores.map((_, i) => i * 300_000);
 * const windows: [number, number][] = [[200, 210]];
 * const report = reportDetector("pca", [{ name: "a.csv", timestamps, values: scores, windows }], [
 *   scores,
 * ]);
 * assert.deepEqual([report.fixed.standard.normalized, report.earliness], [100, 1]);
 * ```
 */
export function reportDetector(
  name: string,
  corpus: readonly NabSeries[],
  scores: readonly Float64Array[],
): DetectorReport {
  requireOneOf("report on a detector", { name }, Object.keys(NAB_DETECTORS));
  requireKind("report on a detector", { corpus, scores }, "a list of objects");
  if (scores.length !== corpus.length) {
    throw new RangeError(
      `Cannot report on a detector as there must be scores of each series: got ${scores.length} for ${corpus.length}`,
    );
  }
  const { description, looksAhead, threshold } = NAB_DETECTORS[name]!;
  const files = corpus.map((series, i) => ({ ...series, scores: scores[i]! }));
  const score = (options: { threshold?: number }): DetectorReport["fixed"] =>
    Object.fromEntries(
      PROFILES.map((profile) => [profile, nabScore(files, { profile, ...options })]),
    ) as DetectorReport["fixed"];
  let [alarms, days] = [0, 0];
  const earliness: number[] = [];
  for (const { scores, timestamps, windows } of files) {
    const flags = Array.from(scores, (value) => value >= threshold);
    alarms += alarmRuns(flags).length;
    days += (timestamps.at(-1)! - timestamps[0]!) / DAY;
    flags.fill(false, 0, nabProbation(flags.length));
    const hits = windowHits(flags, windows).filter(({ row }) => row !== undefined);
    earliness.push(...hits.map((hit) => hit.earliness));
  }
  return {
    name,
    description,
    looksAhead,
    alarmsPerDay: days > 0 ? alarms / days : 0,
    earliness: earliness.length > 0 ? statistics.mean(earliness) : null,
    fixed: score({ threshold }),
    swept: score({}),
  };
}
