/** The seam between a live trial and its study. */
import type { Distribution } from "../distributions/distribution.ts";
import type { Pruner } from "../pruners/pruner.ts";
import type { Sampler } from "../samplers/sampler.ts";
import type { Direction, FrozenTrial, Storage } from "../storages/storage.ts";

/** What a live trial needs of its study. */
export interface TrialHost {
  /** Name of the study. */
  readonly name: string;
  /** Which way the objective goes. */
  readonly direction: Direction;
  /** Where writes go. */
  readonly storage: Storage;
  /** Who chooses parameters. */
  readonly sampler: Sampler;
  /** Who ends hopeless trials. */
  readonly pruner: Pruner;
  /** All trials as of the last read, live ones as they stand. */
  currentTrials(): readonly FrozenTrial[];
  /** Reads the trials anew. */
  refresh(): Promise<void>;
  /** The first distribution that the study had for a name. */
  knownDistribution(name: string): Distribution | undefined;
}
