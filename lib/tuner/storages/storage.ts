/**
 * Where studies live: the seam between the tuner and memory, SQLite or PostgreSQL.
 *
 * The model is Optuna 5.0.0's: parameters are kept in internal form (a number; for a categorical
 * the index of the choice) beside their distribution, finished trials never change.
 */
import type { CategoricalChoice, Distribution } from "../distributions/distribution.ts";
import type { Json } from "./python_json.ts";
import type { StudyDump } from "./study_dump.ts";

export type { Json } from "./python_json.ts";

/** Which way the objective goes. */
export type Direction = "minimize" | "maximize";

/** The states of Optuna's `TrialState`, spelt as its databases spell them. */
export type TrialState = "RUNNING" | "COMPLETE" | "PRUNED" | "FAIL" | "WAITING";

/** One trial as read from a storage; a snapshot that later writes do not change. */
export interface FrozenTrial {
  /** Unique over all studies of the storage. */
  readonly trialId: number;
  /** 0-based and gapless within the study. */
  readonly number: number;
  /** How far it is. */
  readonly state: TrialState;
  /** One objective value a direction; `null` unless COMPLETE (or PRUNED with a last report). */
  readonly values: readonly number[] | null;
  /** When it began; `null` while WAITING. */
  readonly start: Date | null;
  /** When it ended; `null` until COMPLETE, PRUNED or FAIL. */
  readonly complete: Date | null;
  /**
   * External values (choices, integers, floats), in the order in which they were suggested; names
   * that look like integers come first, as in any object.
   */
  readonly params: Readonly<Record<string, CategoricalChoice>>;
  /** What each parameter could have been, in the same order. */
  readonly distributions: Readonly<Record<string, Distribution>>;
  /** Reported values by step. */
  readonly intermediateValues: ReadonlyMap<number, number>;
  /** What the user noted about the trial. */
  readonly userAttrs: Readonly<Record<string, Json>>;
  /** What samplers and pruners noted about it. */
  readonly systemAttrs: Readonly<Record<string, Json>>;
}

/** A study without its trials. */
export interface FrozenStudy {
  /** Unique over the storage. */
  readonly studyId: number;
  /** Unique over the storage, at most 512 characters. */
  readonly name: string;
  /** One an objective. */
  readonly directions: readonly Direction[];
  /** What the user noted about the study. */
  readonly userAttrs: Readonly<Record<string, Json>>;
  /** What the tuner noted about it. */
  readonly systemAttrs: Readonly<Record<string, Json>>;
}

/** What a new trial may already hold: a queued (WAITING) or an imported, finished one. */
export type TrialTemplate = Omit<FrozenTrial, "trialId" | "number">;

/** A parameter as it is stored. */
export interface StoredParam {
  /** Unique within the trial. */
  readonly name: string;
  /** A number; of a categorical one the index of the choice. */
  readonly internalValue: number;
  /** What it could have been. */
  readonly distribution: Distribution;
}

/** The states a trial ends in. */
export type FinishedState = "COMPLETE" | "PRUNED" | "FAIL";

/** How a trial may start. */
export interface StartOptions {
  /**
   * The most trials the study may have started. Retries (trials with the system attribute
   * `failed_trial`) may always start, and count only where the trial they repeat does not.
   */
  limit?: number;
  /**
   * Whether FAIL trials count towards the limit.
   *
   * @default {true}
   */
  countFailed?: boolean;
  /** Whether to note the first heartbeat in the same step. */
  heartbeat?: boolean;
}

/**
 * Thrown where a database stayed locked, or its server away, for longer than the storage waits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { StorageTimeoutError } from "elb-anomaly/tuner";
 *
 * assert.equal(new StorageTimeoutError("locked").name, "StorageTimeoutError");
 * ```
 */
export class StorageTimeoutError extends Error {
  /** @ignore */
  override readonly name = "StorageTimeoutError";
}

