/** Least and greatest of a run of rows, without NaN; `[Infinity, -Infinity]` of none. */
export type RowExtremes = (from: number, to: number) => [low: number, high: number];

/**
 * Knows the extremes of pairs of rows, of pairs of pairs and so on, so that those of a run of rows
 * take a few reads, however long the run. Its text goes into the page: no imports.
 */
export function rowExtremes(values: ArrayLike<number>): RowExtremes {
  const levels = [{ lows: values, highs: values }];
  for (let { lows, highs } = levels[0]!; lows.length > 1; { lows, highs } = levels.at(-1)!) {
    const size = Math.ceil(lows.length / 2);
    const next = { lows: new Float64Array(size), highs: new Float64Array(size) };
    for (let i = 0; i < size; i++) {
      const [left, right] = [2 * i, Math.min(2 * i + 1, lows.length - 1)];
      next.lows[i] = lows[right]! < lows[left]! || Number.isNaN(lows[left]!)
        ? lows[right]!
        : lows[left]!;
      next.highs[i] = highs[right]! > highs[left]! || Number.isNaN(highs[left]!)
        ? highs[right]!
        : highs[left]!;
    }
    levels.push(next);
  }
  return (from, to) => {
    let [low, high] = [Infinity, -Infinity];
    const take = (level: number, at: number) => {
      const { lows, highs } = levels[level]!;
      if (lows[at]! < low) low = lows[at]!;
      if (highs[at]! > high) high = highs[at]!;
    };
    for (let level = 0; from < to; level++, from >>= 1, to >>= 1) {
      if (from & 1) take(level, from++);
      if (to & 1) take(level, --to);
    }
    return [low, high];
  };
}
