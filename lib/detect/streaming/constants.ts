/** The streaming detector's constants, all in one place and the same for every series. */

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
  /** Work on fits in one update, in units of about a nanosecond. */
  readonly workPerUpdate: number;
  /** Errors averaged by the channels that look for lasting trouble. */
  readonly meanRows: number;
  /** Earlier errors that such a mean is compared with. */
  readonly referenceRows: number;
  /** Earlier errors that a rank is taken among. */
  readonly rankRows: number;
  /** A series that stands out often has a threshold so many times as high at most; 1 turns that off. */
  readonly mostOwnRate: number;
  /**
   * On its first day, and on two more once it has rung, a series has to be so many times as far out
   * to ring; 1 turns that off.
   */
  readonly caution: number;
  /** @deprecated Without effect, as the four below. */
  readonly ageSlope?: number;
  /** @deprecated Without effect. */
  readonly rateSlope?: number;
  /** @deprecated Without effect. */
  readonly quietRows?: number;
  /** @deprecated Without effect. */
  readonly quietShare?: number;
  /** @deprecated Without effect. */
  readonly quietDays?: number;
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
  mostOwnRate: 2.5,
  caution: 2.5,
});

/** Names of constants that there were: they are taken, and change nothing. */
export const FORMER_CONSTANTS: readonly (keyof DetectorConstants)[] = [
  "ageSlope",
  "rateSlope",
  "quietRows",
  "quietShare",
  "quietDays",
];

/** Cost of one training step of a net, in units of which one is about a nanosecond. */
export function fitCost(parameters: number): number {
  return parameters + 300;
}
