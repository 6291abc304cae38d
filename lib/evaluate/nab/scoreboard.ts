/**
 * The published detectors of the Numenta Anomaly Benchmark (NAB) v1.1 and their scores.
 *
 * Source: github.com/numenta/NAB, commit ea702d7, MIT licence: `results/final_results.json`
 * (`bayesChangePt` is not in it: NAB's scorer on its published scores), and, for the sums by
 * category, NAB's scorer on the published scores at the best threshold for the whole corpus.
 */
import { requireKind } from "../../checks.ts";
import scoreboard from "./scoreboard.json" with { type: "json" };
import { categoryOf } from "./scored_file.ts";
import { type NabProfile, normalizeNabScore } from "./weights.ts";

/** Size of a category. */
export interface CategorySize {
  /** Files. */
  files: number;
  /** Labelled windows in all of them. */
  windows: number;
}

/** Files and labelled windows in each category of NAB's corpus. */
export const NAB_CATEGORIES: ReadonlyMap<string, CategorySize> = new Map(
  Object.entries(scoreboard.categories),
);

/** A published detector's normalised scores on the whole corpus and raw sums by category. */
interface PublishedScore extends Record<NabProfile, number> {
  /** Raw score in each category of {@linkcode NAB_CATEGORIES}, in that order, where it is known. */
  categoryRaw: { readonly [Profile in NabProfile]?: readonly number[] };
}

// Thresholds were chosen on the same labels, one for each detector and profile.
const PUBLISHED: Readonly<Record<string, PublishedScore>> = scoreboard.published;

/** One line of the scoreboard; null where nothing was published. */
export interface ScoreboardLine extends Record<NabProfile, number | null> {
  /** Name of the detector. */
  name: string;
}

/**
 * NAB's published scores, on the whole corpus or on some of its categories.
 *
 * On a part of the corpus scores are normalised on that part's windows, a detector's threshold is
 * still the best for the whole corpus, and the other profiles are known for five detectors only.
 *
 * @param corpus Series at hand; what stands before the `/` in a name is the category
 * @returns Best standard score first; undefined if a category is not NAB's or has other numbers of
 * files and windows, or none has a window
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { nabScoreboard } from "elb-anomaly/evaluate";
 *
 * const aws = Array.from({ length: 17 }, (_, i) => ({
 *   name: `realAWSCloudwatch/${i}.csv`,
 *   windows: i < 13 ? [1, 2] : [1], // 30 in all
 * }));
 * const [best] = nabScoreboard(aws)!;
 * assert.deepEqual([best!.name, best!.standard!.toFixed(1)], ["numenta", "73.4"]);
 * assert.equal(nabScoreboard([{ name: "mine/a.csv", windows: [1] }]), undefined);
 * ```
 */
export function nabScoreboard(
  corpus: readonly { name: string; windows: ArrayLike<unknown> }[],
): ScoreboardLine[] | undefined {
  requireKind("compare with NAB's scoreboard", { corpus }, "a list of objects");
  const sizes = new Map<string, CategorySize>();
  for (const { name, windows } of corpus) {
    const category = categoryOf(name);
    const size = sizes.get(category) ?? { files: 0, windows: 0 };
    sizes.set(category, { files: size.files + 1, windows: size.windows + windows.length });
  }
  const complete = [...sizes].every(([category, { files, windows }]) => {
    const expected = NAB_CATEGORIES.get(category);
    return expected?.files === files && expected.windows === windows;
  });
  const windows = corpus.reduce((sum, series) => sum + series.windows.length, 0);
  if (!complete || windows === 0) return undefined;
  const lines = Object.entries(PUBLISHED).map(([name, { categoryRaw, ...scores }]) => {
    if (sizes.size === NAB_CATEGORIES.size) return { name, ...scores };
    const part = (profile: NabProfile): number | null => {
      const byCategory = categoryRaw[profile];
      if (byCategory === undefined) return null;
      const raw = [...NAB_CATEGORIES.keys()].reduce(
        (sum, category, k) => sizes.has(category) ? sum + byCategory[k]! : sum,
        0,
      );
      return normalizeNabScore(raw, windows, profile);
    };
    return {
      name,
      standard: part("standard"),
      reward_low_FP_rate: part("reward_low_FP_rate"),
      reward_low_FN_rate: part("reward_low_FN_rate"),
    };
  });
  return lines.sort((a, b) => b.standard! - a.standard!);
}
