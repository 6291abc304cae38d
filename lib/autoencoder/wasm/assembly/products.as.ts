// The matrix products that every layer needs, forward and backward. Matrices of samples have one
// row per feature and one lane (column) per sample, so no product ends in a horizontal sum over
// features, and a layer of one unit is as fast per unit as one of hundreds.
//
// What limits these loops is often not the multiply-adds but how many instructions a turn has: each
// load of WebAssembly is bounds-checked, and a core that shares its front end with another thread
// starts half as many. Tiles are shaped for few of them.

import { multiplyAdd, sum, sums } from "./lanes.as";

/** Lanes that share a tile of weights while it is in the first-level cache. */
const BLOCK_LANES = 32;

/** The `least` of mixRows where sums are not bounded. */
export const UNBOUNDED: f32 = -Infinity;

/**
 * Mixes rows by weights: `out[r] = bias[r] + sum over k of weights[k][r] * input[k]`, added one
 * after the other, whatever the tiles; and `least` where that is more, which is relu for 0.
 *
 * Forward, the rows are a layer's inputs; backward, its deltas, with the weights transposed and no
 * bias (0). For the gradient of the weights, samples take the place of inputs: the weights are the
 * layer's inputs, sample by sample, and the rows its deltas, sample by sample.
 *
 * Five rows at a time where it can, else four (any number from 12 on is fives and fours).
 */
export function mixRows(
  out: usize, outRow: usize, input: usize, inputRow: usize,
  weights: usize, weightsRow: usize, bias: usize,
  outputs: i32, inputs: i32, lanes: i32, least: f32,
): void {
  const fours = min((5 - outputs % 5) % 5, outputs >> 2), biasStep: usize = bias ? 4 : 0;
  const block = BLOCK_LANES << 2;
  for (; lanes > 0; lanes -= BLOCK_LANES, out += block, input += block) {
    const end = <usize> min(lanes, BLOCK_LANES) << 2;
    let o = out, w = weights, b = bias, left = outputs;
    for (let i = fours; i > 0; i--, left -= 4, o += outRow << 2, w += 16, b += biasStep << 2) {
      mixFour(o, outRow, input, inputRow, w, weightsRow, b, inputs, end, least);
    }
    for (; left >= 5; left -= 5, o += 5 * outRow, w += 20, b += 5 * biasStep) {
      mixFive(o, outRow, input, inputRow, w, weightsRow, b, inputs, end, least);
    }
    for (; left > 0; left--, o += outRow, w += 4, b += biasStep) {
      mixOne(o, input, inputRow, w, weightsRow, b, inputs, end, least);
    }
  }
}

/**
 * Five rows, eight lanes a tile: ten sums in registers, more than the eight that a core needs to
 * keep its two units busy. Four weights are loaded as one vector and spread by shuffles, which
 * costs less than four loads. Four inputs a turn, written out, leave little of the loop's control.
 */
