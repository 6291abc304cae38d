/** How sensitive the streaming detector is on NAB's files. */
import { medianStep } from "../../math/mod.ts";
import { DETECTOR_CONSTANTS, type Sensitivity } from "../../detect/mod.ts";
import { MOST_DAYS } from "../../detect/streaming/alerts/mod.ts";
import { DAY } from "../../time.ts";

/** What a false alert may cost: at most one in so many days, and in so many rows. */
export interface NabSensitivity {
  readonly days: number;
  readonly rows: number;
}

/**
 * NAB pays for early weak alarms, which a person on call does not: so its files are run more
 * sensitively than the detector is by itself. A window is a tenth of a file's rows, however long
 * their days are: so at coarse steps rows count. Each stands in the middle of what serves as well.
 */
export const NAB_SENSITIVITY: NabSensitivity = { days: 17, rows: 2200 };

/** The sensitivity for a series, from the step of the rows before the first that is scored. */
export function sensitivityOnNab(
  timestamps: Float64Array,
  { days, rows }: NabSensitivity = NAB_SENSITIVITY,
): Sensitivity {
  const step = medianStep(timestamps.subarray(0, DETECTOR_CONSTANTS.firstFit));
  return { days: Math.min(MOST_DAYS, Math.max(days, rows * step / DAY)) };
}
