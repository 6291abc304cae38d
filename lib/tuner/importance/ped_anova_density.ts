/** The densities that PED-ANOVA compares, on a grid of at most 50 cells. */
import {
  type CategoricalChoice,
  type Distribution,
  toInternal,
} from "../distributions/distribution.ts";
import { normalCdf } from "../../math/mod.ts";

const MOST_CELLS = 50;
const NARROWEST = 0.5 / 1.64;

/** How many cells the grid of a parameter has: its values where they are few. */
export function cellCount(distribution: Distribution): number {
  if (distribution.kind === "categorical") return distribution.choices.length;
  const { kind, low, high, log, step } = distribution;
  if (step === null) return MOST_CELLS;
  if (kind === "int" && log) {
    return Math.min(Math.ceil(Math.log2(high - low + 1)) + 1, MOST_CELLS);
  }
  return Math.min(Math.round((high - low) / step) + 1, MOST_CELLS);
}

/** The cell of an external value; on a logarithmic grid with `log`. */
export function cellOf(distribution: Distribution, value: CategoricalChoice): number {
  const internal = toInternal(distribution, value);
  if (distribution.kind === "categorical") return internal;
  const scale = (x: number) => distribution.log ? Math.log(x) : x;
  const low = scale(distribution.low);
  const last = cellCount(distribution) - 1;
  const width = (scale(distribution.high) - low) / last;
  const cell = Math.ceil((scale(internal) - low) / width - 0.5);
  return Math.min(Math.max(cell, 0), last);
}

/**
 * The share of each cell in a mixture of one kernel a non-empty cell, weighted by its count, and a
 * prior of weight 1. Numeric kernels are normal, as wide as Scott's rule says, cut to the grid;
 * categorical ones are those of the Parzen estimator.
 *
 * @param distribution The parameter
 * @param cells Observed cells, at least one
 * @returns Shape `[cells of the grid]`, sum 1
 */
export function gridDensity(distribution: Distribution, cells: readonly number[]): Float64Array {
  const size = cellCount(distribution);
  const counts = new Float64Array(size);
  for (const cell of cells) counts[cell]!++;
  const density = new Float64Array(size);
  const total = cells.length + 1;
  if (distribution.kind === "categorical") {
    const distinct = counts.filter((count) => count > 0).length;
    const base = 1 / (distinct + 1);
    const sum = size * base + 1;
    for (let g = 0; g < size; g++) {
      density[g] = (cells.length * base / sum + counts[g]! / sum + 1 / size) / total;
    }
    return density;
  }
  const width = scottWidth(counts, cells.length);
  counts.forEach((count, cell) => {
    if (count > 0) addKernel(density, cell, width, count / total);
  });
  addKernel(density, (size - 1) / 2, size, 1 / total);
  return density;
}

/** 1.059 * min(interquartile range / 1.34, standard deviation) / n^0.2, in cells. */
function scottWidth(counts: Float64Array, total: number): number {
  let mean = 0;
  counts.forEach((count, cell) => mean += count * cell / total);
  let squares = 0;
  counts.forEach((count, cell) => squares += count * (cell - mean) ** 2);
  const deviation = Math.sqrt(squares / Math.max(1, total - 1));
  let cumulative = 0;
  const sums = counts.map((count) => cumulative += count);
  const first = sums.findIndex((sum) => sum >= Math.floor(total / 4));
  const beyond = sums.findIndex((sum) => sum > Math.floor(3 * total / 4));
  const last = beyond < 0 ? counts.length - 1 : beyond;
  const spread = Math.min((last - first) / 1.34, deviation);
  return Math.max(1.059 * spread * total ** -0.2, NARROWEST);
}

/** Adds a normal kernel, cut to the grid, with the given weight. */
function addKernel(density: Float64Array, mean: number, width: number, weight: number): void {
  const inside = massBetween((-0.5 - mean) / width, (density.length - 0.5 - mean) / width);
  for (let g = 0; g < density.length; g++) {
    const mass = massBetween((g - 0.5 - mean) / width, (g + 0.5 - mean) / width);
    density[g]! += weight * mass / inside;
  }
}

function massBetween(a: number, b: number): number {
  return a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
}
