/**
 * The mass of many normal kernels on the cells of a grid.
 *
 * @module
 */
import { LOG_SQRT_2PI, normalCdf } from "./normal_distribution.ts";

/** Below this width (in standard deviations) a cell's mass comes from its middle. */
const NARROW = 0.1;
/** Longest table, in steps. */
const LONGEST_TABLE = 4096;

/**
 * The log masses of normal kernels on cells. A Parzen estimator asks for tens of thousands of them,
 * so three things keep it quick: a cell asked for again is remembered; kernels of equal width on an
 * even grid, common where parameters are few integers, share a table by distance; and a cell that is
 * narrow beside its kernel takes the density at its middle with three terms of the series in the
 * cell's width (off by less than 1e-9 within 5 standard deviations).
 */
export class CellMasses {
  readonly #means: Float64Array;
  readonly #scales: Float64Array;
  readonly #logMasses: Float64Array;
  readonly #logHeights: Float64Array; // of the density at the mean
  readonly #tables: Float64Array[] | undefined; // by kernel: log mass by distance in steps
  readonly #step: number;
  readonly #rows = new Map<number, Float64Array>(); // by the cell's lower end

  /**
   * Takes the kernels.
   *
   * @param means Shape `[kernels]`
   * @param widths Standard deviations, shape `[kernels]`
   * @param logMasses What to subtract from each kernel's log masses, shape `[kernels]`
   * @param grid Spacing and number of steps where the cells are even, `step` wide around the grid's
   *   points; otherwise a cell may have any width
   */
  constructor(
    means: Float64Array,
    widths: Float64Array,
    logMasses: Float64Array,
    grid?: { step: number; steps: number },
  ) {
    this.#means = means;
    this.#scales = widths.map((width) => 1 / width);
    this.#logMasses = logMasses;
    this.#logHeights = widths.map((width) => -LOG_SQRT_2PI - Math.log(width));
    this.#step = grid?.step ?? NaN;
    if (grid === undefined || grid.steps > LONGEST_TABLE) return;
    const tables = new Map<number, Float64Array>();
    this.#tables = Array.from(widths, (width) => {
      let table = tables.get(width);
      if (table === undefined) {
        tables.set(width, table = new Float64Array(grid.steps + 1).fill(NaN));
      }
      return table;
    });
  }

  /** Adds each kernel's log mass on [low, high] to `sums`, shape `[kernels]`. */
  addLog(low: number, high: number, sums: Float64Array): void {
    let row = this.#rows.get(low);
    if (row === undefined) this.#rows.set(low, row = this.#row(low, high));
    for (let k = 0; k < sums.length; k++) sums[k]! += row[k]!;
  }

  #row(low: number, high: number): Float64Array {
    const row = new Float64Array(this.#means.length);
    const tables = this.#tables;
    const means = this.#means;
    const logCell = Math.log(high - low);
    const middle = 0.5 * (low + high);
    for (let k = 0; k < row.length; k++) {
      if (tables === undefined) {
        row[k] = this.#logMass(k, low, high, logCell) - this.#logMasses[k]!;
        continue;
      }
      const table = tables[k]!;
      const distance = Math.abs(middle - means[k]!) / this.#step;
      const steps = Math.round(distance);
      const onGrid = Math.abs(distance - steps) < 1e-9;
      let log = onGrid ? table[steps]! : NaN;
      if (Number.isNaN(log)) {
        log = this.#logMass(k, low, high, logCell);
        if (onGrid) table[steps] = log;
      }
      row[k] = log - this.#logMasses[k]!;
    }
    return row;
  }

  #logMass(k: number, low: number, high: number, logCell: number): number {
    const scale = this.#scales[k]!;
    const a = (low - this.#means[k]!) * scale;
    const b = (high - this.#means[k]!) * scale;
    if (b - a < NARROW) {
      const square = 0.25 * (a + b) * (a + b);
      const w = (b - a) * (b - a);
      // integral of the density over the cell / (density at the middle * width) = 1 + excess
      const excess = w * ((square - 1) / 24 + w * ((square * square - 6 * square + 3) / 1920));
      const correction = Math.abs(excess) < 1e-5 ? excess * (1 - 0.5 * excess) : Math.log1p(excess);
      return this.#logHeights[k]! + logCell - 0.5 * square + correction;
    }
    const mass = a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
    return Math.log(mass);
  }
}
