/** Making, opening and deleting studies. */
import {
  excerpt,
  optionsOf,
  requireKnownOptions,
  requireOneOf,
  requireSeed,
} from "../../checks.ts";
import { MedianPruner } from "../pruners/percentile_pruner.ts";
import { MemoryStorage } from "../storages/memory_storage.ts";
import type { Pruner } from "../pruners/pruner.ts";
import type { Sampler } from "../samplers/sampler.ts";
import { TpeSampler } from "../samplers/tpe/tpe_sampler.ts";
import { requireName } from "../storages/attributes.ts";
import type { Direction, FrozenStudy, Storage } from "../storages/storage.ts";
import { Study } from "./study.ts";
import type { StudyParts } from "./study_trials.ts";

/** What a new study is made of. */
export interface CreateStudyOptions {
  /** Which way the objective goes. */
  direction: Direction;
  /** Who chooses parameters; a {@linkcode TpeSampler} with `seed` unless told. */
  sampler?: Sampler;
  /** Seed of that sampler where none is given, an integer in 0 .. 2^32 - 1. */
  seed?: number;
  /**
   * Who ends hopeless trials.
   *
   * @default {new MedianPruner()}
   */
  pruner?: Pruner;
  /**
   * Where the study lives: a storage or a URL (`sqlite:///study.db`,
   * `postgresql://user:password@host/database`); in memory unless told.
   */
  storage?: Storage | string;
  /** Unique over the storage; the first free of `no-name-0`, `no-name-1`, ... unless told. */
  name?: string;
  /**
   * Whether to go on with a study of that name, if there is one, instead of failing.
   *
   * @default {false}
   */
  loadIfExists?: boolean;
}

/** What a study that exists is opened with. */
export interface LoadStudyOptions extends Pick<CreateStudyOptions, "sampler" | "seed" | "pruner"> {
  /** Its name. */
  name: string;
  /** Where it is: a storage or a URL. */
  storage: Storage | string;
}

/**
 * Creates a study, or with `loadIfExists` goes on with the one of that name.
 *
 * A study that holds trials already is never given the draws of its first ones again: the streams
 * of a sampler with the same seed go on from the number of trials (where Optuna's begin anew).
 *
 * @param options See {@linkcode CreateStudyOptions}; names and defaults follow Optuna 5.0.0
 * @throws {TypeError} If there is neither a sampler nor a seed, or both, or there is no such option
 * @throws {RangeError} If the direction is unknown, the name is taken, or the study of that name
 *   has another direction
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy } from "elb-anomaly/tuner";
 *
 * const study = await createStudy({ direction: "minimize", seed: 7 });
 * await study.optimize((trial) => trial.suggestFloat("x", -1, 1) ** 2, { nTrials: 20 });
 * assert.ok(study.bestValue < 0.1);
 * ```
 */
export async function createStudy(options: CreateStudyOptions): Promise<Study> {
  const action = "create a study";
  const { direction, sampler, seed, pruner, storage, name, loadIfExists = false, ...rest } =
    optionsOf(action, options);
  requireKnownOptions(action, rest);
  requireOneOf(action, { direction }, ["minimize", "maximize"]);
  if (name !== undefined) requireName(action, name);
  const parts = { sampler: samplerOf(action, sampler, seed), pruner };
  const opened = await openIfUrl(storage ?? new MemoryStorage());
  const study = await findOrCreateStudy(opened, { name, direction, loadIfExists });
  return await openStudy({ study, storage: opened, ...parts });
}

/**
 * Opens a study that exists.
 *
 * @param options Where it is and who goes on with it
 * @throws {RangeError} If there is no study of that name, or it has several objectives
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadStudy, MemoryStorage, RandomSampler } from "elb-anomaly/tuner";
 *
 * const sampler = new RandomSampler({ seed: 1 });
 * await assert.rejects(
 *   loadStudy({ name: "elb", storage: new MemoryStorage(), sampler }),
 *   /there is no study "elb"/,
 * );
 * ```
 */
export async function loadStudy(options: LoadStudyOptions): Promise<Study> {
  const action = "load a study";
  const { name, storage, sampler, seed, pruner, ...rest } = optionsOf(action, options);
  requireKnownOptions(action, rest);
  const parts = { sampler: samplerOf(action, sampler, seed), pruner };
  const opened = await openIfUrl(storage);
  return await openStudy({ study: await requireStudy(opened, name), storage: opened, ...parts });
}

