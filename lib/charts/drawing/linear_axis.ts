/** Ticks of axes of numbers, each with a text of its own. */
import { type AxisRoom, isWithin, standClear } from "./clear_labels.ts";
import { linearTicks, notation } from "./numbers.ts";

/** Where an axis has its ticks, and what stands at them. */
export interface Axis {
  /** Ascending. */
  readonly ticks: number[];
  /** The text at a tick. */
  readonly tickFormat: (tick: number) => string;
}

/** Ticks between two numbers, about `count`, no closer than `least`, none read as another. */
export function linearAxis(
  low: number,
  high: number,
  count: number,
  least = 0,
): Axis {
  const { ticks, step } = linearTicks(low, high, count, least);
  const format = notation(low, high);
  const tickFormat = (tick: number) => format(tick, step);
  // Where numbers are too large to tell neighbours apart.
  const isNew = (tick: number, i: number) =>
    i === 0 || tickFormat(tick) !== tickFormat(ticks[i - 1]!);
  return { ticks: ticks.filter(isNew), tickFormat };
}

/** As many ticks between two numbers, `most` at most, as have room for their labels. */
export function clearAxis(
  low: number,
  high: number,
  room: AxisRoom,
  { most = 10, least = 0 }: { readonly most?: number; readonly least?: number } = {},
): Axis {
  const axes = Array.from({ length: most }, (_, i) => linearAxis(low, high, most - i, least));
  return clearest(axes, (tick) => (tick - low) / (high - low), room, 2);
}

/**
 * The first of some axes whose labels stand clear of each other, of those with as many ticks as
 * wished if there is one; labels that hang too far over an end are left out.
 */
export function clearest(
  axes: readonly Axis[],
  share: (tick: number) => number,
  room: AxisRoom,
  wished: number,
): Axis {
  const clear = axes.flatMap(({ ticks, tickFormat }): Axis[] => {
    const label = (tick: number) => ({ at: share(tick) * room.length, text: tickFormat(tick) });
    const within = ticks.filter((tick) => isWithin(label(tick), room));
    return standClear(within.map(label), room) ? [{ ticks: within, tickFormat }] : [];
  });
  for (let least = wished; least > 0; least--) {
    const found = clear.find(({ ticks }) => ticks.length >= least);
    if (found !== undefined) return found;
  }
  return { ticks: [], tickFormat: String };
}
