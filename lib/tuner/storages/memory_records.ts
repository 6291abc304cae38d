/** What {@linkcode MemoryStorage} holds: studies, and their trials by number. */
import { excerpt } from "../../checks.ts";
import { checkCompatible, type Distribution } from "../distributions/distribution.ts";
import { asJson, requireName } from "./attributes.ts";
import type { FrozenStudy, FrozenTrial, Json, TrialTemplate } from "./storage.ts";

/** One study. */
export interface StudyRecord {
  study: FrozenStudy;
  trials: FrozenTrial[];
  /** The first distribution of each name, which all others must be compatible with. */
  distributions: Map<string, Distribution>;
  /** The numbers of WAITING trials, ascending. */
  waiting: Set<number>;
}

/** Studies by id, and where each trial stands by its own. */
export class MemoryRecords {
  readonly studies = new Map<number, StudyRecord>();
  readonly #places: { record: StudyRecord; number: number }[] = [];

  /** The record of a study. @throws {RangeError} If there is none */
  record(studyId: number): StudyRecord {
    const record = this.studies.get(studyId);
    if (record === undefined) {
      throw new RangeError(`Cannot find the study: there is none with id ${studyId}`);
    }
    return record;
  }

  /** Where a trial stands. @throws {RangeError} If there is none */
  place(trialId: number): { record: StudyRecord; number: number } {
    const place = this.#places[trialId - 1];
    if (place === undefined) {
      throw new RangeError(`Cannot find the trial: there is none with id ${trialId}`);
    }
    return place;
  }

  /** A trial as it is now. */
  trial(trialId: number): FrozenTrial {
    const { record, number } = this.place(trialId);
    return record.trials[number]!;
  }

  /** A trial that may still change. @throws {RangeError} If it is finished */
  unfinished(trialId: number): FrozenTrial {
    const trial = this.trial(trialId);
    if (trial.state !== "RUNNING" && trial.state !== "WAITING") {
      throw new RangeError(
        `Cannot change trial ${trial.number} as it must not be finished: its state is ${trial.state}`,
      );
    }
    return trial;
  }

  /** Adds a trial as a template says. */
  add(record: StudyRecord, template: TrialTemplate): FrozenTrial {
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

  /** Puts a trial with some of it changed in its place. */
  change(trialId: number, change: Partial<FrozenTrial>): FrozenTrial {
    const { record, number } = this.place(trialId);
    return record.trials[number] = { ...record.trials[number]!, ...change };
  }
}

/** An attribute as it is kept, checked and without what it shares with the value. */
export function kept(key: string, value: Json): Json {
  requireName("store an attribute", key);
  return asJson(`store attribute ${excerpt(key)}`, value);
}

function keptAll(attributes: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, kept(key, value)]),
  );
}

/** Refuses a NaN among the values that a trial ends with. */
export function requireNumbers(values: readonly number[] | null): void {
  if (values?.some(Number.isNaN)) {
    throw new RangeError("Cannot finish a trial as its values must be numbers: one is NaN");
  }
}
