/** How parameters are chosen: the seam between a study and its samplers. */
import type { Distribution } from "../distributions/distribution.ts";
import type { Direction, FrozenTrial, Json } from "../storages/storage.ts";

/** What a sampler without options takes: so that the check of its seed says what it needs. */
export const NOTHING = {} as { seed: number };

/** One parameter as an earlier trial suggested it. */
export interface PlannedParameter {
  /** Its name. */
  readonly name: string;
  /** What it may be. */
  readonly distribution: Distribution;
}

/** What a sampler knows while it serves a trial; one object from the trial's start to its end. */
export interface SamplerContext {
  /** Name of the study. */
  readonly studyName: string;
  /** Which way the objective goes. */
  readonly direction: Direction;
  /** The trial that asks, as it stands: its number, parameters so far, attributes. */
  readonly trial: FrozenTrial;
  /** The study's other trials by number, finished or not; FAIL ones are included. */
  readonly otherTrials: readonly FrozenTrial[];
  /**
   * Present where trials run side by side and the sampler is `ordered`: the parameters that the
   * trial is expected to ask for, in order. What they need is drawn when the trial starts, so that
   * each trial gets the numbers it would get if trials ran one after the other.
   */
  readonly plan?: readonly PlannedParameter[];
  /** How often the trial was given new parameters since the ones before were tried already. */
  readonly redraw: number;
  /** Notes something about the trial for other workers and later trials. */
  setSystemAttr(key: string, value: Json): void;
}

/**
 * Chooses parameters. Values are in internal form (a number; for a categorical the place of the
 * choice) and must lie in the distribution's range and on its steps.
 */
export interface Sampler {
  /**
   * Whether all trials draw from one stream of random numbers, so that the order of draws matters;
   * see {@linkcode SamplerContext.plan}.
   */
  readonly ordered?: boolean;
  /**
   * Called when a study that holds `trials` started ones is opened: what is drawn from now on must
   * not be what was drawn for those.
   */
  resume?(trials: number): void;
  /** Called in trial order when a trial starts, before its first suggestion. */
  beforeTrial?(context: SamplerContext): void;
  /**
   * Parameters chosen together, at the first suggestion that needs one. Those missing here, or
   * asked for with a range that excludes the value, come from `sample`.
   */
  sampleJoint?(context: SamplerContext): ReadonlyMap<string, number>;
  /** One parameter by itself. */
  sample(context: SamplerContext, name: string, distribution: Distribution): number;
  /** Whether nothing is left to try; RUNNING trials count as tried. */
  isExhausted?(trials: readonly FrozenTrial[]): boolean;
}
