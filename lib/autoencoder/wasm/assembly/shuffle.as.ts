// The order of the samples; shuffle.ts is the same, bit for bit.

/** From so many rows on they are dealt into piles before they are shuffled; log2. */
const DEALT_FROM: i32 = 21;
/** Rows of a pile at most, while there are enough piles: what fits the second-level cache; log2. */
const PILE: i32 = 16;
/** Piles, at most; log2. */
const MOST_PILES: i32 = 10;

/** xorshift64*: the next state, and the upper half of the number it gives. */
@inline function nextState(s: u64): u64 {
  s ^= s >> 12; s ^= s << 25; return s ^ s >> 27;
}
@inline function drawn(s: u64): u64 {
  return (s * 0x2545F4914F6CDD1D) >> 32;
}

/** Fisher-Yates over `count` rows; gives the generator's state after it. */
function fisherYates(rows: usize, count: i32, s: u64): u64 {
  for (let i = <u64> count; i > 1; i--) {
    s = nextState(s);
    const a = rows + (<usize> (drawn(s) * i >> 32) << 2), b = rows + (<usize> (i - 1) << 2);
    const held = load<u32>(a);
    store<u32>(a, load<u32>(b)); store<u32>(b, held);
  }
  return s;
}

/**
 * Shuffles `count` rows by the generator whose state, not 0, is at `state`. Many rows, which would
 * miss the cache at every step, are dealt into random piles first and shuffled pile by pile, which
 * leaves every order as likely (Rao, 1961; Sandelius, 1962). `spare` is room for `count` rows and
 * 2^10 more then.
 */
export function shuffleRows(rows: usize, count: i32, state: usize, spare: usize): void {
  let s = load<u64>(state);
  if (count >> DEALT_FROM) {
    let bits = 1;
    while (bits < MOST_PILES && count >> bits > 1 << PILE) bits++;
    s = dealAndShuffle(rows, count, s, spare, bits);
  } else s = fisherYates(rows, count, s);
  store<u64>(state, s);
}

function dealAndShuffle(rows: usize, count: i32, s: u64, spare: usize, bits: i32): u64 {
  const ends = spare + (<usize> count << 2), piles: usize = 4 << bits, shift = 32 - bits;
  // twice the same draws: to count the piles, and to deal
  memory.fill(ends, 0, piles);
  let draw = s;
  for (let i = 0; i < count; i++) {
    draw = nextState(draw);
    const end = ends + (<usize> (drawn(draw) >> shift) << 2);
    store<u32>(end, load<u32>(end) + 1);
  }
  let start: u32 = 0;
  for (let p: usize = 0; p < piles; p += 4) {
    const size = load<u32>(ends + p);
    store<u32>(ends + p, start);
    start += size;
  }
  for (let i: usize = 0; i < <usize> count; i++) {
    s = nextState(s);
    const end = ends + (<usize> (drawn(s) >> shift) << 2), place = load<u32>(end);
    store<u32>(end, place + 1);
    store<u32>(spare + (<usize> place << 2), load<u32>(rows + (i << 2)));
  }
  start = 0;
  for (let p: usize = 0; p < piles; p += 4) {
    const end = load<u32>(ends + p), at = <usize> start << 2;
    s = fisherYates(spare + at, end - start, s);
    memory.copy(rows + at, spare + at, <usize> (end - start) << 2);
    start = end;
  }
  return s;
}
