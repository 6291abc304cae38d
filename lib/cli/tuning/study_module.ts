/** The module that `deno task tune` runs, and the study it asks for. */
import { requireKnownOptions } from "../../checks.ts";
import { streamSeed } from "../../math/mod.ts";
import {
  type Direction,
  ForestSampler,
  GpSampler,
  type Pruner,
  QmcSampler,
  RandomSampler,
  type RdbStorage,
  type Sampler,
  type Study,
  TpeSampler,
} from "../../tuner/mod.ts";
import { findOrCreateStudy, openStudy } from "../../tuner/study/mod.ts";
import { type TuneJob, typedModule } from "./job.ts";

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

/** The seeds that a worker has. */
interface Seeds {
  /** Its own, for samplers that draw one number after the other. */
  readonly worker: number;
  /** That of all workers, for samplers that draw by a trial's number. */
  readonly study: number;
}

/** The samplers that the command line knows. */
export const SAMPLERS: Readonly<Record<string, (seeds: Seeds) => Sampler>> = {
  tpe: ({ worker }) => new TpeSampler({ seed: worker }),
  random: ({ worker }) => new RandomSampler({ seed: worker }),
  forest: ({ worker }) => new ForestSampler({ seed: worker }),
  gp: ({ study }) => new GpSampler({ seed: study }),
  qmc: ({ study }) => new QmcSampler({ seed: study }),
};

/**
 * Opens or creates the study that a job names, with the sampler and pruner that the command line or
 * the module asks for; refuses a module that breaks its contract.
 */
export async function openTuneStudy(job: TuneJob, storage: RdbStorage): Promise<Study> {
  const { default: objective, study = {} } = await import(job.module);
  const name = typedModule(job);
  if (typeof objective !== "function") {
    throw new TypeError(
      `Cannot tune ${name} as its default export must be a function from a trial to a number: it is ${typeof objective}`,
    );
  }
  const { direction, sampler, pruner, ...rest } = study as TuneStudy;
  requireKnownOptions(`tune ${name}`, rest);
  if (sampler !== undefined && typeof sampler !== "function") {
    throw new TypeError(
      `Cannot tune ${name} as study.sampler must be a function from a seed to a sampler, so that no two workers try the same: it is ${typeof sampler}`,
    );
  }
  const found = await storage.findStudy(job.study);
  const asked = (job.direction as Direction | undefined) ?? direction;
  const stored = await findOrCreateStudy(storage, {
    name: job.study,
    direction: asked ?? found?.directions[0] ?? "minimize",
    loadIfExists: true,
  });
  // Every worker there ever was, on any machine, draws numbers of its own.
  const place = await storage.takeNumber(stored.studyId, "tune:workers");
  const worker = streamSeed(job.seed, `tune worker ${place}`);
  return await openStudy({
    study: stored,
    storage,
    sampler: job.sampler === undefined && sampler !== undefined
      ? sampler(worker)
      : SAMPLERS[job.sampler ?? "tpe"]!({ worker, study: job.seed }),
    pruner,
  });
}
