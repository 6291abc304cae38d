// From rows of samples in memory to features x lanes.

/** Lays four rows of `width` floats down as four adjacent lanes of `x`. */
@inline function standFour(
  x: usize, row: usize, p0: usize, p1: usize, p2: usize, p3: usize, width: i32,
): void {
  const end = p0 + (<usize> width << 2);
  for (; p0 + 16 <= end; p0 += 16, p1 += 16, p2 += 16, p3 += 16) {
    const r0 = v128.load(p0), r1 = v128.load(p1), r2 = v128.load(p2), r3 = v128.load(p3);
    const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), b = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const c = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), d = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(x, v128.shuffle<f32>(a, c, 0, 1, 4, 5)); x += row;
    v128.store(x, v128.shuffle<f32>(a, c, 2, 3, 6, 7)); x += row;
    v128.store(x, v128.shuffle<f32>(b, d, 0, 1, 4, 5)); x += row;
    v128.store(x, v128.shuffle<f32>(b, d, 2, 3, 6, 7)); x += row;
  }
  for (; p0 < end; p0 += 4, p1 += 4, p2 += 4, p3 += 4, x += row) {
    v128.store(x, f32x4(load<f32>(p0), load<f32>(p1), load<f32>(p2), load<f32>(p3)));
  }
}

/**
 * Gathers samples: `x[f][s] = data[rows[s] * stride + f]`. The last group of four reads up to three
 * entries of `rows` past the end, which the host keeps readable.
 */
export function gatherRows(
  x: usize, row: usize, data: usize, rows: usize, stride: i32, width: i32, samples: i32,
): void {
  const bytes = <usize> stride << 2;
  for (const end = rows + (<usize> samples << 2); rows < end; rows += 16, x += 16) {
    standFour(
      x, row,
      data + <usize> load<u32>(rows) * bytes, data + <usize> load<u32>(rows, 4) * bytes,
      data + <usize> load<u32>(rows, 8) * bytes, data + <usize> load<u32>(rows, 12) * bytes,
      width,
    );
  }
}

/**
 * Transposes: `x[f][s] = data[s * stride + f]`, the stride in bytes; reads up to three rows past
 * the end.
 */
export function transposeRows(
  x: usize, row: usize, data: usize, stride: usize, width: i32, samples: i32,
): void {
  for (let s = 0; s < samples; s += 4, x += 16, data += stride << 2) {
    standFour(x, row, data, data + stride, data + 2 * stride, data + 3 * stride, width);
  }
}
