/** The ticks of a logarithmic axis and their labels: each tick has one. */
import type { AxisRoom } from "./clear_labels.ts";
import { type Axis, clearest, linearAxis } from "./linear_axis.ts";
import { notation } from "./numbers.ts";

/** The ticks of a decade, about evenly spaced on the paper, those to be preferred first. */
const decades: readonly (readonly number[])[] = [
  [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8],
  [1, 1.5, 2, 3, 5, 7],
  [1, 2, 5],
  [1, 1.5, 2.5, 4, 6],
  [1, 3],
];

/** Powers of ten from one tick to the next. */
const powerSteps = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300];

/**
 * As many ticks between two numbers above 0 as have room for their labels, three at least where
 * that can be: round numbers about evenly spaced on the paper, which are even steps in a span so
 * short that round factors are too far apart, and powers of ten in a long one.
 */
export function logAxis(low: number, high: number, room: AxisRoom): Axis {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const rounds = [
    ...decades.map((factors) => ({ factors, step: 1 })),
    ...powerSteps.map((step) => ({ factors: [1], step })),
  ].map(({ factors, step }): Axis => {
    const ticks = roundTicks(from, to, factors, step).filter((tick) => tick >= low && tick <= high);
    const format = notation(ticks[0] ?? low, ticks.at(-1) ?? high, { log: true });
    return { ticks, tickFormat: (tick) => format(tick) };
  });
  const even = high < 3 * low ? [6, 5, 4, 3, 2].map((n) => linearAxis(low, high, n)) : [];
  const share = (tick: number) => (Math.log10(tick) - from) / (to - from);
  return clearest([...rounds, ...even], share, room, 3);
}

/** The multiples of all `step`th powers of ten from the one below `from` on, both being powers. */
function roundTicks(from: number, to: number, factors: readonly number[], step: number): number[] {
  const ticks: number[] = [];
  for (let power = step * Math.floor(from / step); power <= to; power += step) {
    for (const factor of factors) ticks.push(Number(`${factor}e${power}`));
  }
  return ticks;
}