/**
 * Deletes a study with all its trials.
 *
 * @param name Its name
 * @param options Where it is
 * @throws {RangeError} If there is no study of that name
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, deleteStudy, MemoryStorage, RandomSampler } from "elb-anomaly/tuner";
 *
 * const storage = new MemoryStorage();
 * const sampler = new RandomSampler({ seed: 1 });
 * await createStudy({ name: "elb", direction: "minimize", storage, sampler });
 * await deleteStudy("elb", { storage });
 * assert.deepEqual(await storage.listStudies(), []);
 * ```
 */
export async function deleteStudy(
  name: string,
  options: { storage: Storage | string },
): Promise<void> {
  requireKnownOptions("delete a study", options, ["storage"]);
  const storage = await openIfUrl(options.storage);
  try {
    await storage.deleteStudy((await requireStudy(storage, name)).studyId);
  } finally {
    if (storage !== options.storage) await storage.close();
  }
}

/** The storage itself, or the one that a URL names. */
export async function openIfUrl(storage: Storage | string): Promise<Storage> {
  if (typeof storage !== "string") {
    if (typeof (storage as Partial<Storage> | null | undefined)?.findStudy === "function") {
      return storage;
    }
    throw new TypeError(
      `Cannot open the storage as it must be a URL such as "sqlite:///studies.db" or what openStorage() gave: current value is ${
        excerpt(storage)
      }`,
    );
  }
  const { openStorage } = await import("../storages/open_storage.ts");
  return await openStorage(storage);
}

/** The study of that name. @throws {RangeError} If there is none */
export async function requireStudy(storage: Storage, name: string): Promise<FrozenStudy> {
  const study = await storage.findStudy(name);
  if (study === undefined) {
    throw new RangeError(
      `Cannot open the study: there is no study ${excerpt(name)} in the storage`,
    );
  }
  return study;
}

/** Opens a stored study; its sampler goes on where trials before have left off. */
export async function openStudy(
  parts: Omit<StudyParts, "pruner"> & { pruner?: Pruner | undefined },
): Promise<Study> {
  const study = new Study({ ...parts, pruner: parts.pruner ?? new MedianPruner() });
  await study.refresh();
  const started = study.trials.filter(({ state }) => state !== "WAITING").length;
  if (started > 0) parts.sampler.resume?.(started);
  return study;
}

function samplerOf(
  action: string,
  sampler: Sampler | undefined,
  seed: number | undefined,
): Sampler {
  if (sampler === undefined) {
    requireSeed(action, seed);
    return new TpeSampler({ seed: seed! });
  }
  if (seed === undefined) return sampler;
  throw new TypeError(`Cannot ${action} as seed is the default sampler's: there is a sampler too`);
}

/** Finds the study of a name, or creates it; a taken name is an error unless it may be loaded. */
export async function findOrCreateStudy(
  storage: Storage,
  { name, direction, loadIfExists }: {
    name: string | undefined;
    direction: Direction;
    loadIfExists: boolean;
  },
): Promise<FrozenStudy> {
  const find = async () =>
    name === undefined || !loadIfExists ? undefined : await storage.findStudy(name);
  let found = await find();
  if (found === undefined) {
    try {
      return await storage.createStudy(name ?? await freeName(storage), [direction]);
    } catch (error) {
      found = await find(); // another worker may have created it in between
      if (found === undefined) throw error;
    }
  }
  return requireDirection(found, direction);
}

function requireDirection(study: FrozenStudy, direction: Direction): FrozenStudy {
  if (study.directions.length === 1 && study.directions[0] !== direction) {
    throw new RangeError(
      `Cannot load study "${study.name}" as direction must be the stored one, ${
        study.directions[0]
      }: current value is ${direction}`,
    );
  }
  return study;
}

async function freeName(storage: Storage): Promise<string> {
  const names = new Set((await storage.listStudies()).map((study) => study.name));
  let i = 0;
  while (names.has(`no-name-${i}`)) i++;
  return `no-name-${i}`;
}
