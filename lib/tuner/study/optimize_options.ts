/**
 * What `study.optimize` can be told.
 *
 * @module
 */
import { requireInteger, requireOneOf } from "../../checks.ts";
import type { DuplicateRule } from "./duplicates.ts";

/** Beats of a worker that others can see, and what happens when they end. */
export interface HeartbeatOptions {
  /** Seconds between beats, above 0. */
  interval: number;
  /**
   * Seconds without a beat after which a trial counts as dead.
   *
   * @default {2 * interval}
   */
  grace?: number;
  /**
   * How often a trial whose worker died is repeated, with the same parameters.
   *
   * @default {1}
   */
  maxRetries?: number;
}

/** How the loop runs trials; `study.optimize` takes callbacks beside it. */
export interface LoopOptions {
  /** How many trials to run, an integer of 0 or more; unlimited unless told. */
  nTrials?: number;
  /**
   * Whether `nTrials` counts the trials this call runs, or all that the study has started, finished
   * ones of earlier runs and of other workers included: then the same call resumes after a crash.
   *
   * @default {"additional"}
   */
  nTrialsAs?: "additional" | "total";
  /** Seconds after which no trial starts any more; those under way end normally. */
  timeout?: number;
  /**
   * How many trials run side by side: promises of this thread for a function, Workers for a module.
   *
   * @default {1}
   */
  parallel?: number;
  /** Ends the optimisation at once: trials under way become FAIL, finished ones are kept. */
  signal?: AbortSignal;
  /**
   * What to do with parameters that were tried already: evaluate them again ("allow"), let the
   * sampler choose others ("skip"), or take the value found before ("reuse", noted in the user
   * attribute `duplicate_of`). Where "skip" finds nothing new, the optimisation ends.
   *
   * @default {"allow"}
   */
  duplicates?: DuplicateRule;
  /** For studies shared by several workers: see {@linkcode HeartbeatOptions}; off unless told. */
  heartbeat?: HeartbeatOptions;
}

/** Checks each option. @throws {RangeError} If one is outside its range, or nothing ends the run */
export function checkOptions(options: LoopOptions & { callbacks?: readonly unknown[] }): void {
  const { nTrials, nTrialsAs, timeout, parallel, signal, callbacks, duplicates, heartbeat } =
    options;
  const fail = (rule: string, value: unknown) => {
    throw new RangeError(`Cannot optimize as ${rule}: current value is ${value}`);
  };
  if (nTrials !== undefined) requireInteger("optimize", { nTrials }, { min: 0 });
  requireOneOf("optimize", { nTrialsAs }, ["additional", "total", undefined]);
  if (timeout !== undefined && !(timeout >= 0)) fail("timeout must be 0 s or more", timeout);
  if (parallel !== undefined) requireInteger("optimize", { parallel }, { min: 1 });
  requireOneOf("optimize", { duplicates }, ["allow", "skip", "reuse", undefined]);
  if (heartbeat !== undefined) {
    const { interval, grace = 2 * interval, maxRetries = 1 } = heartbeat;
    if (!(interval > 0)) fail("heartbeat.interval must be above 0 s", interval);
    if (!(grace >= interval)) fail("heartbeat.grace must not be below the interval", grace);
    requireInteger("optimize", { "heartbeat.maxRetries": maxRetries }, { min: 0 });
  }
  if (nTrials === undefined && timeout === undefined && !signal && !callbacks?.length) {
    throw new RangeError(
      "Cannot optimize as something must end it: give nTrials, timeout, a signal or a callback",
    );
  }
}
