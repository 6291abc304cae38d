/** The Matern 5/2 kernel with a length for each parameter. */
const SQRT_5 = Math.sqrt(5);

/** Rows in 0..1, shape `[n][parameters]`; a choice is given by its place. */
export interface Points {
  /** One a trial. */
  readonly rows: readonly Float64Array[];
  /** Which parameters are categorical. */
  readonly isChoice: readonly boolean[];
}

/** What the kernel is made of. */
export interface KernelScales {
  /** Inverse squared length of each parameter, shape `[parameters]`. */
  readonly weights: Float64Array;
  /** Variance of the function. */
  readonly variance: number;
  /** Variance of the noise. */
  readonly noise: number;
}

/** The share of variance that two rows have in common, by their distance times root 5. */
function shareAt(distance: number): number {
  return (1 + distance + distance * distance / 3) * Math.exp(-distance);
}

/** How far apart two values are: two choices are either the same or 1 apart. */
function squaredGap(isChoice: boolean, a: number, b: number): number {
  return isChoice ? (a === b ? 0 : 1) : (a - b) * (a - b);
}

/** The covariances of a row with all points, shape `[n]`. */
export function covarianceAt(
  row: Float64Array,
  { rows, isChoice }: Points,
  { weights, variance }: KernelScales,
): Float64Array {
  const covariances = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const other = rows[i]!;
    let squared = 0;
    for (let p = 0; p < row.length; p++) {
      squared += weights[p]! * squaredGap(isChoice[p]!, row[p]!, other[p]!);
    }
    covariances[i] = variance * shareAt(SQRT_5 * Math.sqrt(squared));
  }
  return covariances;
}

/** The gaps between all pairs of points, which give covariances and slopes for any scales. */
export class PairGaps {
  /** How many points there are. */
  readonly size: number;
  /** How many parameters there are. */
  readonly parameters: number;
  /** Which of them are categorical. */
  readonly isChoice: readonly boolean[];
  /** Squared, shape `[parameters][pairs]`; the pairs (1, 0), (2, 0), (2, 1), ... */
  readonly #squared: readonly Float64Array[];

  /** Measures them. */
  constructor({ rows, isChoice }: Points) {
    this.size = rows.length;
    this.parameters = isChoice.length;
    this.isChoice = isChoice;
    this.#squared = isChoice.map((choice, p) => {
      const squared = new Float64Array(rows.length * (rows.length - 1) / 2);
      let pair = 0;
      for (let i = 1; i < rows.length; i++) {
        for (let j = 0; j < i; j++) {
          squared[pair++] = squaredGap(choice, rows[i]![p]!, rows[j]![p]!);
        }
      }
      return squared;
    });
  }

  /** The covariance matrix, noise included, row by row; shape `[n, n]`. */
  covariance({ weights, variance, noise }: KernelScales): Float64Array {
    const n = this.size;
    const matrix = new Float64Array(n * n);
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++) {
        matrix[i * n + j] = matrix[j * n + i] = variance * shareAt(this.#distance(pair, weights));
      }
      matrix[i * n + i] = variance + noise;
    }
    return matrix;
  }

  /**
   * The slope of a sum of covariances, each counted `shares[i, j]` times, along the logarithms of
   * the scales: the weights, the variance, the noise.
   *
   * @param shares The lower half is read, both halves count; shape `[n, n]`
   */
  slope(shares: Float64Array, { weights, variance, noise }: KernelScales): Float64Array {
    const n = this.size;
    const slope = new Float64Array(this.parameters + 2);
    for (let i = 0, pair = 0; i < n; i++) {
      slope[this.parameters]! += shares[i * n + i]! * variance;
      slope[this.parameters + 1]! += shares[i * n + i]! * noise;
      for (let j = 0; j < i; j++, pair++) {
        const share = 2 * shares[i * n + j]! * variance;
        const distance = this.#distance(pair, weights);
        slope[this.parameters]! += share * shareAt(distance);
        const common = -share * (5 / 6) * (1 + distance) * Math.exp(-distance);
        for (let p = 0; p < this.parameters; p++) {
          slope[p]! += common * weights[p]! * this.#squared[p]![pair]!;
        }
      }
    }
    return slope;
  }

  #distance(pair: number, weights: Float64Array): number {
    let squared = 0;
    for (let p = 0; p < this.parameters; p++) squared += weights[p]! * this.#squared[p]![pair]!;
    return SQRT_5 * Math.sqrt(squared);
  }
}
