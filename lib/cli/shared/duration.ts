/** Durations as people type them. */
import { excerpt } from "../../checks.ts";
import { UsageError } from "./command.ts";
import { DAY, HOUR, MINUTE } from "../../time.ts";

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: MINUTE,
  h: HOUR,
  d: DAY,
};

/** The longest. */
const MOST = 400 * UNITS["d"]!;

/** Milliseconds of a duration such as `90s`, `5m`, `1h` or `2d`, `least` or more. */
export function parseDuration(
  option: string,
  text: string,
  { least }: { least: number },
): number {
  const [, number, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit ?? ""] ?? NaN);
  if (milliseconds >= least && milliseconds <= MOST) return milliseconds;
  throw new UsageError(
    `Cannot read ${option} as it must be a duration such as 90s, 5m or 1h, from ${
      typedDuration(least)
    } to ${typedDuration(MOST)}: current value is ${excerpt(text)}`,
  );
}

/** A duration as people type it, in the largest unit that gives a whole number. */
export function typedDuration(milliseconds: number): string {
  const unit = ["d", "h", "m", "s"].find((each) => milliseconds % UNITS[each]! === 0) ?? "s";
  return `${milliseconds / UNITS[unit]!}${unit}`;
}
