/** Solving a covariance matrix. */
import { matrices } from "../../../packages.ts";

/** What a covariance matrix and targets come to. */
export interface Factor {
  /** The inverse of the lower Cholesky factor, row by row, shape `[n, n]`. */
  readonly inverse: Float64Array;
  /** The inverse covariance times the targets, shape `[n]`. */
  readonly alpha: Float64Array;
}

/** Solves a covariance matrix, given row by row, for targets. */
export function factorize(covariance: Float64Array, targets: Float64Array): Factor {
  const n = targets.length;
  const { CholeskyDecomposition, Matrix } = matrices;
  const matrix = Matrix.from1DArray(n, n, covariance);
  const lower = new CholeskyDecomposition(matrix).lowerTriangularMatrix.to1DArray();
  const inverse = new Float64Array(n * n);
  const alpha = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const share = lower[i * n + k]!;
      for (let j = 0; j <= k; j++) inverse[i * n + j]! -= share * inverse[k * n + j]!;
    }
    const pivot = 1 / lower[i * n + i]!;
    for (let j = 0; j < i; j++) inverse[i * n + j]! *= pivot;
    inverse[i * n + i] = pivot;
    let solved = 0;
    for (let j = 0; j <= i; j++) solved += inverse[i * n + j]! * targets[j]!;
    for (let j = 0; j <= i; j++) alpha[j]! += inverse[i * n + j]! * solved;
  }
  return { inverse, alpha };
}
