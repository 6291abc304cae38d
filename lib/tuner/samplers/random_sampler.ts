/** Random search. */
import { requireKnownOptions, requireSeed } from "../../checks.ts";
import { Mt19937, streamSeed } from "../../math/mod.ts";
import { type Distribution, isSingle, sameDistribution } from "../distributions/distribution.ts";
import { NOTHING, type Sampler, type SamplerContext } from "./sampler.ts";

/** What was drawn for a trial when it started. */
interface Drawn {
  values: Map<string, { distribution: Distribution; value: number }>;
  own: Mt19937;
}

/**
 * Draws every parameter independently: bit for bit the values of Optuna 5.0.0's `RandomSampler`
 * with the same seed.
 *
 * Where trials run side by side, each trial's numbers are set aside in trial order, by the
 * parameters that the trial before the parallel ones asked for. So results equal those of one trial
 * after the other as long as all trials ask for the same parameters in the same order. A trial that
 * asks for others (a conditional space) draws those from a stream of its own, seeded by its number:
 * still the same in every parallel run, but not what one after the other gives; nor is it where a
 * trial asks for fewer, by throwing before it has asked for all.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, RandomSampler } from "elb-anomaly/tuner";
 *
 * const study = await createStudy({ direction: "minimize", sampler: new RandomSampler({ seed: 42 }) });
 * await study.optimize((trial) => trial.suggestFloat("x", -10, 10), { nTrials: 1 });
 * assert.equal(study.bestValue, -2.50919762305275); // as Optuna prints it
 * ```
 */
export class RandomSampler implements Sampler {
  /** All trials share one stream. */
  readonly ordered = true;
  readonly #seed: number;
  #stream: Mt19937;
  readonly #drawn = new WeakMap<SamplerContext, Drawn>();

  /**
   * Starts the stream.
   *
   * @param options `seed`: an integer in 0 .. 2^32 - 1
   * @throws {RangeError} If `seed` is not such an integer
   */
  constructor(options: { seed: number }) {
    const { seed, ...rest } = options ?? NOTHING;
    requireKnownOptions("make a sampler", rest);
    requireSeed("make a sampler", seed);
    this.#seed = seed;
    this.#stream = new Mt19937(seed);
  }

  /** See {@linkcode Sampler}. */
  resume(trials: number): void {
    this.#stream = new Mt19937(streamSeed(this.#seed, `after ${trials} trials`));
  }

  /** See {@linkcode Sampler}. */
  beforeTrial(context: SamplerContext): void {
    const { plan, trial, redraw } = context;
    if (plan === undefined && redraw === 0) return;
    const name = redraw === 0 ? `trial ${trial.number}` : `trial ${trial.number} redraw ${redraw}`;
    const drawn: Drawn = {
      values: new Map(),
      own: new Mt19937(streamSeed(this.#seed, name)),
    };
    this.#drawn.set(context, drawn);
    if (redraw > 0) return;
    const fixed = { ...trial.params, ...(trial.systemAttrs.fixed_params as object | undefined) };
    for (const { name, distribution } of plan!) {
      if (Object.hasOwn(fixed, name) || isSingle(distribution)) continue;
      drawn.values.set(name, { distribution, value: drawUniform(this.#stream, distribution) });
    }
  }

  /** See {@linkcode Sampler}. */
  sample(context: SamplerContext, name: string, distribution: Distribution): number {
    const drawn = this.#drawn.get(context);
    if (drawn === undefined) return drawUniform(this.#stream, distribution);
    const planned = drawn.values.get(name);
    if (planned !== undefined && sameDistribution(planned.distribution, distribution)) {
      return planned.value;
    }
    return drawUniform(drawn.own, distribution);
  }
}

/**
 * One uniform draw in internal form, by the rules of Optuna's random sampler: a float is uniform
 * (in its logarithm with `log`), an int or stepped float is uniform over its range widened by half
 * a step on both sides and then rounded, a choice is the largest of as many draws as there are
 * choices.
 */
export function drawUniform(stream: Mt19937, distribution: Distribution): number {
  if (distribution.kind === "categorical") {
    const draws = distribution.choices.map(() => stream.random());
    return indexOfLargest(draws);
  }
  const { kind, low, high, log, step } = distribution;
  if (kind === "float" && step === null) {
    if (!log) return Math.min(uniform(stream, low, high), below(high));
    const value = Math.exp(uniform(stream, Math.log(low), Math.log(high)));
    return Math.min(Math.max(value, low), below(high));
  }
  if (log) {
    const value = Math.exp(uniform(stream, Math.log(low - 0.5), Math.log(high + 0.5)));
    return Math.min(Math.max(roundHalfEven(value), low), high);
  }
  const value = uniform(stream, low - step! / 2, high + step! / 2);
  const steps = kind === "int"
    ? Math.floor((value - low) / step! + 0.5)
    : roundHalfEven((value - low) / step!);
  return Math.min(Math.max(low + steps * step!, low), high);
}

/** The place of the largest of some numbers, the first of equals. */
export function indexOfLargest(values: readonly number[]): number {
  let largest = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[largest]!) largest = i;
  return largest;
}

/** The nearest integer; halves go to the even one, as in IEEE 754 and NumPy. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** The largest double below a finite number. */
export function below(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] = bits[0]! + (value > 0 ? -1n : 1n);
  return new Float64Array(bits.buffer)[0]!;
}

function uniform(stream: Mt19937, low: number, high: number): number {
  return low + (high - low) * stream.random();
}
