/**
 * The detectors that `deno task nab` knows by name.
 *
 * Each gives one score a row, 0 .. 1, and raises an alarm where the score reaches its threshold; no
 * threshold was chosen on labels. NAB's scorer reads such scores as they are.
 */
import type { TimeSeries } from "../../data/mod.ts";
import {
  originalErrors,
  pcaErrors,
  scoreSeries,
  sigmaThreshold,
  windowedGaussianScores,
} from "../../detect/mod.ts";
import { growingQuietRows, quietAlarms } from "../../detect/baselines/mod.ts";
import { Mt19937, streamSeed } from "../../math/mod.ts";
import { NAB_SETTING, optionsOnNab } from "./setting.ts";
import { nabProbation } from "./weights.ts";

/** A series as a detector meets it, by rows: its timestamps may repeat or run backwards. */
export interface DetectorInput extends TimeSeries {
  /** Name of the series: noise draws other numbers for each. */
  name: string;
}

/** A detector with its name and its fixed threshold. */
export interface NamedDetector {
  /** What it is and where its threshold comes from, in one line. */
  description: string;
  /** Rows with this score or a higher one are alarms. Fixed without labels. */
  threshold: number;
  /** True if a row's score uses later rows too, which no live system can. */
  looksAhead: boolean;
  /** Scores every row, shape `[n]`, 0 .. 1, the same for the same input and seed. */
  score(input: DetectorInput, seed: number): Float64Array | Promise<Float64Array>;
}

/** Alarms that the noise raises if it were not for the quiet time: one in this many rows. */
const NOISE_ALARM_ROWS = 1400;
/** Of normally distributed values, one in this many reaches the windowed Gaussian's threshold. */
const GAUSSIAN_ALARM_ROWS = 2880; // ten days, one row each five minutes

/** The detectors by name. */
export const NAB_DETECTORS: Readonly<Record<string, NamedDetector>> = {
  streaming: {
    description:
      `streaming detector of this project, one false alert in ${NAB_SETTING.days} days and ${NAB_SETTING.rows} rows as stated, ${NAB_SETTING.calmRows} rows of calm, no threshold raised`,
    threshold: 0.5,
    looksAhead: false,
    score({ timestamps, values }, seed) {
      const { scores, alerts } = scoreSeries(timestamps, values, {
        seed,
        ...optionsOnNab(timestamps),
      });
      return scores.map((score, row) => alarmScore(score, 1, alerts[row]!));
    },
  },
  original: {
    description:
      "the original's rule: a point autoencoder on the whole file, the top 20 % of its errors",
    threshold: 0.5,
    looksAhead: true,
    async score({ values }, seed) {
      const { errors, threshold } = await originalErrors(values, { seed });
      return errors.map((error) => alarmScore(error, threshold, error > threshold));
    },
  },
  windowedGaussian: {
    description: `NAB's windowed Gaussian, an alarm in ${GAUSSIAN_ALARM_ROWS} rows of normal noise`,
    threshold: 1 - 1 / GAUSSIAN_ALARM_ROWS,
    looksAhead: false,
    score({ values }) {
      return windowedGaussianScores(values);
    },
  },
  pca: {
    description: "principal components of the first 15 % of the file, 5 deviations, quiet time",
    threshold: 0.5,
    looksAhead: false,
    score({ timestamps, values }) {
      const windowLength = 24;
      const trainRows = nabProbation(values.length);
      const errors = pcaErrors(values, { trainRows, windowLength });
      const threshold = sigmaThreshold(errors.subarray(windowLength - 1, trainRows), 5);
      // Rows that the components were fitted on cannot be judged by them.
      const judged = errors.map((error, row) => row < trainRows ? 0 : error);
      const alarms = quietAlarms(judged, threshold, growingQuietRows(timestamps));
      return judged.map((error, row) => alarmScore(error, threshold, alarms[row]!));
    },
  },
  noise: {
    description: `random scores, an alarm in ${NOISE_ALARM_ROWS} rows, quiet time`,
    threshold: 0.5,
    looksAhead: false,
    score({ name, timestamps, values }, seed) {
      const random = new Mt19937(streamSeed(seed, name));
      const scores = values.map(() => random.random());
      const threshold = 1 - 1 / NOISE_ALARM_ROWS;
      const alarms = quietAlarms(scores, threshold, growingQuietRows(timestamps));
      return scores.map((score, row) => alarmScore(score, threshold, alarms[row]!));
    },
  },
};

/**
 * Largest score of a row without an alarm. Well below 0.5, since readers of result files may round:
 * pandas, which NAB's scorer reads them with, can be off in the last digits.
 */
const MOST_WITHOUT_ALARM = 0.49;

/**
 * Brings a score and its threshold, both 0 or more, onto 0 .. 1 such that it is 0.5 or more where
 * the detector raised an alarm and 0.49 or less elsewhere, quiet times and strict comparisons
 * included.
 */
export function alarmScore(score: number, threshold: number, isAlarm: boolean): number {
  const share = score === 0 ? 0 : score / (score + threshold);
  return isAlarm ? Math.max(share, 0.5) : Math.min(share, MOST_WITHOUT_ALARM);
}
