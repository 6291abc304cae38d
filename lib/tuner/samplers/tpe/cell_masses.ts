/** The mass of many normal kernels on the cells of a grid. */
import { LOG_SQRT_2PI, logPeaks, normalCdf } from "../../../math/mod.ts";

/** Below this width (in standard deviations) a cell's mass comes from its middle. */
const NARROW = 0.1;
/** Longest table, in steps; beyond it a Parzen estimator's cells are narrow. */
const LONGEST_TABLE = 1000;

/** An even grid of points. */
export interface EvenGrid {
  /** First point. */
  low: number;
  /** Spacing. */
  step: number;
  /** Number of points less one. */
  steps: number;
}

/** What `logShare` gives, by a kernel's width and distance from the cell, once asked. */
interface Table {
  readonly grid: EvenGrid;
  /** NaN where nobody asked yet. */
  readonly logs: Float64Array;
  /** By kernel: where those of its width begin in `logs`. */
  readonly starts: Uint32Array;
  /** By kernel: its mean as a point of the grid, -1 where it is none. */
  readonly points: Int32Array;
}

/**
 * The log masses of normal kernels on cells. A Parzen estimator asks for a hundred thousand of them
 * a suggestion, so three things keep it quick: a cell asked for again is remembered; on a short
 * even grid kernels of equal width share a table by distance; and a cell that is narrow
 * beside its kernel takes the density at its middle with three terms of the series in the cell's
 * width (off by less than 1e-9 within 5 standard deviations).
 */
export class CellMasses {
  readonly #means: Float64Array;
  readonly #scales: Float64Array;
  readonly #heights: Float64Array; // log densities at the means, cut to the domain
  readonly #remembers: boolean; // on a long grid hardly a cell is asked for twice
  readonly #table: Table | undefined;
  readonly #rows = new Map<number, Float64Array>(); // by the cell's lower end

  /**
   * Takes the kernels.
   *
   * @param means Shape `[kernels]`
   * @param widths Standard deviations, shape `[kernels]`
   * @param logMasses What to subtract from each kernel's log masses, shape `[kernels]`
   * @param grid Where the cells are even: their middles; otherwise a cell may have any width
   */
  constructor(
    means: Float64Array,
    widths: Float64Array,
    logMasses: Float64Array,
    grid?: EvenGrid,
  ) {
    this.#means = means;
    this.#scales = new Float64Array(widths.length);
    for (let k = 0; k < widths.length; k++) this.#scales[k] = 1 / widths[k]!;
    this.#heights = logPeaks(widths);
    for (let k = 0; k < widths.length; k++) this.#heights[k]! -= logMasses[k]!;
    this.#remembers = grid === undefined || grid.steps <= LONGEST_TABLE;
    if (grid !== undefined && grid.steps <= LONGEST_TABLE) {
      this.#table = makeTable(means, widths, grid);
    }
  }

  /** Adds each kernel's log mass on [low, high] to `sums`, shape `[kernels]`. */
  addLog(low: number, high: number, sums: Float64Array): void {
    if (!this.#remembers) return this.#add(low, high, sums);
    let row = this.#rows.get(low);
    if (row === undefined) {
      this.#rows.set(low, row = new Float64Array(sums.length));
      this.#add(low, high, row);
    }
    for (let k = 0; k < row.length; k++) sums[k]! += row[k]!;
  }

  #add(low: number, high: number, sums: Float64Array): void {
    if (this.#table !== undefined) return this.#addFromTable(this.#table, low, high, sums);
    const [means, scales, heights] = [this.#means, this.#scales, this.#heights];
    const logCell = Math.log(high - low);
    for (let k = 0; k < sums.length; k++) {
      const width = (high - low) * scales[k]!;
      const z = (0.5 * (low + high) - means[k]!) * scales[k]!;
      sums[k]! += heights[k]! + logCell + logShare(z, width);
    }
  }

  #addFromTable(table: Table, low: number, high: number, sums: Float64Array): void {
    const { grid, logs, starts, points } = table;
    const [means, scales, heights] = [this.#means, this.#scales, this.#heights];
    const cell = Math.round((0.5 * (low + high) - grid.low) / grid.step);
    const logCell = Math.log(high - low);
    for (let k = 0; k < sums.length; k++) {
      const point = points[k]!;
      const place = starts[k]! + Math.abs(cell - point);
      let log = point < 0 ? NaN : logs[place]!;
      if (Number.isNaN(log)) {
        const width = (high - low) * scales[k]!;
        const z = (0.5 * (low + high) - means[k]!) * scales[k]!;
        log = logShare(z, width);
        if (point >= 0) logs[place] = log;
      }
      sums[k]! += heights[k]! + logCell + log;
    }
  }
}

/**
 * The log of: standard normal mass on a cell / (the cell's width * the density at 0).
 *
 * @param z The cell's middle
 * @param width The cell's width
 */
function logShare(z: number, width: number): number {
  return width < NARROW ? narrow(z, width) : wide(z, width);
}

/** By the series in the width. */
function narrow(z: number, width: number): number {
  const q = z * z;
  const w = width * width;
  return w * ((q - 1) / 24 -
        w * ((q * (q + 4) - 2) / 2880 - w * ((q * (q * (q + 6) + 3) - 1) / 181440))) - 0.5 * q;
}

/** By the difference of two shares, which cancels where the cell is narrow. */
function wide(z: number, width: number): number {
  const end = 0.5 * width - Math.abs(z); // the cell mirrored to the left, where shares are exact
  if (end < -39) return -Infinity; // no share of the distribution is left in a double
  return Math.log((normalCdf(end) - normalCdf(end - width)) / width) + LOG_SQRT_2PI;
}

function makeTable(means: Float64Array, widths: Float64Array, grid: EvenGrid): Table {
  const length = grid.steps + 1;
  const known = new Map<number, number>();
  const starts = new Uint32Array(means.length);
  const points = new Int32Array(means.length);
  for (let k = 0; k < means.length; k++) {
    const width = widths[k]!;
    let start = known.get(width);
    if (start === undefined) known.set(width, start = known.size * length);
    starts[k] = start;
    const place = (means[k]! - grid.low) / grid.step;
    const point = Math.round(place);
    points[k] = Math.abs(place - point) < 1e-9 ? point : -1;
  }
  return { grid, logs: new Float64Array(known.size * length).fill(NaN), starts, points };
}
