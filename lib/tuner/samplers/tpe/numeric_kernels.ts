/** Kernels of a numeric parameter. */
import {
  logNormalMass,
  logPeaks,
  type Mt19937,
  normalCdf,
  settleOrder,
  truncatedNormalQuantile,
} from "../../../math/mod.ts";
import type { FloatDistribution, IntDistribution } from "../../distributions/distribution.ts";
import { CellMasses } from "./cell_masses.ts";
import type { Kernels } from "./kernels.ts";
import { roundHalfEven } from "../random_sampler.ts";
import type { Observations } from "./column.ts";

/**
 * Normal kernels cut to the parameter's domain, one at each observation, as wide as the larger gap
 * to its neighbours; the prior sits in the middle, as wide as the domain. A stepped domain is half
 * a step wider at both ends, and a kernel's weight on a value is its mass within half a step. With
 * `log` all this happens on logarithms.
 */
export class NumericKernels implements Kernels {
  readonly #distribution: FloatDistribution | IntDistribution;
  readonly #low: number;
  readonly #high: number;
  readonly #means: Float64Array;
  readonly #widths: Float64Array;
  #densities: CellMasses | { scales: Float64Array; heights: Float64Array } | undefined;

  /** Takes what was observed, by trial number. */
  constructor(
    distribution: FloatDistribution | IntDistribution,
    { values: observed, order }: Observations,
  ) {
    this.#distribution = distribution;
    const { low, high, log, step } = distribution;
    const half = step === null ? 0 : step / 2;
    this.#low = log ? Math.log(low - half) : low - half;
    this.#high = log ? Math.log(high + half) : high + half;
    this.#means = new Float64Array(observed.length + 1);
    this.#means.set(log ? observed.map(Math.log) : observed);
    this.#means[observed.length] = 0.5 * (this.#low + this.#high);
    this.#widths = kernelWidths(this.#means, order, this.#low, this.#high);
  }

  /** See {@linkcode Kernels}. */
  addLogDensities(value: number, sums: Float64Array): void {
    const { log, step } = this.#distribution;
    const densities = this.#densities ??= this.#prepare();
    if (densities instanceof CellMasses) {
      const low = value - step! / 2;
      const high = value + step! / 2;
      densities.addLog(log ? Math.log(low) : low, log ? Math.log(high) : high, sums);
      return;
    }
    const x = log ? Math.log(value) : value;
    const means = this.#means;
    const { scales, heights } = densities;
    for (let k = 0; k < sums.length; k++) {
      const z = (x - means[k]!) * scales[k]!;
      sums[k]! += heights[k]! - 0.5 * z * z;
    }
  }

  /** See {@linkcode Kernels}. */
  draw(kernels: Uint32Array, stream: Mt19937): Float64Array {
    return Float64Array.from(kernels, (kernel) => {
      const mean = this.#means[kernel]!;
      const width = this.#widths[kernel]!;
      const a = (this.#low - mean) / width;
      const b = (this.#high - mean) / width;
      return this.#toParameter(mean + width * truncatedNormalQuantile(stream.random(), a, b));
    });
  }

  /** What all densities of these kernels need; drawing needs none of it. */
  #prepare(): CellMasses | { scales: Float64Array; heights: Float64Array } {
    const means = this.#means;
    const widths = this.#widths;
    const scales = new Float64Array(means.length);
    const logMasses = new Float64Array(means.length);
    for (let k = 0; k < means.length; k++) {
      const scale = scales[k] = 1 / widths[k]!;
      const mean = means[k]!;
      logMasses[k] = logTruncatedMass((this.#low - mean) * scale, (this.#high - mean) * scale);
    }
    const { low, high, log, step } = this.#distribution;
    if (step !== null) {
      const grid = { low, step, steps: Math.round((high - low) / step) };
      return new CellMasses(means, widths, logMasses, log ? undefined : grid);
    }
    const heights = logPeaks(widths);
    for (let k = 0; k < heights.length; k++) heights[k]! -= logMasses[k]!;
    return { scales, heights };
  }

  #toParameter(x: number): number {
    const { low, high, log, step } = this.#distribution;
    let value = log ? Math.exp(x) : x;
    if (step !== null) value = low + roundHalfEven((value - low) / step) * step;
    return Math.min(Math.max(value, low), high);
  }
}

/**
 * The larger gap to a neighbour or an end of the domain, at an end of the observations the inner
 * one.
 *
 * @param means Those of the observations and the prior's
 * @param nearOrder The observations nearly in order
 */
function kernelWidths(
  means: Float64Array,
  nearOrder: Uint32Array,
  low: number,
  high: number,
): Float64Array {
  const count = means.length - 1;
  const order = settleOrder(means, nearOrder);
  const widest = high - low;
  const narrowest = widest / Math.min(100, count + 2);
  const widths = new Float64Array(count + 1);
  let before = low;
  for (let i = 0; i < count; i++) {
    const k = order[i]!;
    const here = means[k]!;
    const left = here - before;
    const right = (i === count - 1 ? high : means[order[i + 1]!]!) - here;
    const gap = count < 2 || (i > 0 && i < count - 1)
      ? Math.max(left, right)
      : (i === 0 ? right : left);
    widths[k] = Math.min(Math.max(gap, narrowest), widest);
    before = here;
  }
  widths[count] = widest;
  return widths;
}

/** The log mass of a kernel inside its domain; quick where the mean is inside, as it mostly is. */
function logTruncatedMass(a: number, b: number): number {
  if (a > 0 || b < 0) return logNormalMass(a, b);
  const left = a < -8.5 ? 0 : normalCdf(a);
  const right = b > 8.5 ? 0 : normalCdf(-b);
  return left === 0 && right === 0 ? 0 : Math.log1p(-left - right);
}
