// deno-lint-ignore-file require-await -- a call that fails must reject, not throw
/**
 * Studies in memory: for one process, gone with it.
 *
 * @module
 */
import { checkCompatible, type Distribution, toExternal } from "../distributions/distribution.ts";
import { excerpt } from "../../checks.ts";
import { requireName } from "./attributes.ts";
import { kept, MemoryRecords, requireNumbers } from "./memory_records.ts";
import { dumpOf, partsOf } from "./memory_dump.ts";
import { asRead, ReportLog } from "./report_log.ts";
import { retryTemplate } from "./retried_trial.ts";
import {
  type Direction,
  type FinishedState,
  type FrozenStudy,
  type FrozenTrial,
  type Json,
  newTrial,
  type StartOptions,
  type Storage,
  type TrialTemplate,
} from "./storage.ts";
import type { StudyDump } from "./study_dump.ts";

/**
 * The storage of a study that names none. Reads and writes take no time, and reads share the trials
 * that did not change.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MemoryStorage } from "elb-anomaly/tuner";
 *
 * const storage = new MemoryStorage();
 * const { studyId } = await storage.createStudy("demo", ["minimize"]);
 * const trial = await storage.startTrial(studyId);
 * assert.equal(trial?.number, 0);
 * assert.equal(await storage.finishTrial(trial.trialId, "COMPLETE", [0.5]), true);
 * assert.deepEqual((await storage.readTrials(studyId))[0]?.values, [0.5]);
 * ```
 */
export class MemoryStorage implements Storage {
  readonly #records = new MemoryRecords();
  #heartbeats = new Map<number, number>();
  #reports = new Map<number, ReportLog>(); // of RUNNING and WAITING trials, by id
  #nextStudyId = 1;

