/** What `study.optimize` can be told. */
import {
  optionsOf,
  requireInteger,
  requireKind,
  requireKindIfGiven,
  requireKnownOptions,
  requireNumber,
  requireOneOf,
} from "../../checks.ts";
import type { FrozenTrial } from "../storages/storage.ts";
import type { DuplicateRule } from "./duplicates.ts";

/** Beats of a worker that others can see, and what happens when they end. */
export interface HeartbeatOptions {
  /** Seconds between beats, above 0. */
  interval: number;
  /**
   * Seconds without a beat after which a trial counts as dead; longer on a SQLite file that is so
   * busy that this worker had to wait for a second or more.
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
  /**
   * Whether FAIL trials count in a "total".
   *
   * @default {true}
   */
  countFailed?: boolean;
  /** Seconds after which no trial starts any more; those under way end normally. */
  timeout?: number;
  /**
   * Seconds that one trial may take; a longer one becomes FAIL, and its `signal` is aborted. A
   * module's Worker is ended then; a function goes on unheard, and one that never waits fails when
   * it is done.
   */
  trialTimeout?: number;
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
  /**
   * What an error in the use of the trial itself (an empty range, say) does: end the optimisation
   * with that error ("throw"), or no more than fail its trial, as all others do ("fail").
   *
   * @default {"throw"}
   */
  misuse?: "throw" | "fail";
  /**
   * Told of each FAIL trial at once, with what its objective threw: for showing why. The reason is
   * in the trial's user attribute `fail_reason` too.
   */
  onFailure?: (trial: FrozenTrial, error: unknown) => void;
  /** For studies shared by several workers: see {@linkcode HeartbeatOptions}; off unless told. */
  heartbeat?: HeartbeatOptions;
}

/** How the trials of one `study.optimize` ended. */
export interface OptimizeSummary {
  /** COMPLETE ones. */
  readonly complete: number;
  /** PRUNED ones. */
  readonly pruned: number;
  /** FAIL ones. */
  readonly failed: number;
  /** Why those failed, each reason once, in the order in which they came. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
}

/** The most seconds that a timer takes. */
const LONGEST_TIMER = 2_000_000;

/**
 * Checks each option.
 *
 * @throws {TypeError} If one is of another kind, or there is no such option
 * @throws {RangeError} If one is outside its range, or nothing ends the run
 */
export function checkOptions(options: LoopOptions & { callbacks?: readonly unknown[] }): void {
  const action = "optimize";
  const {
    nTrials,
    nTrialsAs,
    countFailed,
    timeout,
    trialTimeout,
    parallel,
    signal,
    callbacks,
    duplicates,
    misuse,
    heartbeat,
    onFailure,
    ...rest
  } = optionsOf(action, options);
  requireKnownOptions(action, rest);
  const given = (name: string, value: unknown) => value === undefined ? {} : { [name]: value };
  requireInteger(action, given("nTrials", nTrials), { min: 0 });
  requireOneOf(action, { nTrialsAs }, ["additional", "total", undefined]);
  requireOneOf(action, { countFailed }, [true, false, undefined]);
  if (timeout !== Infinity) requireNumber(action, given("timeout", timeout), { min: 0 });
  requireNumber(action, given("trialTimeout", trialTimeout), { above: 0, max: LONGEST_TIMER });
  requireInteger(action, given("parallel", parallel), { min: 1 });
  requireOneOf(action, { duplicates }, ["allow", "skip", "reuse", undefined]);
  requireOneOf(action, { misuse }, ["throw", "fail", undefined]);
  requireKindIfGiven(action, { signal }, "the signal of an AbortController");
  requireKindIfGiven(action, { callbacks }, "a list");
  callbacks?.forEach((each, i) => requireKind(action, { [`callbacks[${i}]`]: each }, "a function"));
  requireKindIfGiven(action, { onFailure }, "a function");
  requireKindIfGiven(action, { heartbeat }, "an object");
  if (heartbeat !== undefined) {
    const { interval, grace = 2 * interval, maxRetries = 1, ...others } = heartbeat;
    requireKnownOptions(action, others);
    requireNumber(action, { "heartbeat.interval": interval }, { above: 0, max: LONGEST_TIMER });
    if (!(grace >= interval)) {
      throw new RangeError(
        `Cannot optimize as heartbeat.grace must not be below the interval: current value is ${grace}`,
      );
    }
    requireInteger(action, { "heartbeat.maxRetries": maxRetries }, { min: 0 });
  }
  if (nTrials === undefined && timeout === undefined && !signal && !callbacks?.length) {
    throw new RangeError(
      "Cannot optimize as something must end it: give nTrials, timeout, a signal or a callback",
    );
  }
}
