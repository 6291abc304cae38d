/**
 * What `deno task tune` tells each of its workers.
 *
 * @module
 */

/** One worker's share of a study; travels as one line of JSON over standard input. */
export interface TuneJob {
  /** Absolute URL of the objective's module. */
  readonly module: string;
  /** URL of the storage, relative paths made absolute. */
  readonly storage: string;
  /** Name of the study. */
  readonly study: string;
  /** The study's total of trials. */
  readonly trials: number;
  /** As told on the command line, before what the module says. */
  readonly direction?: string;
  /** As told on the command line, before what the module says. */
  readonly sampler?: string;
  /** The run's seed; each worker takes a stream of its own from it. */
  readonly seed: number;
  /** Seconds between two heartbeats. */
  readonly heartbeat: number;
  /** Seconds without a heartbeat after which a trial's worker counts as dead. */
  readonly grace: number;
  /** How often a trial is repeated whose worker died. */
  readonly retries: number;
}
