/** What `deno task tune` tells each of its workers. */
import { fileURLToPath } from "node:url";
import { toCaller } from "../shared/caller.ts";

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
  /** Whether failed trials count in the total. */
  readonly countFailed: boolean;
  /** The number of the first trial of this run. */
  readonly first: number;
  /** Seconds that one trial may take; any unless told. */
  readonly trialTimeout?: number;
  /** Seconds to wait for the database; the storage's own unless told. */
  readonly wait?: number;
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

/** The exit code of a worker that waited too long for the database: the others go on. */
export const RETIRED = 75;

/** The module of a job as the caller would type it. */
export function typedModule({ module }: TuneJob): string {
  return module.startsWith("file:") ? toCaller(fileURLToPath(module)) : module;
}
