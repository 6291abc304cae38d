/** The axes of all charts: time in UTC or the zone asked for, not the machine's; counts; values. */
import type { TimeZone } from "../../data/timestamps/mod.ts";
import type { ObservablePlot } from "../../packages.ts";
import { type Axis, clearAxis, linearAxis } from "./linear_axis.ts";
import { logAxis } from "./log_axis.ts";
import { notation, squareRootTicks } from "./numbers.ts";
import { widest } from "./text_width.ts";
import { timeTicks } from "./time_ticks.ts";
import { HOUR } from "../../time.ts";

/** The x scale of a chart from one time to another (epoch ms), at least `width` pixels wide. */
export function timeAxis(
  first: number,
  last: number,
  width: number,
  zone?: TimeZone,
): ObservablePlot.ScaleOptions {
  // A single moment has no width: give it an hour on each side.
  const [from, to] = last > first ? [first, last] : [first - HOUR, last + HOUR];
  const ticks = timeTicks(localTime(from, zone), localTime(to, zone), width).flatMap((tick) => {
    const date = zone === undefined ? tick.date : zone.instants(+tick.date)[0];
    const isThere = date !== undefined && +date >= from && +date <= to; // clocks leave an hour out
    return isThere ? [{ date: new Date(date), label: tick.label }] : [];
  });
  return {
    type: "utc",
    label: `Time (${zone?.name ?? "UTC"})`,
    labelOffset: 44, // two lines of labels below the ticks
    domain: [new Date(from), new Date(to)],
    ticks: ticks.map(({ date }) => date),
    tickFormat: (_: Date, index: number) => ticks[index]!.label,
  };
}

function localTime(time: number, zone: TimeZone | undefined): number {
  return time + (zone?.offset(time) ?? 0);
}

/** `2014-04-10 00:04`, the minute in UTC or a zone. */
export function formatMinute(time: number, zone?: TimeZone): string {
  return new Date(localTime(time, zone)).toISOString().slice(0, 16).replace("T", " ");
}

/** The x scale of trials, epochs or steps: integers from `first` to `last`, in `length` pixels. */
export function countScale(
  label: string,
  first: number,
  last: number,
  length: number,
): ObservablePlot.ScaleOptions {
  // A single number has no width: show its neighbours' places.
  const domain: [number, number] = first === last ? [first - 1, last + 1] : [first, last];
  const axis = first === last
    ? linearAxis(first, last, 1, 1)
    : clearAxis(first, last, { length }, { most: 12, least: 1 });
  return { label, domain, ...axis, inset: 6 };
}

/** How {@linkcode valueScale} draws. */
export interface ValueScaleOptions {
  /** What the values are; ", logarithmic axis" is added where it is one. `" "` keeps its room. */
  readonly label: string;
  /** Whether the axis is logarithmic; all values are above 0 then. */
  readonly log?: boolean;
  /** Pixels from its lower end to its upper one. */
  readonly length: number;
}

/** Least and greatest value; `[Infinity, -Infinity]` where there is none. */
export function extent(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  return [low, high];
}

/**
 * A y scale for values between `low` and `high`, with grid lines and its label on top. A linear one
 * starts at 0 where the values are not far above it, so that lengths can be compared.
 */
export function valueScale(
  low: number,
  high: number,
  { label, log = false, length }: ValueScaleOptions,
): ObservablePlot.ScaleOptions {
  const room = { length, isUpright: true };
  if (log) {
    const margin = high > low ? (high / low) ** 0.04 : 2;
    const domain: [number, number] = [low / margin, high * margin];
    const text = label.trim() === "" ? label : `${label}, logarithmic axis`;
    return { grid: true, type: "log", label: text, domain, ...logAxis(...domain, room) };
  }
  const start = low >= 0 && low < high / 2 ? 0 : low;
  const margin = high > start ? 0.04 * (high - start) : 0.1 * Math.abs(high) || 0.5;
  const domain: [number, number] = [start === 0 ? 0 : start - margin, high + margin];
  return { grid: true, type: "linear", label, domain, ...clearAxis(...domain, room, { most: 6 }) };
}

/** Pixels left of an axis for its ticks and their labels. */
export function tickRoom(scale: ObservablePlot.ScaleOptions): number {
  const { ticks, tickFormat } = scale as Axis;
  return 14 + Math.ceil(widest(ticks.map(tickFormat), 12));
}

/** A y scale from 0 to `high`, in `length` pixels, which gives small values room, and says so. */
export function squareRootScale(
  high: number,
  label: string,
  length: number,
): ObservablePlot.ScaleOptions {
  const top = high > 0 ? 1.04 * high : 1;
  const format = notation(0, top);
  return {
    grid: true,
    type: "sqrt",
    label: `${label} (square-root axis)`,
    domain: [0, top],
    ticks: squareRootTicks(top, Math.min(7, 1 + Math.floor(length / 16))),
    tickFormat: (tick: number) => format(tick),
  };
}
