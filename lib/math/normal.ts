/** The normal distribution where samplers need it: far into the tails, and cut to an interval. */

const SQRT_HALF = Math.SQRT1_2;
/** Half the logarithm of 2 pi. */
export const LOG_SQRT_2PI = 0.9189385332046728;
const INVERSE_SQRT_PI = 0.5641895835477563;

// Rational Chebyshev approximations of erf and erfc, W. J. Cody (1969), Mathematics of Computation
// 23, 631-637, https://doi.org/10.1090/S0025-5718-1969-0247736-4. Highest power first.
const SMALL_TOP = [
  1.85777706184603153e-1,
  3.16112374387056560,
  1.13864154151050156e2,
  3.77485237685302021e2,
  3.20937758913846947e3,
];
const SMALL_BOTTOM = [
  1,
  2.36012909523441209e1,
  2.44024637934444173e2,
  1.28261652607737228e3,
  2.84423683343917062e3,
];
const MIDDLE_TOP = [
  2.15311535474403846e-8,
  5.64188496988670089e-1,
  8.88314979438837594,
  6.61191906371416295e1,
  2.98635138197400131e2,
  8.81952221241769090e2,
  1.71204761263407058e3,
  2.05107837782607147e3,
  1.23033935479799725e3,
];
const MIDDLE_BOTTOM = [
  1,
  1.57449261107098347e1,
  1.17693950891312499e2,
  5.37181101862009858e2,
  1.62138957456669019e3,
  3.29079923573345963e3,
  4.36261909014324716e3,
  3.43936767414372164e3,
  1.23033935480374942e3,
];
const LARGE_TOP = [
  1.63153871373020978e-2,
  3.05326634961232344e-1,
  3.60344899949804439e-1,
  1.25781726111229246e-1,
  1.60837851487422766e-2,
  6.58749161529837803e-4,
];
const LARGE_BOTTOM = [
  1,
  2.56852019228982242,
  1.87295284992346725,
  5.27905102951428412e-1,
  6.05183413124413191e-2,
  2.33520497626869185e-3,
];

/** The error function, for abs(x) <= 0.46875. */
function erfSmall(x: number): number {
  const y = x * x;
  return x * polynomial(SMALL_TOP, y) / polynomial(SMALL_BOTTOM, y);
}

/** exp(x^2) erfc(x), for x > 0.46875. */
function erfcScaled(x: number): number {
  if (x <= 4) return polynomial(MIDDLE_TOP, x) / polynomial(MIDDLE_BOTTOM, x);
  const y = 1 / (x * x);
  const correction = y * polynomial(LARGE_TOP, y) / polynomial(LARGE_BOTTOM, y);
  return (INVERSE_SQRT_PI - correction) / x;
}

/** The share of the standard normal distribution below `x`, to about 1e-15 relative. */
export function normalCdf(x: number): number {
  const z = x * SQRT_HALF;
  const size = Math.abs(z);
  if (size <= 0.46875) return 0.5 + 0.5 * erfSmall(z);
  const tail = 0.5 * Math.exp(-z * z) * erfcScaled(size);
  return z < 0 ? tail : 1 - tail;
}

/** The logarithm of {@linkcode normalCdf}, for any finite `x`. */
export function logNormalCdf(x: number): number {
  const z = x * SQRT_HALF;
  if (z < -0.46875) return Math.log(0.5 * erfcScaled(-z)) - z * z;
  if (z <= 0.46875) return Math.log(0.5 + 0.5 * erfSmall(z));
  return Math.log1p(-0.5 * Math.exp(-z * z) * erfcScaled(z));
}

/**
 * -log10 of the probability that a standard normal draw lies above `z`: 0 far below the mean, 0.301
 * at the mean, 2173.9 at `z = 100`.
 */
export function normalTail(z: number): number {
  return -logNormalCdf(-z) * Math.LOG10E;
}

/** The logarithm of the standard normal mass between `a` and `b`, a <= b, without cancellation. */
export function logNormalMass(a: number, b: number): number {
  if (b <= 0) return logDifference(logNormalCdf(b), logNormalCdf(a));
  if (a > 0) return logDifference(logNormalCdf(-a), logNormalCdf(-b));
  return Math.log1p(-normalCdf(a) - normalCdf(-b));
}

/**
 * The quantile, for a share `q` in 0..1, of the standard normal distribution cut to [a, b], a < b.
 */
export function truncatedNormalQuantile(q: number, a: number, b: number): number {
  if (q <= 0) return a;
  if (q >= 1) return b;
  const logMass = logNormalMass(a, b);
  const x = a < 0
    ? normalQuantileOfLog(logSum(logNormalCdf(a), Math.log(q) + logMass))
    : -normalQuantileOfLog(logSum(logNormalCdf(-b), Math.log1p(-q) + logMass));
  return Math.min(Math.max(x, a), b);
}

/**
 * The log densities of normal distributions at their means, by their standard deviations. Most
 * kernels of a Parzen estimator are equally wide: a width that is the one before costs no
 * logarithm.
 */
export function logPeaks(widths: Float64Array): Float64Array {
  const peaks = new Float64Array(widths.length);
  let last = NaN;
  let peak = NaN;
  for (let k = 0; k < widths.length; k++) {
    const width = widths[k]!;
    if (width !== last) {
      peak = -LOG_SQRT_2PI - Math.log(width);
      last = width;
    }
    peaks[k] = peak;
  }
  return peaks;
}

/** The x with logNormalCdf(x) = y < 0: Newton's method from the left, where none overshoots. */
function normalQuantileOfLog(y: number): number {
  if (y > -0.01) return -normalQuantileOfLog(Math.log(-Math.expm1(y)));
  let x = -Math.sqrt(-2 * y);
  for (let i = 0; i < 100; i++) {
    const log = logNormalCdf(x);
    const slope = Math.exp(-0.5 * x * x - LOG_SQRT_2PI - log);
    const step = (log - y) / slope;
    x -= step;
    if (Math.abs(step) <= 1e-15 * Math.abs(x) || Math.abs(step) < 1e-300) break;
  }
  return x;
}

function logSum(a: number, b: number): number {
  const high = Math.max(a, b);
  return high === -Infinity ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

function logDifference(large: number, small: number): number {
  return large + Math.log1p(-Math.exp(small - large));
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum = sum * x + coefficients[i]!;
  return sum;
}
