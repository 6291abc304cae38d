// The order of the samples; shuffle.ts is the same generator, bit for bit.

/** Fisher-Yates over `count` u32 numbers, by the xorshift64* generator whose u64 is at `state` (not 0). */
export function shuffleRows(rows: usize, count: i32, state: usize): void {
  let s = load<u64>(state);
  for (let i = <u64> count; i > 1; i--) {
    s ^= s >> 12; s ^= s << 25; s ^= s >> 27;
    const below = ((s * 0x2545F4914F6CDD1D) >> 32) * i >> 32;
    const a = rows + (<usize> below << 2), b = rows + (<usize> (i - 1) << 2), held = load<u32>(a);
    store<u32>(a, load<u32>(b)); store<u32>(b, held);
  }
  store<u64>(state, s);
}
