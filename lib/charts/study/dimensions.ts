/** The upright axes of parallel coordinates: where trials stand on them, and their labels. */
import { extent } from "../drawing/axes.ts";
import { clearAxis } from "../drawing/linear_axis.ts";
import { logAxis } from "../drawing/log_axis.ts";
import { notation } from "../drawing/numbers.ts";
import { fitTexts } from "../drawing/text_width.ts";
import { paramAxis } from "./param_axis.ts";
import type { ValuedTrial } from "./trials.ts";

/** One upright axis. */
export interface Dimension {
  /** Of the value or the parameter. */
  readonly name: string;
  /** Places in [0, 1] with their texts, from the lowest. */
  readonly ticks: readonly DimensionTick[];
  /** Place of a trial in [0, 1]. */
  at(one: ValuedTrial): number;
}

/** A label of an axis. */
export interface DimensionTick {
  /** In [0, 1]. */
  readonly at: number;
  /** What stands there. */
  readonly text: string;
}

/** How {@linkcode parallelDimensions} lays axes out. */
export interface DimensionsOptions {
  /** What the value is. */
  readonly targetName: string;
  /** Pixels from the lower end of an axis to the upper one. */
  readonly length: number;
}

/** The place of a missing parameter: below the others, 12 % of the axis being kept for it. */
const missingShare = 0.12;
/** Pixels from the middle of a label to that of the next, at least. */
const lineHeight = 16;
/** The widest name of a category, in pixels. */
const widestName = 122;

/** The axes from the left: the value, then the parameters. */
export function parallelDimensions(
  trials: readonly ValuedTrial[],
  names: readonly string[],
  { targetName, length }: DimensionsOptions,
): Dimension[] {
  const [low, high] = extent(trials.map(({ value }) => value));
  const value: Dimension = {
    name: targetName,
    ticks: numberTicks(low, high, { length }),
    at: ({ value }) => share(value, low, high),
  };
  return [value, ...names.map((name) => paramDimension(name, trials, length))];
}

function paramDimension(name: string, trials: readonly ValuedTrial[], length: number): Dimension {
  const axis = paramAxis(trials, name, { numericCategories: "sorted" });
  const { isLog, categories, extent: [low, high] } = axis;
  const isMissing = trials.some(({ trial }) => axis.place(trial) === undefined);
  const bottom = isMissing ? missingShare : 0;
  const above = (place: number) => bottom + (1 - bottom) * place;
  const place = (value: number) =>
    isLog ? share(Math.log10(value), Math.log10(low), Math.log10(high)) : share(value, low, high);
  const ticks = categories === undefined
    ? numberTicks(low, high, { ...axis, length: length * (1 - bottom) })
    : fitTexts(categories, widestName, 12).map((text, index) => ({ at: place(index), text }));
  const known = ticks.map(({ at, text }) => ({ at: above(at), text }));
  return {
    name,
    ticks: apart(isMissing ? [{ at: 0, text: "None" }, ...known] : known, length),
    at: ({ trial }) => {
      const value = axis.place(trial);
      return value === undefined ? 0 : above(place(value));
    },
  };
}

/** Place between `low` and `high`; the middle where they are one. */
function share(value: number, low: number, high: number): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

/** Both ends, and round numbers between them that are clear of them. */
function numberTicks(
  low: number,
  high: number,
  { isLog = false, isInteger = false, length }: {
    readonly isLog?: boolean;
    readonly isInteger?: boolean;
    readonly length: number;
  },
): DimensionTick[] {
  // In a short span, numbers are as close as on a linear axis.
  const isWide = isLog && high >= 3 * low;
  const format = notation(low, high, { log: isWide });
  const end = (value: number, at: number) => ({
    at,
    text: format(isWide ? Number(value.toPrecision(3)) : value),
  });
  if (low === high) return [end(low, 0.5)];
  const room = { length, isUpright: true };
  const { ticks, tickFormat } = isLog
    ? logAxis(low, high, room)
    : clearAxis(low, high, room, { most: 5, least: isInteger ? 1 : 0 });
  const scale = isLog ? Math.log10 : Number;
  const round = ticks.map((tick) => ({
    at: share(scale(tick), scale(low), scale(high)),
    text: isWide ? format(tick) : tickFormat(tick),
  }));
  return apart([end(low, 0), ...round, end(high, 1)], length);
}

/** The first and the last tick, and of those between as many as stand apart. */
function apart(ticks: readonly DimensionTick[], length: number): DimensionTick[] {
  const last = ticks.at(-1)!;
  const kept: DimensionTick[] = [];
  for (const tick of ticks) {
    const isApart = (other: DimensionTick) => Math.abs(tick.at - other.at) * length >= lineHeight;
    if (kept.length === 0 || isApart(kept.at(-1)!) && (tick === last || isApart(last))) {
      kept.push(tick);
    }
  }
  return kept;
}
