/** Numbers as a chart's texts write them: the same in every locale. */

/** A lone measured value, in four significant digits: `61.82`, `1.234e-7`, `8.112G`. */
export function formatValue(value: number): string {
  return notation(value, value)(value);
}

/** A number as text; `resolution` is the least difference that must show. */
export type NumberFormat = (value: number, resolution?: number) => string;

const units = [["E", 1e18], ["P", 1e15], ["T", 1e12], ["G", 1e9], ["M", 1e6]] as const;

/**
 * How all numbers between `low` and `high` are written, on an axis as in a text: plain below a
 * million, in units of M, G, T, P or E above it, unless they are too close to each other for that,
 * and with a power of ten below a thousandth. On a logarithmic axis each has its own unit.
 *
 * Unless a resolution is given, a number has four significant digits, and as many more as tell
 * apart what is a hundredth of the range apart.
 */
export function notation(
  low: number,
  high: number,
  { log = false }: { readonly log?: boolean } = {},
): NumberFormat {
  const range = high - low;
  const largest = Math.max(Math.abs(low), Math.abs(high));
  if (log && low >= 1e-3) return formatValue;
  const isPower = largest >= 1e21 || (log ? low : largest) < 1e-3;
  const [symbol, unit] =
    units.find(([, unit]) => unit <= largest && (range === 0 || range >= unit / 10_000)) ?? ["", 1];
  return (value, resolution) => {
    if (!Number.isFinite(value) || value === 0) return String(value + 0);
    const size = Math.abs(value);
    // Whole numbers below a million are exact.
    const own = Number.isInteger(value) && size < 1e6
      ? 1
      : 10 ** (Math.floor(Math.log10(size)) - 3);
    const step = resolution ?? (range > 0 && !log ? Math.min(own, range / 100) : own);
    const decimals = (of: number) =>
      Math.min(
        15,
        Math.max(0, Math.floor(Math.log10(of) + 1e-9) - Math.floor(Math.log10(step) + 1e-9)),
      );
    const [digits, power] = value.toExponential(decimals(size)).split("e");
    return isPower
      ? `${Number(digits)}e${Number(power)}`
      : (value / unit).toLocaleString("en-US", { maximumFractionDigits: decimals(unit) }) +
        symbol;
  };
}

/** A share in percent with one decimal: `19.3 %`. */
export function formatShare(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : 100 * part / whole;
  return percent > 0 && percent < 0.05 ? "under 0.1 %" : `${percent.toFixed(1)} %`;
}

/** Round numbers for the ticks from `low` to `high`, at most `count` steps of 1, 2 or 5 apart. */
export function linearTicks(
  low: number,
  high: number,
  count: number,
  least = 0,
): { ticks: number[]; step: number } {
  const raw = Math.max((high - low) / count, least);
  const power = Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((candidate) => raw <= candidate * 10 ** power * (1 + 1e-9))!;
  // Powers below 1 divide, so that a tick is the decimal number it reads as.
  const place = (n: number) => power < 0 ? n * factor / 10 ** -power : n * factor * 10 ** power;
  const ticks: number[] = [];
  const first = Math.ceil(low / place(1));
  for (let i = 0; i <= count && place(first + i) <= high; i++) ticks.push(place(first + i) + 0);
  return { ticks, step: place(1) };
}

/** Round numbers for the ticks of a square-root axis from 0 to `high`, at most `count`. */
export function squareRootTicks(high: number, count: number): number[] {
  const ticks = [];
  const gap = Math.sqrt(high) / (count - 1);
  let above = Infinity;
  for (let power = Math.floor(Math.log10(high)); above > gap; power--) {
    for (const factor of [5, 3, 2, 1]) {
      const tick = Number(`${factor}e${power}`);
      const place = Math.sqrt(tick);
      if (tick > high || place > above - gap || place < gap) continue;
      ticks.push(tick);
      above = place;
    }
    if (Math.sqrt(10 ** power) < gap) break;
  }
  return [0, ...ticks.reverse()];
}