function mixFive(
  out: usize, outRow: usize, input: usize, inputRow: usize,
  weights: usize, weightsRow: usize, bias: usize, inputs: i32, end: usize, least: f32,
): void {
  const zero = f32x4.splat(0), floor = f32x4.splat(least);
  const b = bias ? v128.load(bias) : zero, fifth = bias ? v128.load32_splat(bias, 16) : zero;
  let x0 = zero, x1 = zero, four = zero, u = zero;
  for (let c: usize = 0; c < end; c += 32) {
    let x = input + c, w = weights, o = out + c;
    let a0 = v128.shuffle<f32>(b, b, 0, 0, 0, 0), a1 = a0;
    let b0 = v128.shuffle<f32>(b, b, 1, 1, 1, 1), b1 = b0;
    let c0 = v128.shuffle<f32>(b, b, 2, 2, 2, 2), c1 = c0;
    let d0 = v128.shuffle<f32>(b, b, 3, 3, 3, 3), d1 = d0, e0 = fifth, e1 = fifth;
    for (let k = inputs & 3; k > 0; k--) {
      x0 = v128.load(x); x1 = v128.load(x, 16); four = v128.load(w);
      u = v128.shuffle<f32>(four, four, 0, 0, 0, 0); a0 = multiplyAdd(u, x0, a0); a1 = multiplyAdd(u, x1, a1);
      u = v128.shuffle<f32>(four, four, 1, 1, 1, 1); b0 = multiplyAdd(u, x0, b0); b1 = multiplyAdd(u, x1, b1);
      u = v128.shuffle<f32>(four, four, 2, 2, 2, 2); c0 = multiplyAdd(u, x0, c0); c1 = multiplyAdd(u, x1, c1);
      u = v128.shuffle<f32>(four, four, 3, 3, 3, 3); d0 = multiplyAdd(u, x0, d0); d1 = multiplyAdd(u, x1, d1);
      u = v128.load32_splat(w, 16); e0 = multiplyAdd(u, x0, e0); e1 = multiplyAdd(u, x1, e1);
      x += inputRow; w += weightsRow;
    }
    for (let k = inputs >> 2; k > 0; k--) {
      x0 = v128.load(x); x1 = v128.load(x, 16); four = v128.load(w);
      u = v128.shuffle<f32>(four, four, 0, 0, 0, 0); a0 = multiplyAdd(u, x0, a0); a1 = multiplyAdd(u, x1, a1);
      u = v128.shuffle<f32>(four, four, 1, 1, 1, 1); b0 = multiplyAdd(u, x0, b0); b1 = multiplyAdd(u, x1, b1);
      u = v128.shuffle<f32>(four, four, 2, 2, 2, 2); c0 = multiplyAdd(u, x0, c0); c1 = multiplyAdd(u, x1, c1);
      u = v128.shuffle<f32>(four, four, 3, 3, 3, 3); d0 = multiplyAdd(u, x0, d0); d1 = multiplyAdd(u, x1, d1);
      u = v128.load32_splat(w, 16); e0 = multiplyAdd(u, x0, e0); e1 = multiplyAdd(u, x1, e1);
      x += inputRow; w += weightsRow;
      x0 = v128.load(x); x1 = v128.load(x, 16); four = v128.load(w);
      u = v128.shuffle<f32>(four, four, 0, 0, 0, 0); a0 = multiplyAdd(u, x0, a0); a1 = multiplyAdd(u, x1, a1);
      u = v128.shuffle<f32>(four, four, 1, 1, 1, 1); b0 = multiplyAdd(u, x0, b0); b1 = multiplyAdd(u, x1, b1);
      u = v128.shuffle<f32>(four, four, 2, 2, 2, 2); c0 = multiplyAdd(u, x0, c0); c1 = multiplyAdd(u, x1, c1);
      u = v128.shuffle<f32>(four, four, 3, 3, 3, 3); d0 = multiplyAdd(u, x0, d0); d1 = multiplyAdd(u, x1, d1);
      u = v128.load32_splat(w, 16); e0 = multiplyAdd(u, x0, e0); e1 = multiplyAdd(u, x1, e1);
      x += inputRow; w += weightsRow;
      x0 = v128.load(x); x1 = v128.load(x, 16); four = v128.load(w);
      u = v128.shuffle<f32>(four, four, 0, 0, 0, 0); a0 = multiplyAdd(u, x0, a0); a1 = multiplyAdd(u, x1, a1);
      u = v128.shuffle<f32>(four, four, 1, 1, 1, 1); b0 = multiplyAdd(u, x0, b0); b1 = multiplyAdd(u, x1, b1);
      u = v128.shuffle<f32>(four, four, 2, 2, 2, 2); c0 = multiplyAdd(u, x0, c0); c1 = multiplyAdd(u, x1, c1);
      u = v128.shuffle<f32>(four, four, 3, 3, 3, 3); d0 = multiplyAdd(u, x0, d0); d1 = multiplyAdd(u, x1, d1);
      u = v128.load32_splat(w, 16); e0 = multiplyAdd(u, x0, e0); e1 = multiplyAdd(u, x1, e1);
      x += inputRow; w += weightsRow;
      x0 = v128.load(x); x1 = v128.load(x, 16); four = v128.load(w);
      u = v128.shuffle<f32>(four, four, 0, 0, 0, 0); a0 = multiplyAdd(u, x0, a0); a1 = multiplyAdd(u, x1, a1);
      u = v128.shuffle<f32>(four, four, 1, 1, 1, 1); b0 = multiplyAdd(u, x0, b0); b1 = multiplyAdd(u, x1, b1);
      u = v128.shuffle<f32>(four, four, 2, 2, 2, 2); c0 = multiplyAdd(u, x0, c0); c1 = multiplyAdd(u, x1, c1);
      u = v128.shuffle<f32>(four, four, 3, 3, 3, 3); d0 = multiplyAdd(u, x0, d0); d1 = multiplyAdd(u, x1, d1);
      u = v128.load32_splat(w, 16); e0 = multiplyAdd(u, x0, e0); e1 = multiplyAdd(u, x1, e1);
      x += inputRow; w += weightsRow;
    }
    v128.store(o, f32x4.pmax(a0, floor)); v128.store(o, f32x4.pmax(a1, floor), 16); o += outRow;
    v128.store(o, f32x4.pmax(b0, floor)); v128.store(o, f32x4.pmax(b1, floor), 16); o += outRow;
    v128.store(o, f32x4.pmax(c0, floor)); v128.store(o, f32x4.pmax(c1, floor), 16); o += outRow;
    v128.store(o, f32x4.pmax(d0, floor)); v128.store(o, f32x4.pmax(d1, floor), 16); o += outRow;
    v128.store(o, f32x4.pmax(e0, floor)); v128.store(o, f32x4.pmax(e1, floor), 16);
  }
}

