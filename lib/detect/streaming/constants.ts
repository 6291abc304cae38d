/**
 * The streaming detector's constants, all in one place and the same for every series.
 *
 * @module
 */

/** What the detector is made of. Times are in rows where nothing else is said. */
export interface DetectorConstants {
  /** Rows after which the first nets are trained; the sampling step is their median. */
  readonly firstFit: number;
  /** Refits come at doublings of the history, but never further apart than this. */
  readonly refitEvery: number;
  /** Rows kept, for training and for lags: 42 days of 5-minute data. */
  readonly capacity: number;
  /** Training steps of one fit, at most. */
  readonly maxSteps: number;
  /** Training steps of one fit for each row of history. */
  readonly stepsPerRow: number;
  /** Adam's rate for the first half of a fit; then it falls linearly to a twentieth. */
  readonly learningRate: number;
  /** Rows whose error stood further out than this many standard deviations are not learned. */
  readonly quarantine: number;
  /** Work on fits in one update, in the unit of {@linkcode fitCost}. */
  readonly workPerUpdate: number;
  /** Errors averaged by the channels that look for lasting trouble. */
  readonly meanRows: number;
  /** Earlier errors that such a mean is compared with. */
  readonly referenceRows: number;
  /** Earlier errors that a rank is taken among. */
  readonly rankRows: number;
  /** Growth of the fused score with the logarithm of the age, a decade. */
  readonly ageSlope: number;
  /** Growth of the threshold with the logarithm of the rows per day, a decade. */
  readonly rateSlope: number;
  /** Least rows between two alerts. */
  readonly quietRows: number;
  /** Quiet time after an alert as a share of the rows so far, at most {@linkcode quietDays}. */
  readonly quietShare: number;
  /** Longest quiet time, in days, where it is more than {@linkcode quietRows}. */
  readonly quietDays: number;
}

/** The values that the benchmark in tests/bench/detector/ chose; see its README for the variants. */
export const DETECTOR_CONSTANTS: DetectorConstants = Object.freeze({
  firstFit: 150,
  refitEvery: 4000,
  capacity: 12_288,
  maxSteps: 12_000,
  stepsPerRow: 20,
  learningRate: 0.01,
  quarantine: 6,
  workPerUpdate: 450_000,
  meanRows: 20,
  referenceRows: 6000,
  rankRows: 8000,
  ageSlope: 0.1,
  rateSlope: 0.15,
  quietRows: 60,
  quietShare: 0.05,
  quietDays: 2,
});

/** Cost of one training step of a net, in units of which one is about a nanosecond. */
export function fitCost(parameters: number): number {
  return parameters + 300;
}
