/** A Gaussian process on the unit cube. */
import { type Factor, factorize } from "./factorize.ts";
import { fitScales } from "./fit_scales.ts";
import { covarianceAt, type KernelScales, PairGaps, type Points } from "./matern_kernel.ts";

/** What a row is expected to give. */
export interface Prediction {
  /** Expected target. */
  mean: number;
  /** Its standard deviation, noise left out; above 0. */
  sd: number;
}

/** Smallest variance of a prediction: what rounding leaves of it. */
const LEAST_VARIANCE = 1e-12;

/**
 * A function over rows as a Gaussian process with a Matern 5/2 kernel, one length a parameter.
 *
 * Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, chapters 2 and 5.
 */
export class GaussianProcess {
  readonly #points: Points;
  readonly #targets: Float64Array;
  readonly #scales: KernelScales;
  readonly #factor: Factor;

  private constructor(points: Points, targets: Float64Array, scales: KernelScales) {
    this.#points = points;
    this.#targets = targets;
    this.#scales = scales;
    this.#factor = factorize(new PairGaps(points).covariance(scales), targets);
  }

  /**
   * Finds the kernel that suits the targets, of mean 0 and variance 1.
   *
   * @param targets Shape `[n]`
   */
  static fit(points: Points, targets: Float64Array): GaussianProcess {
    return new GaussianProcess(points, targets, fitScales(new PairGaps(points), targets));
  }

  /** The same kernel, with rows more that give what is expected of them: trials under way. */
  withExpected(rows: readonly Float64Array[]): GaussianProcess {
    if (rows.length === 0) return this;
    const points = { ...this.#points, rows: [...this.#points.rows, ...rows] };
    const targets = new Float64Array(points.rows.length);
    targets.set(this.#targets);
    rows.forEach((row, i) => targets[this.#targets.length + i] = this.predict(row).mean);
    return new GaussianProcess(points, targets, this.#scales);
  }

  /** What a row is expected to give. */
  predict(row: Float64Array): Prediction {
    const { inverse, alpha } = this.#factor;
    const covariances = covarianceAt(row, this.#points, this.#scales);
    const n = covariances.length;
    let mean = 0;
    let explained = 0;
    for (let i = 0; i < n; i++) {
      mean += covariances[i]! * alpha[i]!;
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += inverse[i * n + j]! * covariances[j]!;
      explained += sum * sum;
    }
    return { mean, sd: Math.sqrt(Math.max(this.#scales.variance - explained, LEAST_VARIANCE)) };
  }
}