/** Four rows; V8 unrolls this shorter loop itself. */
function mixFour(
  out: usize, outRow: usize, input: usize, inputRow: usize,
  weights: usize, weightsRow: usize, bias: usize, inputs: i32, end: usize, least: f32,
): void {
  const floor = f32x4.splat(least), b = bias ? v128.load(bias) : f32x4.splat(0);
  for (let c: usize = 0; c < end; c += 32) {
    let a0 = v128.shuffle<f32>(b, b, 0, 0, 0, 0), a1 = a0;
    let b0 = v128.shuffle<f32>(b, b, 1, 1, 1, 1), b1 = b0;
    let c0 = v128.shuffle<f32>(b, b, 2, 2, 2, 2), c1 = c0;
    let d0 = v128.shuffle<f32>(b, b, 3, 3, 3, 3), d1 = d0;
    for (let k = inputs, x = input + c, w = weights; k > 0; k--, x += inputRow, w += weightsRow) {
      const x0 = v128.load(x), x1 = v128.load(x, 16), four = v128.load(w);
      let u = v128.shuffle<f32>(four, four, 0, 0, 0, 0);
      a0 = multiplyAdd(u, x0, a0); a1 = multiplyAdd(u, x1, a1);
      u = v128.shuffle<f32>(four, four, 1, 1, 1, 1);
      b0 = multiplyAdd(u, x0, b0); b1 = multiplyAdd(u, x1, b1);
      u = v128.shuffle<f32>(four, four, 2, 2, 2, 2);
      c0 = multiplyAdd(u, x0, c0); c1 = multiplyAdd(u, x1, c1);
      u = v128.shuffle<f32>(four, four, 3, 3, 3, 3);
      d0 = multiplyAdd(u, x0, d0); d1 = multiplyAdd(u, x1, d1);
    }
    let o = out + c;
    v128.store(o, f32x4.pmax(a0, floor)); v128.store(o, f32x4.pmax(a1, floor), 16); o += outRow;
    v128.store(o, f32x4.pmax(b0, floor)); v128.store(o, f32x4.pmax(b1, floor), 16); o += outRow;
    v128.store(o, f32x4.pmax(c0, floor)); v128.store(o, f32x4.pmax(c1, floor), 16); o += outRow;
    v128.store(o, f32x4.pmax(d0, floor)); v128.store(o, f32x4.pmax(d1, floor), 16);
  }
}

/** One row. */
function mixOne(
  out: usize, input: usize, inputRow: usize,
  weights: usize, weightsRow: usize, bias: usize, inputs: i32, end: usize, least: f32,
): void {
  const floor = f32x4.splat(least), b = bias ? v128.load32_splat(bias) : f32x4.splat(0);
  for (let c: usize = 0; c < end; c += 32) {
    let a0 = b, a1 = b;
    for (let k = inputs, x = input + c, w = weights; k > 0; k--, x += inputRow, w += weightsRow) {
      const u = v128.load32_splat(w);
      a0 = multiplyAdd(u, v128.load(x), a0); a1 = multiplyAdd(u, v128.load(x, 16), a1);
    }
    v128.store(out + c, f32x4.pmax(a0, floor)); v128.store(out + c, f32x4.pmax(a1, floor), 16);
  }
}

