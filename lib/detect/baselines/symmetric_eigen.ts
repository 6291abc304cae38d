/**
 * Eigenvectors of small symmetric matrices.
 *
 * @module
 */

/** Eigenvalues and eigenvectors, largest eigenvalue first. */
export interface SymmetricEigen {
  /** Eigenvalues, falling, shape `[n]`. */
  values: Float64Array;
  /** Unit eigenvectors, one a row, row-major, shape `[n, n]`. */
  vectors: Float64Array;
}

const MAX_SWEEPS = 50;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations (Golub and Van
 * Loan, "Matrix Computations", section 8.5). Time O(n^3) a sweep, some six sweeps.
 *
 * @param matrix Row-major, shape `[n, n]`, finite, symmetric
 * @param n Rows
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = matrix.slice();
  const vectors = new Float64Array(n * n); // one a row
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  const scale = Math.max(...a.map(Math.abs));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q]!;
        if (Math.abs(off) <= 1e-15 * scale) continue;
        rotated = true;
        const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * off);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cosine = 1 / Math.hypot(t, 1);
        rotate(a, p, q, 1, n, cosine, t * cosine); // columns
        rotate(a, p, q, n, n, cosine, t * cosine); // rows
        rotate(vectors, p, q, n, n, cosine, t * cosine);
      }
    }
    if (!rotated) break;
  }
  const order = Array.from({ length: n }, (_, i) => i)
    .sort((i, j) => a[j * n + j]! - a[i * n + i]!);
  return {
    values: Float64Array.from(order, (i) => a[i * n + i]!),
    vectors: Float64Array.from({ length: n * n }, (_, k) => {
      return vectors[order[Math.floor(k / n)]! * n + k % n]!;
    }),
  };
}

/** Rotates lines p and q of an n-by-n matrix: rows where `stride` is n, columns where it is 1. */
function rotate(
  matrix: Float64Array,
  p: number,
  q: number,
  stride: number,
  n: number,
  cosine: number,
  sine: number,
): void {
  const along = stride === 1 ? n : 1;
  for (let k = 0; k < n; k++) {
    const [i, j] = [p * stride + k * along, q * stride + k * along];
    const [x, y] = [matrix[i]!, matrix[j]!];
    matrix[i] = cosine * x - sine * y;
    matrix[j] = sine * x + cosine * y;
  }
}
