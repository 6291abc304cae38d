/** How wide a band has to be. */

/** Widths tried, in deviations, and how near the next narrower one is at the end. */
const TRIED = { from: 1, to: 1000 };
const NEAR = 1.01;

/**
 * The narrowest band, to within a hundredth of its width, that is wide enough: `from` if that is,
 * `to` if none is. A band is taken to be wide enough if a narrower one is.
 */
export function bandWidth(
  isWideEnough: (k: number) => boolean,
  { from = TRIED.from, to = TRIED.to }: { from?: number; to?: number } = {},
): number {
  if (isWideEnough(from)) return from;
  let [low, high] = [from, to];
  while (high / low > NEAR) {
    const middle = Math.sqrt(low * high);
    if (isWideEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
