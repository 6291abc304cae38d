/**
 * Studies in memory: for one process, gone with it.
 *
 * @module
 */
import {
  type CategoricalChoice,
  checkCompatible,
  type Distribution,
  toExternal,
} from "../distributions/distribution.ts";
import { newTrial } from "./new_trial.ts";
import { retryTemplate } from "./retried_trial.ts";
import type {
  Direction,
  FinishedState,
  FrozenStudy,
  FrozenTrial,
  Json,
  StartOptions,
  Storage,
  TrialTemplate,
} from "./storage.ts";

interface StudyRecord {
  study: FrozenStudy;
  trials: FrozenTrial[];
  /** The first distribution of each name, which all others must be compatible with. */
  distributions: Map<string, Distribution>;
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
  #nextStudyId = 1;

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async createStudy(name: string, directions: readonly Direction[]): Promise<FrozenStudy> {
    for (const { study } of this.#studies.values()) {
      if (study.name === name) {
        throw new RangeError(
          `Cannot create a study as its name must be new: "${name}" exists already`,
        );
      }
    }
    const studyId = this.#nextStudyId++;
    const study = { studyId, name, directions: [...directions], userAttrs: {}, systemAttrs: {} };
    this.#studies.set(studyId, { study, trials: [], distributions: new Map() });
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
    const userAttrs = { ...record.study.userAttrs, [key]: structuredClone(value) };
    record.study = { ...record.study, userAttrs };
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async setStudySystemAttr(studyId: number, key: string, value: Json): Promise<void> {
    const record = this.#record(studyId);
    const systemAttrs = { ...record.study.systemAttrs, [key]: structuredClone(value) };
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
    const { limit = Infinity, heartbeat = false } = options;
    const record = this.#record(studyId);
    const started = record.trials.filter((trial) => trial.state !== "WAITING" && !isRetry(trial));
    const full = started.length >= limit;
    const waiting = record.trials.find((trial) =>
      trial.state === "WAITING" && (!full || isRetry(trial))
    );
    if (waiting === undefined && full) return undefined;
    const trial = waiting === undefined
      ? this.#add(record, newTrial())
      : this.#change(waiting.trialId, { state: "RUNNING", start: new Date() });
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
    if (intermediateValues.has(step)) return;
    this.#change(trialId, { intermediateValues: new Map(intermediateValues).set(step, value) });
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async setTrialUserAttr(trialId: number, key: string, value: Json): Promise<void> {
    const { userAttrs } = this.#unfinished(trialId);
    this.#change(trialId, { userAttrs: { ...userAttrs, [key]: structuredClone(value) } });
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async setTrialSystemAttr(trialId: number, key: string, value: Json): Promise<void> {
    const { systemAttrs } = this.#unfinished(trialId);
    this.#change(trialId, { systemAttrs: { ...systemAttrs, [key]: structuredClone(value) } });
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
    this.#end(trialId, { state, values }, options.maxRetries ?? 0);
    return true;
  }

  /** See {@linkcode Storage}. */
  // deno-lint-ignore require-await
  async readTrials(studyId: number): Promise<FrozenTrial[]> {
    return [...this.#record(studyId).trials];
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
    const ended = this.#change(trialId, { ...end, complete: new Date() });
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
    const number = record.trials.length;
    this.#places.push({ record, number });
    const trial: FrozenTrial = {
      ...template,
      params: { ...template.params } as Record<string, CategoricalChoice>,
      distributions: { ...template.distributions },
      intermediateValues: new Map(template.intermediateValues),
      userAttrs: structuredClone(template.userAttrs),
      systemAttrs: structuredClone(template.systemAttrs),
      trialId: this.#places.length,
      number,
    };
    record.trials.push(trial);
    return trial;
  }

  #change(trialId: number, change: Partial<FrozenTrial>): FrozenTrial {
    const { record, number } = this.#place(trialId);
    return record.trials[number] = { ...record.trials[number]!, ...change };
  }
}

function isRetry(trial: FrozenTrial): boolean {
  return "failed_trial" in trial.systemAttrs;
}
