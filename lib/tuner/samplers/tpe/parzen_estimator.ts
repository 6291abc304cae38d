/** The density of observed parameters: a mixture of one kernel an observation and a prior. */
import type { Mt19937 } from "../../../math/mod.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import { CategoricalKernels } from "./categorical_kernels.ts";
import type { Kernels } from "./kernels.ts";
import { NumericKernels } from "./numeric_kernels.ts";
import type { Observations } from "./column.ts";

/**
 * A Parzen estimator over several parameters, as Optuna 5.0.0's joint TPE builds it: kernel `k` is
 * the product over the parameters of their `k`-th kernels, all with the same bandwidth rule as in
 * one dimension; the prior is the last kernel. Recent observations weigh 1, the weights of all but
 * the last 25 fall linearly to 1/n.
 *
 * Source: Bergstra et al. (2011), Algorithms for Hyper-Parameter Optimization; Watanabe (2023),
 * https://arxiv.org/abs/2304.11127; the rules of Optuna 5.0.0.
 */
export class ParzenEstimator {
  /** How many kernels there are, the prior included. */
  readonly size: number;
  readonly #names: string[];
  readonly #logWeights: Float64Array;
  readonly #cumulative: Float64Array;
  readonly #kernels = new Map<string, Kernels>();

  /**
   * Builds the kernels.
   *
   * @param space The parameters, in the order in which they are drawn
   * @param observations For each parameter what was observed, by trial number; all of one length,
   *   their orders are theirs no longer
   */
  constructor(
    space: ReadonlyMap<string, Distribution>,
    observations: ReadonlyMap<string, Observations>,
  ) {
    this.#names = [...space.keys()];
    const count = observations.get(this.#names[0]!)!.values.length;
    this.size = count + 1;
    const weights = kernelWeights(count);
    this.#logWeights = weights.map(Math.log);
    let sum = 0;
    this.#cumulative = weights.map((weight) => sum += weight);
    for (const [name, distribution] of space) {
      const observed = observations.get(name)!;
      this.#kernels.set(
        name,
        distribution.kind === "categorical"
          ? new CategoricalKernels(distribution.choices.length, observed.values)
          : new NumericKernels(distribution, observed),
      );
    }
  }

  /**
   * Draws candidates: first the kernel of each, then the categorical parameters, then the numeric
   * ones, all candidates of one parameter before the next.
   *
   * @returns For each parameter its values in internal form, shape `[count]`
   */
  draw(stream: Mt19937, count: number): Map<string, Float64Array> {
    const last = this.size - 1;
    const chosen = Uint32Array.from({ length: count }, () => {
      const share = stream.random();
      const place = this.#cumulative.findIndex((sum) => sum > share);
      return place < 0 ? last : place;
    });
    const drawn = new Map<string, Float64Array>();
    for (const isCategorical of [true, false]) {
      for (const [name, kernels] of this.#kernels) {
        if ((kernels instanceof CategoricalKernels) === isCategorical) {
          drawn.set(name, kernels.draw(chosen, stream));
        }
      }
    }
    return drawn;
  }

  /** The log density of each candidate, shape `[count]`. */
  logDensities(candidates: ReadonlyMap<string, Float64Array>): Float64Array {
    const parts = this.#names.map((name) =>
      [this.#kernels.get(name)!, candidates.get(name)!] as const
    );
    const sums = new Float64Array(this.size);
    const densities = new Float64Array(parts[0]![1].length);
    for (let c = 0; c < densities.length; c++) {
      sums.set(this.#logWeights);
      for (const [kernels, values] of parts) kernels.addLogDensities(values[c]!, sums);
      densities[c] = logSumExp(sums);
    }
    return densities;
  }
}

/** The normalised weights of `count` observations, oldest first, and of the prior. */
function kernelWeights(count: number): Float64Array {
  const weights = new Float64Array(count + 1).fill(1);
  const old = Math.max(count - 25, 0);
  const step = old > 1 ? (1 - 1 / count) / (old - 1) : 0;
  for (let i = 0; i < old; i++) weights[i] = i * step + 1 / count;
  if (old > 1) weights[old - 1] = 1;
  let sum = 0;
  for (const weight of weights) sum += weight;
  return weights.map((weight) => weight / sum);
}

function logSumExp(values: Float64Array): number {
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i]! > high) high = values[i]!;
  if (high === -Infinity) return high;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const gap = values[i]! - high;
    if (gap > -40) sum += Math.exp(gap); // what is left out is below 1e-17 of the sum each
  }
  return high + Math.log(sum);
}
