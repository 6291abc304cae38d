/** Evenly spread points instead of random ones. */
import { requireKnownOptions, requireSeed } from "../../../checks.ts";
import { Mt19937, streamSeed } from "../../../math/mod.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import { drawUniform } from "../random_sampler.ts";
import { NOTHING, type Sampler, type SamplerContext } from "../sampler.ts";
import type { FrozenTrial } from "../../storages/storage.ts";
import { valueAt } from "../unit_interval.ts";
import { SobolDimension } from "./sobol.ts";

/** How a {@linkcode QmcSampler} works. */
export interface QmcSamplerOptions {
  /** An integer in 0 .. 2^32 - 1. */
  seed: number;
}

/**
 * Spreads trials evenly over the space by a scrambled Sobol sequence: random search without its
 * gaps and clusters, best with 2, 4, 8, ... trials. Each parameter is a dimension of the sequence,
 * in the order in which the study first asked for them; a trial's point is that of its number. So
 * trials side by side, and a study that is opened again with the same seed, take the points they
 * would take one after the other, and none twice.
 *
 * Source: Sobol (1967), https://doi.org/10.1016/0041-5553(67)90144-9; Joe and Kuo (2008); Matousek
 * (1998).
 *
 * @example Eight trials, one in each eighth of the range
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, QmcSampler } from "elb-anomaly";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new QmcSampler({ seed: 1 }) });
 * await study.optimize((trial) => trial.suggestFloat("x", 0, 8), { nTrials: 8 });
 * const eighths = study.trials.map(({ params }) => Math.floor(Number(params.x)));
 * assert.deepEqual(eighths.sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
 * ```
 */
export class QmcSampler implements Sampler {
  readonly #seed: number;
  readonly #dimensions = new Map<string, SobolDimension>();

  /**
   * Sets it up.
   *
   * @param options See {@linkcode QmcSamplerOptions}
   * @throws {RangeError} If `seed` is not an integer in 0 .. 2^32 - 1
   */
  constructor(options: QmcSamplerOptions) {
    const { seed, ...rest } = options ?? NOTHING;
    requireKnownOptions("make a sampler", rest);
    requireSeed("make a sampler", seed);
    this.#seed = streamSeed(seed, "qmc");
  }

  /** See {@linkcode Sampler}. */
  sample(context: SamplerContext, name: string, distribution: Distribution): number {
    const { trial, redraw } = context;
    if (redraw > 0) {
      const seed = streamSeed(this.#seed, `trial ${trial.number} redraw ${redraw} ${name}`);
      return drawUniform(new Mt19937(seed), distribution);
    }
    return valueAt(distribution, this.#dimension(name, context.otherTrials).at(trial.number));
  }

  /** The dimension of a name; those of trials before this one come first, in their order. */
  #dimension(name: string, trials: readonly FrozenTrial[]): SobolDimension {
    if (!this.#dimensions.has(name)) {
      for (const { distributions } of trials) {
        for (const earlier of Object.keys(distributions)) this.#add(earlier);
      }
      this.#add(name);
    }
    return this.#dimensions.get(name)!;
  }

  #add(name: string): void {
    if (this.#dimensions.has(name)) return;
    this.#dimensions.set(name, new SobolDimension(this.#dimensions.size, this.#seed));
  }
}
