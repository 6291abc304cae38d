/**
 * Studies in memory: for one process, gone with it.
 *
 * @module
 */
import { checkCompatible, type Distribution, toExternal } from "../distributions/distribution.ts";
import { excerpt } from "../../checks.ts";
import { asJson, requireName } from "./attributes.ts";
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

interface StudyRecord {
  study: FrozenStudy;
  trials: FrozenTrial[];
  /** The first distribution of each name, which all others must be compatible with. */
  distributions: Map<string, Distribution>;
  /** The numbers of WAITING trials, ascending. */
  waiting: Set<number>;
}

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
  #studies = new Map<number, StudyRecord>();
  #places: { record: StudyRecord; number: number }[] = [];
  #heartbeats = new Map<number, number>();
  #reports = new Map<number, ReportLog>(); // of RUNNING and WAITING trials, by id
  #nextStudyId = 1;

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async createStudy(name: string, directions: readonly Direction[]): Promise<FrozenStudy> {
    requireName("create a study", name);
    for (const { study } of this.#studies.values()) {
      if (study.name === name) {
        throw new RangeError(
          `Cannot create a study as its name must be new: ${excerpt(name)} exists already`,
        );
      }
    }
    const studyId = this.#nextStudyId++;
    const study = { studyId, name, directions: [...directions], userAttrs: {}, systemAttrs: {} };
    this.#studies.set(studyId, {
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
  // deno-lint-ignore require-await
  async listStudies(): Promise<FrozenStudy[]> {
    return [...this.#studies.values()].map(({ study }) => study);
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async deleteStudy(studyId: number): Promise<void> {
    this.#record(studyId);
    this.#studies.delete(studyId);
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async setStudyUserAttr(studyId: number, key: string, value: Json): Promise<void> {
    const record = this.#record(studyId);
    const userAttrs = { ...record.study.userAttrs, [key]: kept(key, value) };
    record.study = { ...record.study, userAttrs };
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async setStudySystemAttr(studyId: number, key: string, value: Json): Promise<void> {
    const record = this.#record(studyId);
    const systemAttrs = { ...record.study.systemAttrs, [key]: kept(key, value) };
    record.study = { ...record.study, systemAttrs };
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async createTrial(studyId: number, template: TrialTemplate): Promise<FrozenTrial> {
    return this.#add(this.#record(studyId), template);
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async startTrial(
    studyId: number,
    options: StartOptions = {},
  ): Promise<FrozenTrial | undefined> {
    const { limit = Infinity, countFailed = true, heartbeat = false } = options;
    const record = this.#record(studyId);
    const full = limit < Infinity && countStarted(record.trials, countFailed) >= limit;
    const waiting = record.waiting.values()
      .find((number) => !full || isRetry(record.trials[number]!));
    if (waiting === undefined && full) return undefined;
    const trial = waiting === undefined
      ? this.#add(record, newTrial())
      : this.#change(record.trials[waiting]!.trialId, { state: "RUNNING", start: new Date() });
    record.waiting.delete(trial.number);
    if (heartbeat) this.#heartbeats.set(trial.trialId, Date.now());
    return trial;
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async setTrialParam(
    trialId: number,
    name: string,
    internalValue: number,
    distribution: Distribution,
  ): Promise<void> {
    requireName("store a parameter", name);
    const trial = this.#unfinished(trialId);
    const { distributions } = this.#place(trialId).record;
    const known = distributions.get(name);
    if (known === undefined) distributions.set(name, distribution);
    else checkCompatible(name, known, distribution);
    this.#change(trialId, {
      params: { ...trial.params, [name]: toExternal(distribution, internalValue) },
      distributions: { ...trial.distributions, [name]: distribution },
    });
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async setIntermediateValue(trialId: number, step: number, value: number): Promise<void> {
    const { intermediateValues } = this.#unfinished(trialId);
    let log = this.#reports.get(trialId);
    if (log === undefined) this.#reports.set(trialId, log = new ReportLog(intermediateValues));
    if (log.add(step, value)) this.#change(trialId, { intermediateValues: log.view() });
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async setTrialUserAttr(trialId: number, key: string, value: Json): Promise<void> {
    const { userAttrs } = this.#unfinished(trialId);
    this.#change(trialId, { userAttrs: { ...userAttrs, [key]: kept(key, value) } });
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async setTrialSystemAttr(trialId: number, key: string, value: Json): Promise<void> {
    const { systemAttrs } = this.#unfinished(trialId);
    this.#change(trialId, { systemAttrs: { ...systemAttrs, [key]: kept(key, value) } });
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async finishTrial(
    trialId: number,
    state: FinishedState,
    values: readonly number[] | null,
    options: { maxRetries?: number } = {},
  ): Promise<boolean> {
    if (this.#trial(trialId).state !== "RUNNING") return false;
    requireNumbers(values);
    this.#end(trialId, { state, values }, options.maxRetries ?? 0);
    return true;
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async readTrials(studyId: number): Promise<FrozenTrial[]> {
    const trials = this.#record(studyId).trials.slice();
    for (const trialId of this.#reports.keys()) {
      const { record, number } = this.#place(trialId);
      if (record.study.studyId === studyId) trials[number] = asRead(trials[number]!);
    }
    return trials;
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async heartbeat(trialId: number): Promise<void> {
    if (this.#trial(trialId).state === "RUNNING") this.#heartbeats.set(trialId, Date.now());
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async failStaleTrials(
    studyId: number,
    graceSeconds: number,
    maxRetries: number,
  ): Promise<FrozenTrial[]> {
    const record = this.#record(studyId);
    const oldest = Date.now() - graceSeconds * 1000;
    const stale = record.trials.filter(({ trialId }) =>
      (this.#heartbeats.get(trialId) ?? Infinity) < oldest
    );
    return stale.map(({ trialId }) => this.#end(trialId, { state: "FAIL" }, maxRetries));
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async dumpStudy(studyId: number): Promise<StudyDump> {
    const { study, trials } = this.#record(studyId);
    return dumpOf(study, trials);
  }

  /** See {@linkcode Storage}. */
  async restoreStudy(name: string, dump: StudyDump): Promise<FrozenStudy> {
    const { trials, ...parts } = partsOf(dump);
    const { studyId } = await this.createStudy(name, parts.directions);
    const record = this.#record(studyId);
    record.study = { ...record.study, ...parts };
    for (const trial of trials) this.#add(record, trial);
    return record.study;
  }

  /** Nothing to release. */
  async close(): Promise<void> {}

  #record(studyId: number): StudyRecord {
    const record = this.#studies.get(studyId);
    if (record === undefined) {
      throw new RangeError(`Cannot find the study: there is none with id ${studyId}`);
    }
    return record;
  }

  #place(trialId: number): { record: StudyRecord; number: number } {
    const place = this.#places[trialId - 1];
    if (place === undefined) {
      throw new RangeError(`Cannot find the trial: there is none with id ${trialId}`);
    }
    return place;
  }

  #trial(trialId: number): FrozenTrial {
    const { record, number } = this.#place(trialId);
    return record.trials[number]!;
  }

  #unfinished(trialId: number): FrozenTrial {
    const trial = this.#trial(trialId);
    if (trial.state !== "RUNNING" && trial.state !== "WAITING") {
      throw new RangeError(
        `Cannot change trial ${trial.number} as it must not be finished: its state is ${trial.state}`,
      );
    }
    return trial;
  }

  #end(trialId: number, end: Partial<FrozenTrial>, maxRetries: number): FrozenTrial {
    this.#heartbeats.delete(trialId);
    this.#reports.delete(trialId);
    const intermediateValues = new Map(this.#trial(trialId).intermediateValues);
    const ended = this.#change(trialId, { intermediateValues, ...end, complete: new Date() });
    const retry = ended.state === "FAIL" ? retryTemplate(ended, maxRetries) : undefined;
    if (retry !== undefined) this.#add(this.#place(trialId).record, retry);
    return ended;
  }

  #add(record: StudyRecord, template: TrialTemplate): FrozenTrial {
    for (const [name, distribution] of Object.entries(template.distributions)) {
      const known = record.distributions.get(name);
      if (known === undefined) record.distributions.set(name, distribution);
      else checkCompatible(name, known, distribution);
    }
    requireNumbers(template.values);
    const number = record.trials.length;
    this.#places.push({ record, number });
    const trial: FrozenTrial = {
      ...template,
      params: { ...template.params },
      distributions: { ...template.distributions },
      intermediateValues: new Map(template.intermediateValues),
      userAttrs: keptAll(template.userAttrs),
      systemAttrs: keptAll(template.systemAttrs),
      trialId: this.#places.length,
      number,
    };
    record.trials.push(trial);
    if (trial.state === "WAITING") record.waiting.add(number);
    return trial;
  }

  #change(trialId: number, change: Partial<FrozenTrial>): FrozenTrial {
    const { record, number } = this.#place(trialId);
    return record.trials[number] = { ...record.trials[number]!, ...change };
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

/** An attribute as it is kept, checked and without what it shares with the value. */
function kept(key: string, value: Json): Json {
  requireName("store an attribute", key);
  return asJson(`store attribute ${excerpt(key)}`, value);
}

function keptAll(attributes: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, kept(key, value)]),
  );
}

function requireNumbers(values: readonly number[] | null): void {
  if (values?.some(Number.isNaN)) {
    throw new RangeError("Cannot finish a trial as its values must be numbers: one is NaN");
  }
}
