/**
 * The upper tail of the normal distribution, in logarithms.
 *
 * @module
 */

/**
 * -log10 of the probability that a standard normal draw lies above `z`.
 *
 * The complementary error function by the Chebyshev fit of Press et al., Numerical Recipes,
 * section 6.2 (fractional error below 1.2e-7), taken in logarithms, so that no `z` underflows:
 * `z = 100` gives 2173.9.
 *
 * @param z Standard deviations above the mean, finite
 * @returns 0 (far below the mean) and up; 0.301 at the mean
 */
export function normalTail(z: number): number {
  const x = Math.abs(z) * Math.SQRT1_2;
  const t = 1 / (1 + 0.5 * x);
  let series = 0;
  for (const coefficient of COEFFICIENTS) series = series * t + coefficient;
  const logTail = Math.log(0.5 * t) - x * x + series; // natural logarithm of the tail above |z|
  if (z >= 0) return -logTail * Math.LOG10E;
  return -Math.log1p(-Math.exp(logTail)) * Math.LOG10E;
}

const COEFFICIENTS = [
  0.17087277,
  -0.82215223,
  1.48851587,
  -1.13520398,
  0.27886807,
  -0.18628806,
  0.09678418,
  0.37409196,
  1.00002368,
  -1.26551223,
];