  /** See {@linkcode Storage}. */
  async createStudy(name: string, directions: readonly Direction[]): Promise<FrozenStudy> {
    requireName("create a study", name);
    for (const { study } of this.#records.studies.values()) {
      if (study.name === name) {
        throw new RangeError(
          `Cannot create a study as its name must be new: ${excerpt(name)} exists already`,
        );
      }
    }
    const studyId = this.#nextStudyId++;
    const study = { studyId, name, directions: [...directions], userAttrs: {}, systemAttrs: {} };
    this.#records.studies.set(studyId, {
      study,
      trials: [],
      distributions: new Map(),
      waiting: new Set(),
    });
    return study;
  }

  /** See {@linkcode Storage}. */
  async findStudy(name: string): Promise<FrozenStudy | undefined> {
    return (await this.listStudies()).find((study) => study.name === name);
  }

  /** See {@linkcode Storage}. */
  async listStudies(): Promise<FrozenStudy[]> {
    return [...this.#records.studies.values()].map(({ study }) => study);
  }

  /** See {@linkcode Storage}. */
  async deleteStudy(studyId: number): Promise<void> {
    this.#records.record(studyId);
    this.#records.studies.delete(studyId);
  }

  /** See {@linkcode Storage}. */
  async setStudyUserAttr(studyId: number, key: string, value: Json): Promise<void> {
    const record = this.#records.record(studyId);
    const userAttrs = { ...record.study.userAttrs, [key]: kept(key, value) };
    record.study = { ...record.study, userAttrs };
  }

  /** See {@linkcode Storage}. */
  async setStudySystemAttr(studyId: number, key: string, value: Json): Promise<void> {
    const record = this.#records.record(studyId);
    const systemAttrs = { ...record.study.systemAttrs, [key]: kept(key, value) };
    record.study = { ...record.study, systemAttrs };
  }

  /** See {@linkcode Storage}. */
  async createTrial(studyId: number, template: TrialTemplate): Promise<FrozenTrial> {
    return this.#records.add(this.#records.record(studyId), template);
  }

  /** See {@linkcode Storage}. */
  async startTrial(
    studyId: number,
    options: StartOptions = {},
  ): Promise<FrozenTrial | undefined> {
    const { limit = Infinity, countFailed = true, heartbeat = false } = options;
    const record = this.#records.record(studyId);
    const full = limit < Infinity && countStarted(record.trials, countFailed) >= limit;
    const waiting = record.waiting.values()
      .find((number) => !full || isRetry(record.trials[number]!));
    if (waiting === undefined && full) return undefined;
    const trial = waiting === undefined
      ? this.#records.add(record, newTrial())
      : this.#records.change(record.trials[waiting]!.trialId, {
        state: "RUNNING",
        start: new Date(),
      });
    record.waiting.delete(trial.number);
    if (heartbeat) this.#heartbeats.set(trial.trialId, Date.now());
    return trial;
  }

  /** See {@linkcode Storage}. */
  async setTrialParam(
    trialId: number,
    name: string,
    internalValue: number,
    distribution: Distribution,
  ): Promise<void> {
    requireName("store a parameter", name);
    const trial = this.#records.unfinished(trialId);
    const { distributions } = this.#records.place(trialId).record;
    const known = distributions.get(name);
    if (known === undefined) distributions.set(name, distribution);
    else checkCompatible(name, known, distribution);
    this.#records.change(trialId, {
      params: { ...trial.params, [name]: toExternal(distribution, internalValue) },
      distributions: { ...trial.distributions, [name]: distribution },
    });
  }

  /** See {@linkcode Storage}. */
  async setIntermediateValue(trialId: number, step: number, value: number): Promise<void> {
    const { intermediateValues } = this.#records.unfinished(trialId);
    let log = this.#reports.get(trialId);
    if (log === undefined) this.#reports.set(trialId, log = new ReportLog(intermediateValues));
    if (log.add(step, value)) this.#records.change(trialId, { intermediateValues: log.view() });
  }

  /** See {@linkcode Storage}. */
  async setTrialUserAttr(trialId: number, key: string, value: Json): Promise<void> {
    const { userAttrs } = this.#records.unfinished(trialId);
    this.#records.change(trialId, { userAttrs: { ...userAttrs, [key]: kept(key, value) } });
  }

  /** See {@linkcode Storage}. */
  async setTrialSystemAttr(trialId: number, key: string, value: Json): Promise<void> {
    const { systemAttrs } = this.#records.unfinished(trialId);
    this.#records.change(trialId, { systemAttrs: { ...systemAttrs, [key]: kept(key, value) } });
  }

  /** See {@linkcode Storage}. */
  async finishTrial(
    trialId: number,
    state: FinishedState,
    values: readonly number[] | null,
    options: { maxRetries?: number } = {},
  ): Promise<boolean> {
    if (this.#records.trial(trialId).state !== "RUNNING") return false;
    requireNumbers(values);
    this.#end(trialId, { state, values }, options.maxRetries ?? 0);
    return true;
  }

  /** See {@linkcode Storage}. */
  async readTrials(studyId: number): Promise<FrozenTrial[]> {
    const trials = this.#records.record(studyId).trials.slice();
    for (const trialId of this.#reports.keys()) {
      const { record, number } = this.#records.place(trialId);
      if (record.study.studyId === studyId) trials[number] = asRead(trials[number]!);
    }
    return trials;
  }

  /** See {@linkcode Storage}. */
  async heartbeat(trialId: number): Promise<void> {
    if (this.#records.trial(trialId).state === "RUNNING") this.#heartbeats.set(trialId, Date.now());
  }

  /** See {@linkcode Storage}. */
  async failStaleTrials(
    studyId: number,
    graceSeconds: number,
    maxRetries: number,
  ): Promise<FrozenTrial[]> {
    const record = this.#records.record(studyId);
    const oldest = Date.now() - graceSeconds * 1000;
    const stale = record.trials.filter(({ trialId }) =>
      (this.#heartbeats.get(trialId) ?? Infinity) < oldest
    );
    return stale.map(({ trialId }) => this.#end(trialId, { state: "FAIL" }, maxRetries));
  }

  /** See {@linkcode Storage}. */
  async dumpStudy(studyId: number): Promise<StudyDump> {
    const { study, trials } = this.#records.record(studyId);
    return dumpOf(study, trials);
  }

  /** See {@linkcode Storage}. */
  async restoreStudy(name: string, dump: StudyDump): Promise<FrozenStudy> {
    const { trials, ...parts } = partsOf(dump);
    const { studyId } = await this.createStudy(name, parts.directions);
    const record = this.#records.record(studyId);
    record.study = { ...record.study, ...parts };
    for (const trial of trials) this.#records.add(record, trial);
    return record.study;
  }

  /** Nothing to release. */
  async close(): Promise<void> {}

  #end(trialId: number, end: Partial<FrozenTrial>, maxRetries: number): FrozenTrial {
    this.#heartbeats.delete(trialId);
    this.#reports.delete(trialId);
    const intermediateValues = new Map(this.#records.trial(trialId).intermediateValues);
    const ended = this.#records.change(trialId, {
      intermediateValues,
      ...end,
      complete: new Date(),
    });
    const retry = ended.state === "FAIL" ? retryTemplate(ended, maxRetries) : undefined;
    if (retry !== undefined) this.#records.add(this.#records.place(trialId).record, retry);
    return ended;
  }
}

function isRetry(trial: FrozenTrial): boolean {
  return Object.hasOwn(trial.systemAttrs, "failed_trial");
}

/** How many trials count towards a limit: one that is repeated counts once. */
function countStarted(trials: readonly FrozenTrial[], countFailed: boolean): number {
  let count = 0;
  for (const trial of trials) {
    const { state } = trial;
    if (countFailed) count += Number(state !== "WAITING" && !isRetry(trial));
    else count += Number(state === "WAITING" ? isRetry(trial) : state !== "FAIL");
  }
  return count;
}
