/**
 * The published detectors of the Numenta Anomaly Benchmark (NAB) v1.1 and their scores.
 *
 * Source: github.com/numenta/NAB, commit ea702d7, MIT licence: `results/final_results.json`
 * (`bayesChangePt` is not in it: NAB's scorer on its published scores), and, for the sums by category,
 * NAB's scorer on the published scores at the best threshold for the whole corpus.
 *
 * @module
 */
import { type NabProfile, normalizeNabScore } from "./weights.ts";

/** Size of a category. */
export interface CategorySize {
  /** Files. */
  files: number;
  /** Labelled windows in all of them. */
  windows: number;
}

/** Files and labelled windows in each category of NAB's corpus. */
export const NAB_CATEGORIES: ReadonlyMap<string, CategorySize> = new Map([
  ["artificialNoAnomaly", { files: 5, windows: 0 }],
  ["artificialWithAnomaly", { files: 6, windows: 6 }],
  ["realAWSCloudwatch", { files: 17, windows: 30 }],
  ["realAdExchange", { files: 6, windows: 14 }],
  ["realKnownCause", { files: 7, windows: 19 }],
  ["realTraffic", { files: 7, windows: 14 }],
  ["realTweets", { files: 10, windows: 33 }],
]);

/** A published detector's normalised scores on the whole corpus and raw sums by category. */
interface PublishedScore extends Record<NabProfile, number> {
  /** Raw score in each category of {@linkcode NAB_CATEGORIES}, in that order, where it is known. */
  categoryRaw: { readonly [Profile in NabProfile]?: readonly number[] };
}

// Thresholds were chosen on the same labels, one for each detector and profile.
const PUBLISHED: Readonly<Record<string, PublishedScore>> = {
  ARTime: {
    standard: 74.8538,
    reward_low_FP_rate: 65.154,
    reward_low_FN_rate: 80.3623,
    categoryRaw: {
      standard: [-0.11, 2.442, 11.686, 7.034, 5.274, 10.32, 21.015],
      reward_low_FP_rate: [-0.22, 1.268, 5.375, 5.825, 0.826, 8.833, 13.252],
      reward_low_FN_rate: [-0.11, 1.442, 7.686, 5.034, 2.274, 10.32, 21.015],
    },
  },
  numenta: {
    standard: 70.1011,
    reward_low_FP_rate: 63.1168,
    reward_low_FN_rate: 74.3202,
    categoryRaw: {
      standard: [-0.44, 2.427, 14.051, 7.522, 2.078, 9.104, 11.893],
      reward_low_FP_rate: [-0.88, 1.459, 11.248, 6.532, -1.597, 8.114, 5.769],
      reward_low_FN_rate: [-0.44, 1.427, 9.051, 5.522, -2.922, 8.104, 5.893],
    },
  },
  contextOSE: {
    standard: 69.8996,
    reward_low_FP_rate: 66.9771,
    reward_low_FN_rate: 73.1817,
    categoryRaw: {
      standard: [-0.22, 2.76, 12.911, 6.164, -3.133, 11.528, 16.158],
      reward_low_FP_rate: [-0.44, 2.052, 10.591, 5.724, -4.563, 10.758, 15.266],
      reward_low_FN_rate: [-0.44, 1.447, 8.252, 2.616, -9.854, 10.932, 9.718],
    },
  },
  htmjava: {
    standard: 65.5499,
    reward_low_FP_rate: 53.2569,
    reward_low_FN_rate: 70.4241,
    categoryRaw: { standard: [0.0, 3.0, 11.05, 5.948, 1.646, 5.937, 9.686] },
  },
  numentaTM: {
    standard: 64.5535,
    reward_low_FP_rate: 56.6653,
    reward_low_FN_rate: 69.1851,
    categoryRaw: { standard: [0.0, 0.995, 11.759, 5.602, -0.372, 7.594, 8.186] },
  },
  earthgeckoSkyline: {
    standard: 58.2002,
    reward_low_FP_rate: 46.1953,
    reward_low_FN_rate: 63.8001,
    categoryRaw: { standard: [0.0, -1.175, 4.87, 1.904, -6.49, 7.42, 12.495] },
  },
  knncad: {
    standard: 57.9943,
    reward_low_FP_rate: 43.4085,
    reward_low_FN_rate: 64.8123,
    categoryRaw: {
      standard: [-0.77, -0.569, 6.415, 5.885, -1.809, -0.04, 9.434],
      reward_low_FP_rate: [-1.54, -2.768, 1.84, 3.52, -8.382, -2.79, -5.173],
      reward_low_FN_rate: [-0.77, -2.569, -1.585, 3.885, -6.809, -5.04, 6.434],
    },
  },
  relativeEntropy: {
    standard: 54.6427,
    reward_low_FP_rate: 47.5984,
    reward_low_FN_rate: 58.8423,
    categoryRaw: { standard: [-0.77, 0.798, 0.013, -3.693, -0.026, 8.007, 6.442] },
  },
  randomCutForest: {
    standard: 51.7171,
    reward_low_FP_rate: 38.3608,
    reward_low_FN_rate: 59.7488,
    categoryRaw: { standard: [0.0, -4.139, 4.538, 3.576, -2.63, 3.872, -1.233] },
  },
  twitterADVec: {
    standard: 47.062,
    reward_low_FP_rate: 33.6101,
    reward_low_FN_rate: 53.5011,
    categoryRaw: { standard: [-2.64, 3.204, -6.912, -0.107, -8.855, 2.147, 6.347] },
  },
  windowedGaussian: {
    standard: 39.6495,
    reward_low_FP_rate: 20.868,
    reward_low_FN_rate: 47.41,
    categoryRaw: {
      standard: [0.0, -5.692, -11.256, 1.932, -13.925, 3.999, 0.93],
      reward_low_FP_rate: [0.0, -7.342, -27.048, 1.052, -15.253, 3.229, -22.223],
      reward_low_FN_rate: [0.0, -10.692, -22.256, -3.068, -28.925, -0.001, -2.07],
    },
  },
  skyline: {
    standard: 35.687,
    reward_low_FP_rate: 27.0812,
    reward_low_FN_rate: 44.481,
    categoryRaw: { standard: [0.0, -2.295, -0.424, -8.722, -15.15, 6.981, -13.596] },
  },
  bayesChangePt: {
    standard: 17.714,
    reward_low_FP_rate: 5.133,
    reward_low_FN_rate: 32.2566,
    categoryRaw: { standard: [-7.7, -6.7, -6.196, -1.988, -19.439, -1.663, -31.218] },
  },
  random: {
    standard: 16.8318,
    reward_low_FP_rate: 5.7637,
    reward_low_FN_rate: 25.8764,
    categoryRaw: { standard: [-4.4, 0.823, -23.539, -13.807, -8.852, -9.657, -15.607] },
  },
  expose: {
    standard: 16.4367,
    reward_low_FP_rate: 3.1909,
    reward_low_FN_rate: 26.9209,
    categoryRaw: { standard: [0.0, -1.162, -28.622, -10.374, -13.86, -3.906, -19.943] },
  },
};

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
  const sizes = new Map<string, CategorySize>();
  for (const { name, windows } of corpus) {
    const category = name.slice(0, Math.max(name.indexOf("/"), 0));
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
