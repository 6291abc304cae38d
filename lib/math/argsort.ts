/** Sorting places by value, without a comparison function. */

/**
 * The places of values without NaN from the smallest to the largest, or the other way, equal ones
 * in their own order: a bottom-up merge sort. On a thousand numbers it takes a fifth of the time of
 * the built-in sort with a comparison, which would be most of the time of a suggestion.
 */
export function argsort(
  values: Float64Array,
  { descending = false }: { readonly descending?: boolean } = {},
): Uint32Array {
  if (descending) return argsort(values.map((value) => -value));
  const count = values.length;
  let from = new Uint32Array(count);
  let to = new Uint32Array(count);
  for (let i = 0; i < count; i++) from[i] = i;
  for (let run = 1; run < count; run *= 2) {
    for (let start = 0; start < count; start += 2 * run) {
      const middle = Math.min(start + run, count);
      const end = Math.min(start + 2 * run, count);
      let left = start;
      let right = middle;
      for (let i = start; i < end; i++) {
        const takeLeft = right >= end ||
          (left < middle && values[from[left]!]! <= values[from[right]!]!);
        to[i] = takeLeft ? from[left++]! : from[right++]!;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/**
 * Sorts places by value (without NaN) in place, equal ones by place, where most are in order
 * already: insertion, which moves little then.
 */
export function settleOrder(values: Float64Array, order: Uint32Array): Uint32Array {
  for (let i = 1; i < order.length; i++) {
    const place = order[i]!;
    const value = values[place]!;
    let to = i;
    while (to > 0) {
      const before = order[to - 1]!;
      if (values[before]! < value || (values[before]! === value && before < place)) break;
      order[to--] = before;
    }
    order[to] = place;
  }
  return order;
}
