/** The parameters of a trial that runs: asked for by name, chosen when they are first asked for. */
import { excerpt } from "../../checks.ts";
import { Mt19937, streamSeed } from "../../math/mod.ts";
import {
  type CategoricalChoice,
  checkCompatible,
  containsInternal,
  type Distribution,
  isSingle,
  sameDistribution,
  toExternal,
  toInternal,
} from "../distributions/distribution.ts";
import { drawUniform } from "../samplers/random_sampler.ts";
import type { SamplerContext } from "../samplers/sampler.ts";
import type { FrozenTrial, Storage, StoredParam } from "../storages/storage.ts";
import type { TrialHost } from "./trial_host.ts";

/** So often a sampler may choose anew before uniform draws take over. */
const SAMPLER_REDRAWS = 20;

/** A parameter in internal form. */
interface LiveParam {
  readonly distribution: Distribution;
  readonly internal: number;
}

/** What decides a parameter that has no value yet. */
interface Choice {
  readonly context: SamplerContext;
  /** What the trial was queued with. */
  readonly fixed: Record<string, CategoricalChoice> | undefined;
}

/** What a trial has been given so far, in the order in which it asked. */
export class LiveParams {
  readonly #host: TrialHost;
  readonly #number: number;
  readonly #params = new Map<string, LiveParam>();
  #uniform: Mt19937 | undefined;
  #joint: ReadonlyMap<string, number> | undefined;

  /** Starts with what the trial has already. */
  constructor(host: TrialHost, { number, distributions, params }: FrozenTrial) {
    this.#host = host;
    this.#number = number;
    for (const [name, distribution] of Object.entries(distributions)) {
      const internal = toInternal(distribution, params[name]!);
      this.#params.set(name, { distribution, internal });
    }
  }

  /** By name, as the objective sees them. */
  get values(): Record<string, CategoricalChoice> {
    return Object.fromEntries(
      this.#params.entries().map(([name, { distribution, internal }]) =>
        [name, toExternal(distribution, internal)] as const
      ),
    );
  }

  /** By name. */
  get distributions(): Record<string, Distribution> {
    return Object.fromEntries(
      this.#params.entries().map(([name, { distribution }]) => [name, distribution] as const),
    );
  }

  /**
   * A value: the one that the name has, or one chosen now.
   *
   * @throws {RangeError} If the distribution is malformed, contradicts the study's for the name, or
   *   does not hold the value that the name has
   */
  ask(
    name: string,
    makeDistribution: () => Distribution,
    choice: Choice,
  ): LiveParam & { value: CategoricalChoice; isNew: boolean } {
    const made = nameErrors(name, this.#number, makeDistribution);
    const known = this.#params.get(name);
    const before = known?.distribution ?? this.#host.knownDistribution(name);
    if (before !== undefined) checkCompatible(name, before, made);
    // one object for equal distributions: samplers compare those of all trials
    const distribution = before !== undefined && sameDistribution(before, made) ? before : made;
    const internal = known?.internal ?? this.#choose(name, distribution, choice);
    if (known === undefined) this.#params.set(name, { distribution, internal });
    else if (!containsInternal(distribution, internal)) {
      throw new RangeError(
        `Cannot suggest "${name}" again as the value of trial ${this.#number} must lie in ${
          describeRange(distribution)
        }: it is ${internal}`,
      );
    }
    const value = toExternal(distribution, internal);
    return { distribution, internal, value, isNew: known === undefined };
  }

  /**
   * Forgets all of them, for the sampler to choose again. One that keeps choosing the same is
   * replaced, for this trial, by uniform draws.
   */
  forget(times: number): void {
    this.#params.clear();
    this.#joint = undefined;
    if (times > SAMPLER_REDRAWS) {
      this.#uniform ??= new Mt19937(streamSeed(this.#number, "uniform redraws"));
    }
  }

  #choose(name: string, distribution: Distribution, { context, fixed }: Choice): number {
    if (fixed !== undefined && Object.hasOwn(fixed, name)) {
      return nameErrors(name, this.#number, () => toInternal(distribution, fixed[name]!));
    }
    if (isSingle(distribution)) {
      return distribution.kind === "categorical" ? 0 : distribution.low;
    }
    if (this.#uniform !== undefined) return drawUniform(this.#uniform, distribution);
    const { sampler } = this.#host;
    this.#joint ??= sampler.sampleJoint?.(context) ?? new Map();
    const joint = this.#joint.get(name);
    if (joint !== undefined && containsInternal(distribution, joint)) return joint;
    return sampler.sample(context, name, distribution);
  }
}

/** Runs a step; an error of it says which parameter of which trial it concerns. */
function nameErrors<T>(name: string, number: number, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
    const Kind = cause instanceof TypeError ? TypeError : RangeError;
    throw new Kind(`Cannot suggest ${excerpt(name)} in trial ${number}: ${cause.message}`, {
      cause,
    });
  }
}

/** A range in few words. */
function describeRange(distribution: Distribution): string {
  return distribution.kind === "categorical"
    ? JSON.stringify(distribution.choices)
    : `${distribution.low}..${distribution.high}`;
}

/** Stores parameters, in one step where the storage can. */
export async function writeParams(
  storage: Storage,
  trialId: number,
  params: readonly StoredParam[],
): Promise<void> {
  if (storage.setTrialParams !== undefined) return await storage.setTrialParams(trialId, params);
  for (const { name, internalValue, distribution } of params) {
    await storage.setTrialParam(trialId, name, internalValue, distribution);
  }
}
