/**
 * Where studies live: the seam between the tuner and memory, SQLite or PostgreSQL.
 *
 * The model is Optuna 5.0.0's: parameters are kept in internal form (a number; for a categorical
 * the index of the choice) beside their distribution, finished trials never change.
 *
 * @module
 */
import type { CategoricalChoice, Distribution } from "./distribution.ts";

/** Which way the objective goes. */
export type Direction = "minimize" | "maximize";

/** The states of Optuna's `TrialState`, spelt as its databases spell them. */
export type TrialState = "RUNNING" | "COMPLETE" | "PRUNED" | "FAIL" | "WAITING";

/** Any JSON value, the content of an attribute. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One trial as read from a storage; a snapshot that later writes do not change. */
export interface FrozenTrial {
  /** Unique over all studies of the storage. */
  readonly trialId: number;
  /** 0-based and gapless within the study. */
  readonly number: number;
  readonly state: TrialState;
  /** One objective value a direction; `null` unless COMPLETE (or PRUNED with a last report). */
  readonly values: readonly number[] | null;
  readonly start: Date | null;
  readonly complete: Date | null;
  /** External values (choices, integers, floats), in the order in which they were suggested. */
  readonly params: Readonly<Record<string, CategoricalChoice>>;
  readonly distributions: Readonly<Record<string, Distribution>>;
  /** Reported values by step. */
  readonly intermediateValues: ReadonlyMap<number, number>;
  readonly userAttrs: Readonly<Record<string, Json>>;
  readonly systemAttrs: Readonly<Record<string, Json>>;
}

/** A study without its trials. */
export interface FrozenStudy {
  readonly studyId: number;
  readonly name: string;
  readonly directions: readonly Direction[];
  readonly userAttrs: Readonly<Record<string, Json>>;
  readonly systemAttrs: Readonly<Record<string, Json>>;
}

/** What a new trial may already hold: a queued (WAITING) or an imported, finished one. */
export type TrialTemplate = Omit<FrozenTrial, "trialId" | "number">;

/** What the tuner asks of a storage. Every method may be called by many workers at once. */
export interface Storage {
  /** Creates a study. @throws {Error} If the name is taken */
  createStudy(name: string, directions: readonly Direction[]): Promise<FrozenStudy>;
  /** The study of that name, or `undefined`. */
  findStudy(name: string): Promise<FrozenStudy | undefined>;
  /** All studies, oldest first. */
  listStudies(): Promise<FrozenStudy[]>;
  /** Deletes a study with all its trials. */
  deleteStudy(studyId: number): Promise<void>;
  setStudyUserAttr(studyId: number, key: string, value: Json): Promise<void>;
  setStudySystemAttr(studyId: number, key: string, value: Json): Promise<void>;

  /** Adds a trial: RUNNING from now on, or as `template` says. */
  createTrial(studyId: number, template?: TrialTemplate): Promise<FrozenTrial>;
  /** Takes the first WAITING trial and sets it RUNNING; no two callers get the same one. */
  claimWaitingTrial(studyId: number): Promise<FrozenTrial | undefined>;
  /** Adds a parameter in internal form. @throws {Error} If its distribution contradicts the study's */
  setTrialParam(
    trialId: number,
    name: string,
    internalValue: number,
    distribution: Distribution,
  ): Promise<void>;
  /** Keeps a reported value; the first report of a step stays. */
  setIntermediateValue(trialId: number, step: number, value: number): Promise<void>;
  setTrialUserAttr(trialId: number, key: string, value: Json): Promise<void>;
  setTrialSystemAttr(trialId: number, key: string, value: Json): Promise<void>;
  /** Ends a RUNNING trial in one step. Returns false where it was not RUNNING any more. */
  finishTrial(
    trialId: number,
    state: "COMPLETE" | "PRUNED" | "FAIL",
    values: readonly number[] | null,
  ): Promise<boolean>;
  /** All trials by number. A storage may keep finished ones in memory, they never change. */
  readTrials(studyId: number): Promise<FrozenTrial[]>;

  /** Says that the trial's worker is alive. */
  heartbeat(trialId: number): Promise<void>;
  /** Fails RUNNING trials whose last heartbeat is older than `graceSeconds`; returns them. */
  failStaleTrials(studyId: number, graceSeconds: number): Promise<FrozenTrial[]>;

  /** Releases files and connections. */
  close(): Promise<void>;
}
