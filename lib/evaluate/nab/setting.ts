/** How the streaming detector is run on NAB's files. */
import { medianStep } from "../../math/mod.ts";
import { DETECTOR_CONSTANTS, type StreamingDetectorOptions } from "../../detect/mod.ts";
import { MOST_CALM_MINUTES, MOST_DAYS } from "../../detect/streaming/alerts/mod.ts";
import { DAY, MINUTE } from "../../time.ts";

/** What an alert may cost. */
export interface NabSetting {
  /** About one false alert in so many days of a normal series, */
  readonly days: number;
  /** and in so many of its rows. */
  readonly rows: number;
  /** An alert is over after so many rows in which nothing stood out. */
  readonly calmRows: number;
  /** A series that stands out often has a threshold so many times as high at most. */
  readonly mostOwnRate: number;
  /** So much further out than otherwise a row has to be in the first days. */
  readonly caution: number;
}

/**
 * NAB pays for early weak alarms, and for the first in a window alone, which a person on call does
 * not: so its files are run more sensitively than the detector is by itself, series of bursts and
 * first days as others, and what comes and goes is one alert for longer. A window is a tenth of a
 * file's rows, however long their days are: so rows count. Each number stands in the middle of what
 * serves as well on series of other generators: tests/bench/detector/README.md.
 */
export const NAB_SETTING: NabSetting = {
  days: 20,
  rows: 2200,
  calmRows: 60,
  mostOwnRate: 1,
  caution: 1,
};

/** The detector's options for a series, from the step of the rows before those scored. */
export function optionsOnNab(
  timestamps: Float64Array,
  { days, rows, calmRows, ...constants }: NabSetting = NAB_SETTING,
): Required<Pick<StreamingDetectorOptions, "sensitivity" | "calmMinutes" | "constants">> {
  const step = medianStep(timestamps.subarray(0, DETECTOR_CONSTANTS.firstFit));
  const sensitivity = { days: Math.min(MOST_DAYS, Math.max(days, rows * step / DAY)) };
  const calmMinutes = Math.min(MOST_CALM_MINUTES, calmRows * step / MINUTE);
  return { sensitivity, calmMinutes, constants };
}
