/** Sobol's points, scrambled. */
import { Mt19937, streamSeed } from "../../../math/mod.ts";

/**
 * Primitive polynomials and first direction numbers of the dimensions from the second on: the inner
 * coefficients of the polynomial as a number, then the odd numbers m1, m2, ...
 *
 * Source: Joe and Kuo (2008), Constructing Sobol sequences with better two-dimensional projections,
 * https://doi.org/10.1137/070709359, table new-joe-kuo-6.
 */
const DIRECTIONS: readonly (readonly number[])[] = [
  [0, 1],
  [1, 1, 3],
  [1, 1, 3, 1],
  [2, 1, 1, 1],
  [1, 1, 1, 3, 3],
  [4, 1, 3, 5, 13],
  [2, 1, 1, 5, 5, 17],
  [4, 1, 1, 5, 5, 5],
  [7, 1, 1, 7, 11, 19],
  [11, 1, 1, 5, 1, 1],
  [13, 1, 1, 1, 3, 11],
  [14, 1, 3, 5, 5, 31],
  [1, 1, 3, 3, 9, 7, 49],
  [13, 1, 1, 1, 15, 21, 21],
  [16, 1, 3, 1, 13, 27, 49],
  [19, 1, 1, 1, 15, 7, 5],
  [22, 1, 3, 1, 15, 13, 25],
  [25, 1, 1, 5, 5, 19, 61],
  [1, 1, 3, 7, 11, 23, 15, 103],
  [4, 1, 3, 7, 13, 13, 15, 69],
];

const BITS = 32;

/** How many dimensions are balanced with each other. */
export const SOBOL_DIMENSIONS = DIRECTIONS.length + 1;

/**
 * One dimension of a scrambled Sobol sequence: of any 2^k points from a multiple of 2^k on, one
 * lies in each of 2^k equal parts of 0..1. The bits are mixed by a random lower triangular matrix
 * and shifted (Matousek, 1998, https://doi.org/10.1006/jcom.1998.0489), each dimension by its own,
 * which keeps that property and makes every point uniform. Dimensions past the 21st are independent
 * uniform numbers.
 */
export class SobolDimension {
  readonly #columns: Uint32Array | undefined;
  readonly #shift: number;
  readonly #seed: number;

  /**
   * Scrambles it.
   *
   * @param dimension 0-based
   * @param seed An integer in 0 .. 2^32 - 1
   */
  constructor(dimension: number, seed: number) {
    this.#seed = streamSeed(seed, `sobol ${dimension}`);
    const stream = new Mt19937(this.#seed);
    this.#shift = stream.uint32();
    if (dimension < SOBOL_DIMENSIONS) {
      const rows = Uint32Array.from({ length: BITS }, (_, bit) => { // bit 0 is the highest
        const diagonal = 0x80000000 >>> bit;
        return ((stream.uint32() & ~(diagonal - 1)) | diagonal) >>> 0;
      });
      this.#columns = directionsOf(dimension).map((column) => multiply(rows, column));
    }
  }

  /** The point of an index, in [0, 1). */
  at(index: number): number {
    if (this.#columns === undefined) {
      return new Mt19937(streamSeed(this.#seed, String(index))).random();
    }
    let bits = this.#shift;
    for (let i = 0; i < BITS && index >>> i > 0; i++) {
      if ((index >>> i) & 1) bits ^= this.#columns[i]!;
    }
    return (bits >>> 0) / 2 ** BITS;
  }
}

/** A matrix, row by row, times a column, over the field of two elements. */
function multiply(rows: Uint32Array, column: number): number {
  let product = 0;
  for (let bit = 0; bit < BITS; bit++) {
    let common = rows[bit]! & column;
    for (let half = 16; half > 0; half >>= 1) common ^= common >>> half;
    if (common & 1) product |= 0x80000000 >>> bit;
  }
  return product >>> 0;
}

function directionsOf(dimension: number): Uint32Array {
  const columns = new Uint32Array(BITS);
  if (dimension === 0) return columns.map((_, i) => 0x80000000 >>> i);
  const [polynomial, ...first] = DIRECTIONS[dimension - 1] as [number, ...number[]];
  const degree = first.length;
  for (let i = 0; i < BITS; i++) {
    if (i < degree) {
      columns[i] = first[i]! << (BITS - 1 - i);
      continue;
    }
    let column = columns[i - degree]! ^ (columns[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++) {
      if ((polynomial >>> (degree - 1 - k)) & 1) column ^= columns[i - k]!;
    }
    columns[i] = column;
  }
  return columns;
}
