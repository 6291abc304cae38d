// Small pieces every part of the kernel uses: four float32 numbers at a time.

/** `a * b + c`: one rounding in the relaxed build (with a processor's FMA), two in the strict one. */
@inline export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** The sums of four vectors as one vector. */
@inline export function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** The sum of one vector. */
@inline export function sum(a: v128): f32 {
  const pairs = f32x4.add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** Lanes that `samples` take: whole tiles of eight. */
@inline export function lanesFor(samples: i32): i32 {
  return (samples + 7) & ~7;
}

/**
 * Bytes from one row of `lanes` lanes to the next. Never a multiple of 64 lanes: such rows would
 * fall into the same few sets of the cache.
 */
@inline export function rowBytes(lanes: i32): usize {
  return <usize> (lanes & 63 ? lanes : lanes + 16) << 2;
}

/** Whether `count` numbers are all finite: x * 0 is 0 for those alone. */
export function allFinite(at: usize, count: i32): bool {
  let zeros = f32x4.splat(0), rest: f32 = 0;
  const whole = at + (<usize> (count & ~3) << 2), end = at + (<usize> count << 2);
  for (; at < whole; at += 16) zeros = f32x4.add(zeros, f32x4.mul(v128.load(at), f32x4.splat(0)));
  for (; at < end; at += 4) rest += load<f32>(at) * 0;
  return sum(zeros) + rest == 0;
}
