/**
 * Where a time axis has its ticks and what stands under them, in UTC, from milliseconds to
 * centuries.
 */
import { DAY, HOUR, MINUTE } from "../../time.ts";
import { standClear } from "./clear_labels.ts";

/** A tick of a time axis. */
export interface TimeTick {
  /** Where it stands. */
  readonly date: Date;
  /** One line or two. */
  readonly label: string;
}

type Unit = "clock" | "day" | "month" | "year";

/** How far apart ticks are: `count` milliseconds, days, months or years. */
interface Step {
  readonly unit: Unit;
  readonly count: number;
}

const second = 1000;
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const fontSize = 12;

/** From the finest to the coarsest. */
const steps: readonly Step[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((count) => ({ unit: "clock", count }) as const),
  ...[second, MINUTE].flatMap((unit) =>
    [1, 2, 5, 10, 15, 30].map((count) => ({ unit: "clock", count: count * unit }) as const)
  ),
  ...[1, 2, 3, 6, 12].map((count) => ({ unit: "clock", count: count * HOUR }) as const),
  ...[1, 2, 7, 14].map((count) => ({ unit: "day", count }) as const),
  ...[1, 2, 3, 6].map((count) => ({ unit: "month", count }) as const),
  ...[1, 10, 100, 1000].flatMap((power) =>
    [1, 2, 5].map((count) => ({ unit: "year", count: count * power }) as const)
  ),
];

/**
 * The most ticks from `first` to `last` (epoch ms) whose labels stand clear of each other on an
 * axis of `width` pixels. The date stands under the first clock time and under each midnight, the
 * year under the first date and under the first one of each later year.
 */
export function timeTicks(first: number, last: number, width: number): TimeTick[] {
  const pixels = width / (last - first);
  for (const step of steps) {
    if ((last - first) / duration(step) * fontSize > width) continue;
    const times = timesOf(step, first, last);
    const ticks = labelled(step, times, pixels);
    if (ticks !== undefined) return ticks;
  }
  return [];
}

/** The least milliseconds between two ticks. */
function duration({ unit, count }: Step): number {
  return count * { clock: 1, day: DAY, month: 28 * DAY, year: 365 * DAY }[unit];
}

function timesOf({ unit, count }: Step, first: number, last: number): number[] {
  const times: number[] = [];
  if (unit === "clock" || unit === "day") {
    const length = unit === "clock" ? count : count * DAY;
    // Weeks begin on Mondays; the epoch was a Thursday.
    const origin = unit === "day" && count % 7 === 0 ? 4 * DAY : 0;
    const start = origin + Math.ceil((first - origin) / length) * length;
    for (let time = start; time <= last; time += length) times.push(time);
    return times;
  }
  const length = unit === "month" ? count : 12 * count;
  const start = new Date(first);
  const month = 12 * start.getUTCFullYear() + start.getUTCMonth();
  for (let at = Math.floor(month / length) * length;; at += length) {
    const time = new Date(0).setUTCFullYear(Math.floor(at / 12), at % 12, 1);
    if (time > last) return times;
    if (time >= first) times.push(time);
  }
}

/** The labels of one step; `undefined` where two of them would meet. */
function labelled(step: Step, times: readonly number[], pixels: number): TimeTick[] | undefined {
  const upper = times.map((time) => upperLine(step, time));
  if (meet(times, upper, pixels)) return undefined;
  let lower = lowerLines(step, times);
  if (meet(times, lower, pixels)) {
    // The first time's date may stand too near to the first midnight, which then speaks for both.
    lower = ["", ...lowerLines(step, times.slice(1), false)];
    if (meet(times, lower, pixels)) return undefined;
  }
  return times.map((time, i) => ({
    date: new Date(time),
    label: lower[i] === "" ? upper[i]! : `${upper[i]}\n${lower[i]}`,
  }));
}

function upperLine({ unit, count }: Step, time: number): string {
  const date = new Date(time);
  if (unit === "year") return String(date.getUTCFullYear());
  if (unit === "month") return months[date.getUTCMonth()]!;
  if (unit === "day") return dayOf(date);
  const length = count % MINUTE === 0 ? 16 : count % second === 0 ? 19 : 23;
  return date.toISOString().slice(11, length);
}

function dayOf(date: Date): string {
  return `${months[date.getUTCMonth()]} ${date.getUTCDate()}`;
}

/** The second lines, empty where there is none; the first tick may have no date of its own. */
function lowerLines({ unit }: Step, times: readonly number[], isFirst = true): string[] {
  let known: number | undefined;
  return times.map((time, i) => {
    if (unit === "year") return "";
    if (unit === "clock" && time % DAY !== 0 && !(isFirst && i === 0)) return "";
    const date = new Date(time);
    const year = date.getUTCFullYear();
    const yearText = year === known ? "" : String(year);
    known = year;
    return unit === "clock" ? `${dayOf(date)} ${yearText}`.trim() : yearText;
  });
}

/** Whether two neighbouring texts of a line come closer than they may. */
function meet(times: readonly number[], texts: readonly string[], pixels: number): boolean {
  const labels = texts.map((text, i) => ({ at: (times[i]! - times[0]!) * pixels, text }));
  return !standClear(labels.filter(({ text }) => text !== ""));
}
