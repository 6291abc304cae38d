/**
 * Making, opening and deleting studies.
 *
 * @module
 */
import { requireOneOf } from "../../checks.ts";
import { MedianPruner } from "../pruners/percentile_pruner.ts";
import { MemoryStorage } from "../storages/memory_storage.ts";
import type { Pruner } from "../pruners/pruner.ts";
import type { Sampler } from "../samplers/sampler.ts";
import type { Direction, FrozenStudy, Storage } from "../storages/storage.ts";
import { Study } from "./study.ts";

/** What a new study is made of. */
export interface CreateStudyOptions {
  /** Which way the objective goes. */
  direction: Direction;
  /** Who chooses parameters. */
  sampler: Sampler;
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

/**
 * Creates a study, or with `loadIfExists` goes on with the one of that name.
 *
 * @param options See {@linkcode CreateStudyOptions}; names and defaults follow Optuna 5.0.0
 * @throws {RangeError} If the direction is unknown, the name is taken, or the study of that name has
 *   another direction
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, RandomSampler } from "elb-anomaly/tuner";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 7 }) });
 * await study.optimize((trial) => trial.suggestFloat("x", -1, 1) ** 2, { nTrials: 20 });
 * assert.ok(study.bestValue < 0.1);
 * ```
 */
export async function createStudy(options: CreateStudyOptions): Promise<Study> {
  const { direction, sampler, pruner = new MedianPruner(), loadIfExists = false } = options;
  requireOneOf("create a study", { direction }, ["minimize", "maximize"]);
  checkName(options.name);
  const storage = await openIfUrl(options.storage ?? new MemoryStorage());
  const study = await findOrCreate(storage, options.name, direction, loadIfExists);
  return await opened(new Study({ study, storage, sampler, pruner }));
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
export async function loadStudy(
  options: { name: string; storage: Storage | string; sampler: Sampler; pruner?: Pruner },
): Promise<Study> {
  const { name, sampler, pruner = new MedianPruner() } = options;
  const storage = await openIfUrl(options.storage);
  const study = await requireStudy(storage, name);
  return await opened(new Study({ study, storage, sampler, pruner }));
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
  const storage = await openIfUrl(options.storage);
  try {
    await storage.deleteStudy((await requireStudy(storage, name)).studyId);
  } finally {
    if (storage !== options.storage) await storage.close();
  }
}

/** The storage itself, or the one that a URL names. */
export async function openIfUrl(storage: Storage | string): Promise<Storage> {
  if (typeof storage !== "string") return storage;
  const { openStorage } = await import("../storages/open_storage.ts");
  return await openStorage(storage);
}

/** The study of that name. @throws {RangeError} If there is none */
export async function requireStudy(storage: Storage, name: string): Promise<FrozenStudy> {
  const study = await storage.findStudy(name);
  if (study === undefined) {
    throw new RangeError(`Cannot open the study: there is no study "${name}" in the storage`);
  }
  return study;
}

async function opened(study: Study): Promise<Study> {
  await study.refresh();
  return study;
}

async function findOrCreate(
  storage: Storage,
  name: string | undefined,
  direction: Direction,
  loadIfExists: boolean,
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

function checkName(name: string | undefined): void {
  if (name === undefined) return;
  if (typeof name !== "string") {
    throw new TypeError(`Cannot create a study as name must be a string: it is a ${typeof name}`);
  }
  if (name.length > 512) {
    throw new RangeError(
      `Cannot create a study as name must have at most 512 characters: it has ${name.length}`,
    );
  }
}

async function freeName(storage: Storage): Promise<string> {
  const names = new Set((await storage.listStudies()).map((study) => study.name));
  let i = 0;
  while (names.has(`no-name-${i}`)) i++;
  return `no-name-${i}`;
}
