/**
 * The mass of many normal kernels on the cells of a grid.
 *
 * @module
 */
import { LOG_SQRT_2PI, normalCdf } from "./normal_distribution.ts";

/** Below this width (in standard deviations) a cell's mass comes from its middle. */
const NARROW = 0.1;

/**
 * Kernels with equal mean and width, common where parameters are few integers, are computed once; a
 * cell that is narrow beside its kernel takes the density at its middle with three terms of the
 * series in the cell's width (off by less than 1e-9 within 5 standard deviations), any other the
 * difference of two cumulative shares.
 */
export class CellMasses {
  readonly #group: Uint32Array; // kernel -> group
  readonly #means: Float64Array; // by group
  readonly #scales: Float64Array;
  readonly #logMasses: Float64Array;
  readonly #results: Float64Array;

  /** Takes the kernels' means, widths and log masses inside their domain. */
  constructor(means: Float64Array, widths: Float64Array, logMasses: Float64Array) {
    const groups = new Map<number, Map<number, number>>();
    const first: number[] = [];
    this.#group = new Uint32Array(means.length);
    for (let k = 0; k < means.length; k++) {
      let sameMean = groups.get(means[k]!);
      if (sameMean === undefined) groups.set(means[k]!, sameMean = new Map());
      let group = sameMean.get(widths[k]!);
      if (group === undefined) {
        group = first.push(k) - 1;
        sameMean.set(widths[k]!, group);
      }
      this.#group[k] = group;
    }
    this.#means = Float64Array.from(first, (k) => means[k]!);
    this.#scales = Float64Array.from(first, (k) => 1 / widths[k]!);
    this.#logMasses = Float64Array.from(first, (k) => logMasses[k]!);
    this.#results = new Float64Array(first.length);
  }

  /** Adds each kernel's log mass on [low, high] to `sums`, shape `[kernels]`. */
  addLog(low: number, high: number, sums: Float64Array): void {
    const results = this.#results;
    for (let g = 0; g < results.length; g++) {
      const scale = this.#scales[g]!;
      const a = (low - this.#means[g]!) * scale;
      const b = (high - this.#means[g]!) * scale;
      results[g] = (b - a < NARROW ? logNarrow(a, b) : logWide(a, b)) - this.#logMasses[g]!;
    }
    for (let k = 0; k < sums.length; k++) sums[k]! += results[this.#group[k]!]!;
  }
}

function logNarrow(a: number, b: number): number {
  const z = 0.5 * (a + b);
  const square = z * z;
  const width = b - a;
  const w = width * width;
  // integral of the density over the cell / (density at the middle * width)
  const series = 1 + w * ((square - 1) / 24 + w * ((square * square - 6 * square + 3) / 1920));
  return -0.5 * square - LOG_SQRT_2PI + Math.log(width * series);
}

function logWide(a: number, b: number): number {
  const mass = a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
  return Math.log(mass);
}
