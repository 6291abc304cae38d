/**
 * Numbers as a chart's texts write them: the same in every locale.
 *
 * @module
 */

/** A count, thousands apart: `4,032`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A count with its noun: `1 trial`, `2 trials`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A measured value in four significant digits: `0.001234`, `1.234e-7`, `61.82`. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return formatCount(value);
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e6
    ? Number(value.toPrecision(4)).toLocaleString("en-US", { maximumSignificantDigits: 4 })
    : value.toExponential(3).replace(/\.?0+e/, "e");
}

/** A tick's value, as short as can be: `0.01`, `1e-4`, `20`, `5e+6`. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  const isShort = size === 0 || size >= 1e-3 && size < 1e6;
  return isShort ? formatValue(value) : value.toExponential(1).replace(/\.?0+e/, "e");
}

/** A share in percent with one decimal: `19.3 %`. */
export function formatShare(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : 100 * part / whole).toFixed(1)} %`;
}

/** Whole numbers for the ticks of an axis from `low` to `high`, about `count` of them or fewer. */
export function integerTicks(low: number, high: number, count = 10): number[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, (high - low) / count)));
  const step = [1, 2, 5, 10].map((factor) => factor * power)
    .find((candidate) => (high - low) / candidate <= count)!;
  const ticks = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) ticks.push(tick);
  return ticks;
}

/** Ticks of a logarithmic axis: powers of ten, or the 1, 2 and 5 of a short one; `count` at most. */
export function logTicks(low: number, high: number, count = 6): number[] {
  const within = (factors: readonly number[]) => {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (const factor of factors) {
        const tick = Number(`${factor}e${power}`);
        if (tick >= low && tick <= high) ticks.push(tick);
      }
    }
    return ticks;
  };
  for (const factors of [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1]]) {
    const ticks = within(factors);
    if (ticks.length <= count) return ticks.length > 1 ? ticks : [low, high];
  }
  const powers = within([1]);
  const step = Math.ceil(powers.length / count);
  return powers.filter((_, index) => index % step === 0);
}

/** Round numbers for the ticks of a square-root axis from 0 to `high`. */
export function squareRootTicks(high: number, count = 6): number[] {
  const ticks = Array.from({ length: count }, (_, index) => high * (index / (count - 1)) ** 2)
    .map((tick) => Number(tick.toPrecision(1)));
  return [...new Set(ticks.filter((tick) => tick <= high))];
}
