/**
 * The order in which a threshold sweep meets rows.
 *
 * @module
 */

/**
 * Row numbers sorted by score, highest first; equal scores keep their order.
 *
 * @param scores Shape `[n]`, none is NaN
 * @returns Shape `[n]`
 */
export function descendingOrder(scores: Float64Array): Uint32Array {
  return Uint32Array.from(scores.keys()).sort((a, b) => {
    const [left, right] = [scores[a]!, scores[b]!];
    return left === right ? a - b : left < right ? 1 : -1;
  });
}
