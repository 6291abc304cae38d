/**
 * The first of the numbers `from` to `to - 1` whose time is `time` or later, `to` if none is; the
 * times rise. Its text goes into the page: no imports.
 */
export function firstAt(
  time: number,
  timeOf: (at: number) => number,
  from: number,
  to: number,
): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
