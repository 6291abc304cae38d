// Activations and their derivatives, element by element over whole rows.

import { multiplyAdd } from "./lanes.as";

export const LINEAR: i32 = 0;
export const RELU: i32 = 1;
export const SIGMOID: i32 = 2;
export const TANH: i32 = 3;

// Constants are kept in memory: V8 loads one in one instruction, but builds a v128.const in a loop
// anew, in three, each time round.
const CONSTANTS = memory.data<f32>([
  -40, 40, // the clamp of sigmoid's input
  1.44269504088896341, 12582912, // log2(e); 1.5 * 2^23, which rounds to an integer when added
  -0.693359375, 2.12194440e-4, // -ln(2) in two parts, the first one exact in float32
  1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, // Cephes' polynomial for exp on +-ln(2)/2
  4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
  1, 2,
]);
@inline function constant(i: i32): v128 {
  return v128.load32_splat(CONSTANTS + (i << 2));
}

/**
 * `1 / (1 + exp(-z))`, to about 1 in 10^7. exp(x) = 2^n * exp(r) with n = round(x / ln 2), by
 * Cephes' expf polynomial. The clamp keeps out denormal numbers, which WebAssembly cannot flush
 * to zero and which would cost several times as much.
 */
@inline export function sigmoid(z: v128): v128 {
  const x = f32x4.pmax(constant(0), f32x4.pmin(constant(1), f32x4.neg(z)));
  const shifted = multiplyAdd(x, constant(2), constant(3)), n = f32x4.sub(shifted, constant(3));
  const r = multiplyAdd(n, constant(5), multiplyAdd(n, constant(4), x));
  let y = multiplyAdd(constant(6), r, constant(7));
  y = multiplyAdd(y, r, constant(8)); y = multiplyAdd(y, r, constant(9));
  y = multiplyAdd(y, r, constant(10)); y = multiplyAdd(y, r, constant(11));
  y = multiplyAdd(y, r, constant(12)); y = multiplyAdd(y, r, constant(12));
  // the low bits of `shifted` are n: added to the exponent they multiply by 2^n
  const exp = i32x4.add(y, i32x4.shl(shifted, 23));
  return f32x4.div(constant(12), f32x4.add(constant(12), exp));
}

/** The activation of four sums. */
@inline export function activate(kind: i32, z: v128): v128 {
  if (kind == RELU) return f32x4.pmax(z, f32x4.splat(0)); // NaN stays NaN, as in mixRows
  if (kind == SIGMOID) return sigmoid(z);
  if (kind == TANH) { // tanh(z) = 2 * sigmoid(2 z) - 1
    return multiplyAdd(constant(13), sigmoid(f32x4.mul(constant(13), z)), f32x4.neg(constant(12)));
  }
  return z;
}

/** `delta` times the activation's derivative, which `y`, the activation's value, tells. */
@inline export function timesDerivative(kind: i32, delta: v128, y: v128): v128 {
  if (kind == RELU) return v128.and(delta, f32x4.gt(y, f32x4.splat(0)));
  if (kind == SIGMOID) return f32x4.mul(delta, f32x4.mul(y, f32x4.sub(constant(12), y)));
  if (kind == TANH) return f32x4.mul(delta, f32x4.sub(constant(12), f32x4.mul(y, y)));
  return delta;
}

/** Turns the sums in `lanes` lanes of `rows` rows into activations; relu's are that already. */
export function activateRows(kind: i32, at: usize, row: usize, rows: i32, lanes: i32): void {
  if (kind == SIGMOID) activateAll(SIGMOID, at, row, rows, lanes);
  else if (kind == TANH) activateAll(TANH, at, row, rows, lanes);
}

@inline function activateAll(kind: i32, at: usize, row: usize, rows: i32, lanes: i32): void {
  let bytes = <usize> lanes << 2;
  if (bytes == row) { bytes *= rows; rows = 1; } // nothing between the rows: one run
  for (; rows > 0; rows--, at += row) {
    for (let a = at, end = at + bytes; a < end; a += 16) {
      v128.store(a, activate(kind, v128.load(a)));
    }
  }
}

/** Turns gradients by a layer's activations `y` into gradients by its sums, in place. */
export function derivativeRows(
  kind: i32, at: usize, y: usize, row: usize, rows: i32, lanes: i32,
): void {
  if (kind == RELU) derivativeAll(RELU, at, y, row, rows, lanes);
  else if (kind == SIGMOID) derivativeAll(SIGMOID, at, y, row, rows, lanes);
  else if (kind == TANH) derivativeAll(TANH, at, y, row, rows, lanes);
}

@inline function derivativeAll(
  kind: i32, at: usize, y: usize, row: usize, rows: i32, lanes: i32,
): void {
  const toY = y - at;
  let bytes = <usize> lanes << 2;
  if (bytes == row) { bytes *= rows; rows = 1; }
  for (; rows > 0; rows--, at += row) {
    for (let a = at, end = at + bytes; a < end; a += 16) {
      v128.store(a, timesDerivative(kind, v128.load(a), v128.load(a + toY)));
    }
  }
}