/**
 * Correlates rows: `gradients[i][o] = sum over lanes of input[i] * deltas[o]`, the gradient of a
 * layer's weights. A tile is 2 x 4 of these sums; a turn of its loop takes eight lanes, for half
 * the address arithmetic and loop control of four.
 */
export function correlateRows(
  gradients: usize, gradientsRow: usize, input: usize, inputRow: usize,
  deltas: usize, deltasRow: usize, inputs: i32, outputs: i32, lanes: i32,
): void {
  const end = <usize> lanes << 2, zero = f32x4.splat(0);
  for (let i = 0; i < inputs; i += 2, gradients += gradientsRow << 1, input += inputRow << 1) {
    const paired = i + 1 < inputs, next = paired ? input + inputRow : input;
    let o = 0, d0 = deltas;
    for (; o + 4 <= outputs; o += 4, d0 += deltasRow << 2) {
      const d1 = d0 + deltasRow, d2 = d1 + deltasRow, d3 = d2 + deltasRow;
      let a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero;
      for (let c: usize = 0; c < end; c += 32) {
        let x = v128.load(input + c), y = v128.load(next + c), d = v128.load(d0 + c);
        a0 = multiplyAdd(x, d, a0); b0 = multiplyAdd(y, d, b0);
        d = v128.load(d1 + c);
        a1 = multiplyAdd(x, d, a1); b1 = multiplyAdd(y, d, b1);
        d = v128.load(d2 + c);
        a2 = multiplyAdd(x, d, a2); b2 = multiplyAdd(y, d, b2);
        d = v128.load(d3 + c);
        a3 = multiplyAdd(x, d, a3); b3 = multiplyAdd(y, d, b3);
        x = v128.load(input + c, 16); y = v128.load(next + c, 16); d = v128.load(d0 + c, 16);
        a0 = multiplyAdd(x, d, a0); b0 = multiplyAdd(y, d, b0);
        d = v128.load(d1 + c, 16);
        a1 = multiplyAdd(x, d, a1); b1 = multiplyAdd(y, d, b1);
        d = v128.load(d2 + c, 16);
        a2 = multiplyAdd(x, d, a2); b2 = multiplyAdd(y, d, b2);
        d = v128.load(d3 + c, 16);
        a3 = multiplyAdd(x, d, a3); b3 = multiplyAdd(y, d, b3);
      }
      v128.store(gradients + (o << 2), sums(a0, a1, a2, a3));
      if (paired) v128.store(gradients + gradientsRow + (o << 2), sums(b0, b1, b2, b3));
    }
    for (; o < outputs; o++, d0 += deltasRow) {
      let a = zero, b = zero;
      for (let c: usize = 0; c < end; c += 16) {
        const d = v128.load(d0 + c);
        a = multiplyAdd(v128.load(input + c), d, a); b = multiplyAdd(v128.load(next + c), d, b);
      }
      store<f32>(gradients + (o << 2), sum(a));
      if (paired) store<f32>(gradients + gradientsRow + (o << 2), sum(b));
    }
  }
}

/** Sums rows: `gradients[o] = sum over lanes of deltas[o]`, the gradient of a layer's biases. */
export function sumRows(
  gradients: usize, deltas: usize, deltasRow: usize, outputs: i32, lanes: i32,
): void {
  const end = <usize> lanes << 2, zero = f32x4.splat(0);
  let o = 0;
  for (; o + 4 <= outputs; o += 4, deltas += deltasRow << 2, gradients += 16) {
    const d1 = deltas + deltasRow, d2 = d1 + deltasRow, d3 = d2 + deltasRow;
    let a = zero, b = zero, c = zero, d = zero;
    for (let at: usize = 0; at < end; at += 16) {
      a = f32x4.add(a, v128.load(deltas + at)); b = f32x4.add(b, v128.load(d1 + at));
      c = f32x4.add(c, v128.load(d2 + at)); d = f32x4.add(d, v128.load(d3 + at));
    }
    v128.store(gradients, sums(a, b, c, d));
  }
  for (; o < outputs; o++, deltas += deltasRow, gradients += 4) {
    let a = zero;
    for (let at: usize = 0; at < end; at += 16) a = f32x4.add(a, v128.load(deltas + at));
    store<f32>(gradients, sum(a));
  }
}
