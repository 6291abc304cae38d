/**
 * The module that `deno task tune` runs, and the study it asks for.
 *
 * @module
 */
import { streamSeed } from "../../math/mod.ts";
import {
  createStudy,
  type CreateStudyOptions,
  type Direction,
  ForestSampler,
  loadStudy,
  type Pruner,
  RandomSampler,
  type RdbStorage,
  type Sampler,
  type Study,
  TpeSampler,
} from "../../tuner/mod.ts";
import type { TuneJob } from "./job.ts";

/** What a module may export as `study`, beside its default export, the objective. */
export interface TuneStudy {
  /** Which way the objective goes; "minimize" unless told. */
  direction?: Direction;
  /**
   * Makes a worker's sampler from the worker's seed. A function, since two workers with one seed
   * would try the same parameters.
   */
  sampler?: (seed: number) => Sampler;
  /** Who ends hopeless trials; the median rule unless told. */
  pruner?: Pruner;
}

/** The samplers that the command line knows. */
export const SAMPLERS: Readonly<Record<string, (seed: number) => Sampler>> = {
  tpe: (seed) => new TpeSampler({ seed }),
  random: (seed) => new RandomSampler({ seed }),
  forest: (seed) => new ForestSampler({ seed }),
};

/**
 * Opens or creates the study that a job names, with the sampler and pruner that the command line or
 * the module asks for.
 *
 * @throws {TypeError} If the module breaks its contract
 * @throws {RangeError} If the study goes another way
 */
export async function openTuneStudy(job: TuneJob, storage: RdbStorage): Promise<Study> {
  const { default: objective, study = {} } = await import(job.module);
  if (typeof objective !== "function") {
    throw new TypeError(
      `Cannot tune ${job.module} as its default export must be a function from a trial to a number: it is ${typeof objective}`,
    );
  }
  const { direction, sampler = SAMPLERS.tpe, pruner } = study as TuneStudy;
  if (typeof sampler !== "function") {
    throw new TypeError(
      `Cannot tune ${job.module} as study.sampler must be a function from a seed to a sampler, so that no two workers try the same: it is ${typeof sampler}`,
    );
  }
  const found = await storage.findStudy(job.study);
  const asked = (job.direction as Direction | undefined) ?? direction;
  const { studyId } = await openOrCreate({
    direction: asked ?? found?.directions[0] ?? "minimize",
    sampler: new RandomSampler({ seed: job.seed }), // draws nothing
    storage,
    name: job.study,
    loadIfExists: true,
  });
  // Every worker there ever was, on any machine, draws numbers of its own.
  const worker = await storage.takeNumber(studyId, "tune:workers");
  const makeSampler = job.sampler === undefined ? sampler : SAMPLERS[job.sampler]!;
  return await loadStudy({
    sampler: makeSampler(streamSeed(job.seed, `tune worker ${worker}`)),
    ...(pruner === undefined ? {} : { pruner }),
    storage,
    name: job.study,
  });
}

/** Workers start together: where another created the study just now, it is there to load. */
async function openOrCreate(
  options: CreateStudyOptions & { storage: RdbStorage; name: string },
): Promise<Study> {
  try {
    return await createStudy(options);
  } catch (error) {
    if (await options.storage.findStudy(options.name) === undefined) throw error;
    return await createStudy(options);
  }
}