/** What the tuner asks of a storage. Every method may be called by many workers at once. */
export interface Storage {
  /**
   * Creates a study.
   *
   * @throws {RangeError} If the name is taken
   */
  createStudy(name: string, directions: readonly Direction[]): Promise<FrozenStudy>;
  /** The study of that name, or `undefined`. */
  findStudy(name: string): Promise<FrozenStudy | undefined>;
  /** All studies, oldest first. */
  listStudies(): Promise<FrozenStudy[]>;
  /** Deletes a study with all its trials. */
  deleteStudy(studyId: number): Promise<void>;
  /** Sets or replaces one of the study's user attributes. */
  setStudyUserAttr(studyId: number, key: string, value: Json): Promise<void>;
  /** Sets or replaces one of the study's system attributes. */
  setStudySystemAttr(studyId: number, key: string, value: Json): Promise<void>;

  /** Adds a trial as the template says: queued, or finished elsewhere. */
  createTrial(studyId: number, template: TrialTemplate): Promise<FrozenTrial>;
  /**
   * Takes the first WAITING trial and sets it RUNNING, or adds a new RUNNING one, in one step: no
   * two callers get the same. `undefined` where the limit forbids one.
   */
  startTrial(studyId: number, options?: StartOptions): Promise<FrozenTrial | undefined>;
  /**
   * Adds a parameter in internal form.
   *
   * @throws {RangeError} If its distribution contradicts the one the study has for the name
   */
  setTrialParam(
    trialId: number,
    name: string,
    internalValue: number,
    distribution: Distribution,
  ): Promise<void>;
  /** Adds several in one step, where the storage can; otherwise they are added one by one. */
  setTrialParams?(trialId: number, params: readonly StoredParam[]): Promise<void>;
  /** Keeps a reported value; the first report of a step stays. */
  setIntermediateValue(trialId: number, step: number, value: number): Promise<void>;
  /** Sets or replaces one of the trial's user attributes. */
  setTrialUserAttr(trialId: number, key: string, value: Json): Promise<void>;
  /** Sets or replaces one of the trial's system attributes. */
  setTrialSystemAttr(trialId: number, key: string, value: Json): Promise<void>;
  /**
   * Ends a RUNNING trial in one step. Returns false where it was not RUNNING any more.
   *
   * @param trialId The trial
   * @param state What it ends as
   * @param values One value a direction, or `null`
   * @param options With `maxRetries` and FAIL, the trial that `retryTemplate` gives is queued in
   *   the same step
   */
  finishTrial(
    trialId: number,
    state: FinishedState,
    values: readonly number[] | null,
    options?: { maxRetries?: number },
  ): Promise<boolean>;
  /** All trials by number. A storage may keep finished ones in memory, they never change. */
  readTrials(studyId: number): Promise<FrozenTrial[]>;

  /** Says that the trial's worker is alive. */
  heartbeat(trialId: number): Promise<void>;
  /**
   * Fails RUNNING trials whose last heartbeat is older than `graceSeconds`, and longer where this
   * storage itself had to wait for its database (trials without any heartbeat are left alone), and,
   * in the same step, queues the trial that `retryTemplate` gives
   * for each.
   *
   * @returns The trials failed by this call
   */
  failStaleTrials(
    studyId: number,
    graceSeconds: number,
    maxRetries: number,
  ): Promise<FrozenTrial[]>;

  /**
   * All of a study, as {@linkcode Storage.restoreStudy} takes it.
   *
   * @throws {RangeError} If there is no such study
   */
  dumpStudy(studyId: number): Promise<StudyDump>;
  /**
   * Adds a study with all its trials, in one step.
   *
   * @throws {RangeError} If the name is taken
   */
  restoreStudy(name: string, dump: StudyDump): Promise<FrozenStudy>;

  /** Releases files and connections. */
  close(): Promise<void>;
}

/** A WAITING trial without parameters. */
export function waitingTrial(): TrialTemplate {
  return { ...newTrial(), state: "WAITING", start: null };
}

/** A RUNNING trial that starts now, without parameters. */
export function newTrial(): TrialTemplate {
  return {
    state: "RUNNING",
    values: null,
    start: new Date(),
    complete: null,
    params: {},
    distributions: {},
    intermediateValues: new Map(),
    userAttrs: {},
    systemAttrs: {},
  };
}
