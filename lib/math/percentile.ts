/** Percentiles, and the median step of timestamps. */

/**
 * NumPy's linear percentile (type 7), `p` in 0..100, of values without NaN in any order,
 * interpolated from the nearer end, so that neither end is ever overshot. NaN for no values.
 */
export function percentile(values: Iterable<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return NaN;
  const position = (sorted.length - 1) * (p / 100);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  const share = position - below;
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}

/**
 * The median time between neighbours, the upper one of two: a step that occurs. 0 for fewer than
 * two.
 */
export function medianStep(timestamps: ArrayLike<number>): number {
  if (timestamps.length < 2) return 0;
  const steps = new Float64Array(timestamps.length - 1);
  for (let i = 0; i < steps.length; i++) steps[i] = timestamps[i + 1]! - timestamps[i]!;
  return steps.sort()[steps.length >> 1]!;
}
