// Reconstruction errors of consecutive samples.

import { transposeRows } from "./gather.as";
import { lanesFor, multiplyAdd, rowBytes } from "./lanes.as";
import { layerOf, Network } from "./network.as";
import { forward } from "./train.as";

/**
 * `out[s]` = mean over the features `from` .. width - 1 of (output - input)^2, as float64, for
 * `count` samples of `data`, `chunk` at a time (a multiple of eight).
 *
 * Windows one point apart (stride 1) are read in place: with one row per feature, row `f` of
 * consecutive windows is the series itself, `f` floats further on.
 */
export function scoreRows(
  net: Network, data: usize, stride: i32, count: i32, chunk: i32, from: i32, out: usize,
): void {
  const width = layerOf(net, 0).inputs, scale = f32x4.splat(1 / <f32> (width - from));
  for (let s = 0; s < count; s += chunk, out += <usize> chunk << 3) {
    const samples = min(chunk, count - s), lanes = lanesFor(samples), row = rowBytes(lanes);
    let x = data + (<usize> s * stride << 2), xRow: usize = 4;
    if (stride > 1) {
      transposeRows(net.input, row, x, <usize> stride << 2, width, samples);
      x = net.input; xRow = row;
    }
    const y = forward(net, x, xRow, row, 0, lanes);
    for (let c: usize = 0, end = <usize> lanes << 2; c < end; c += 16) {
      let squares = f32x4.splat(0);
      let p = y + c + row * from, q = x + c + xRow * from;
      for (let f = from; f < width; f++, p += row, q += xRow) {
        const error = f32x4.sub(v128.load(p), v128.load(q));
        squares = multiplyAdd(error, error, squares);
      }
      const errors = f32x4.mul(squares, scale), later = v128.shuffle<f32>(errors, errors, 2, 3, 2, 3);
      v128.store(out + 2 * c, f64x2.promote_low_f32x4(errors));
      v128.store(out + 2 * c, f64x2.promote_low_f32x4(later), 16);
    }
  }
}

/** The sum of `scoreRows` over `count` samples. */
export function sumScores(net: Network, data: usize, stride: i32, count: i32, chunk: i32): f64 {
  let total: f64 = 0;
  for (let s = 0; s < count; s += chunk) {
    const samples = min(chunk, count - s);
    scoreRows(net, data + (<usize> s * stride << 2), stride, samples, chunk, 0, net.scratch);
    for (let i = 0; i < samples; i++) total += load<f64>(net.scratch + (<usize> i << 3));
  }
  return total;
}
