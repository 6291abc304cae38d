/** Which points a stream admits. */
import { excerpt } from "../../checks.ts";
import { DAY } from "../../time.ts";

/** Larger values could overflow when squared. */
const LARGEST = 1e100;
/** The years 2000 to 2099 in seconds, and what comes after them in milliseconds. */
const SECONDS = { from: 946_684_800, to: 4_102_444_800 };
/** Finer units, each by how many make a second. */
const FINER = { microseconds: 1e6, nanoseconds: 1e9 };
const YEAR_2100 = 4_102_444_800_000;
/** A stream may stand still for so long, or so many steps, before its next time needs a second. */
const LONGEST_GAP = { milliseconds: 7 * DAY, steps: 100 };

/** Milliseconds for which a stream of a sampling step may stand still. */
export function longestGap(step: number): number {
  return Math.max(LONGEST_GAP.milliseconds, LONGEST_GAP.steps * step);
}

/** What is known of a stream's time. */
export interface StreamTime {
  /** Time of the newest row, NaN before there is one. */
  readonly newest: number;
  /** Sampling step, 0 while unknown. */
  readonly step: number;
  /** Time of the point before, if that was refused as too far ahead, else NaN. */
  readonly refused: number;
}

/**
 * Checks a point's time and value before anything is changed by it: a `TypeError` for what is no
 * number, a `RangeError` for what is not finite or larger than 1e100 in size.
 */
export function checkPoint(point: number, time: unknown, value: unknown): void {
  checkNumbers(`take point ${point}`, { "its time": time, "its value": value });
}

/**
 * Checks the moment of a tick: throws as {@linkcode checkPoint}, and a `RangeError` for seconds or
 * microseconds.
 */
export function checkTick(time: number, newest: number): void {
  checkNumbers("tick", { "the time": time });
  checkUnit("tick as the time", time, newest);
}

function checkNumbers(action: string, named: Readonly<Record<string, unknown>>): void {
  for (const [name, given] of Object.entries(named)) {
    if (typeof given !== "number") {
      throw new TypeError(
        `Cannot ${action} as ${name} must be a number: current value is ${excerpt(given)}`,
      );
    }
    if (!(Math.abs(given) <= LARGEST)) {
      throw new RangeError(
        `Cannot ${action} as ${name} must be finite and at most 1e100 in size: current value is ${given}`,
      );
    }
  }
}

/**
 * Checks that a time is in milliseconds and can follow.
 *
 * @throws {RangeError} If it looks like seconds (a time of this century in them, in a stream that
 * begins there or is in milliseconds), is past the year 2100 (microseconds, say), or too far ahead
 */
export function checkTime(
  point: number,
  time: number,
  { newest, step, refused }: StreamTime,
): void {
  checkUnit(`take point ${point} as its time`, time, newest);
  if (Number.isNaN(newest)) return;
  const longest = longestGap(step);
  const confirmed = time > refused && time - refused <= longest;
  if (time - newest > longest && !confirmed) {
    throw new RangeError(
      `Cannot take point ${point} as its time must be at most ${
        Math.round(longest / DAY)
      } days past the newest row (${
        format(newest)
      }), unless the point after it confirms it: current value is ${format(time)}`,
    );
  }
}

/** Refuses what is no time in milliseconds by its size; `newest` is NaN at the beginning. */
function checkUnit(action: string, time: number, newest: number): void {
  const inSeconds = time >= SECONDS.from && time < SECONDS.to;
  if (inSeconds && !(newest <= 100 * SECONDS.to)) {
    throw new RangeError(
      `Cannot ${action} must be in epoch milliseconds: current value is ${time}, seconds by its size (multiply by 1000)`,
    );
  }
  if (time < YEAR_2100) return;
  const unit = Object.entries(FINER).findLast(([, factor]) => time >= SECONDS.from * factor)?.[0];
  throw new RangeError(
    `Cannot ${action} must be in epoch milliseconds and before the year 2100: current value is ${time}${
      unit === undefined ? "" : `, ${unit} by its size`
    }`,
  );
}

/** A time for a reader. */
function format(time: number): string {
  return new Date(time).toISOString();
}
