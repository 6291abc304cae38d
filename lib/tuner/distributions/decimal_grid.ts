/**
 * Steps counted in decimal arithmetic: 0, 0.3, 0.6, 0.9 has three steps although 0.9 / 0.3 does not
 * say so in binary.
 */

/**
 * The last point of low, low + step, ... that does not exceed `high`, and how many steps lead
 * there. The numbers are taken as they print.
 *
 * @param low First point, finite
 * @param high Bound, finite, `low` or more
 * @param step Spacing, finite, above 0
 */
export function decimalGrid(
  low: number,
  high: number,
  step: number,
): { last: number; steps: number } {
  if (Number.isSafeInteger(low) && Number.isSafeInteger(high) && Number.isSafeInteger(step)) {
    const steps = Math.floor((high - low) / step);
    return { last: low + steps * step, steps };
  }
  const parts = [low, high, step].map(decimal);
  const exponent = parts.reduce((least, part) => Math.min(least, part.exponent), 0);
  const [a, b, c] = parts.map((part) => part.digits * 10n ** BigInt(part.exponent - exponent));
  const steps = (b! - a!) / c!;
  return { last: Number(`${a! + steps * c!}e${exponent}`), steps: Number(steps) };
}

/** A finite number as digits * 10^exponent, by its shortest decimal form. */
function decimal(value: number): { digits: bigint; exponent: number } {
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  const [whole, fraction = ""] = mantissa.split(".") as [string, string?];
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
