/** A series in a few sentences, and whether there is enough of it. */
import {
  optionsOf,
  requireInteger,
  requireKind,
  requireKnownOptions,
  requireNumber,
  withoutPlaces,
} from "../checks.ts";
import type { WayIn } from "./reading/words.ts";
import { medianStep } from "../math/mod.ts";
import { counted, formatNumber } from "../text.ts";
import { frameTimestamps, frameValues } from "./frame/mod.ts";
import type { Series } from "./series.ts";
import { TimeZone } from "./timestamps/time_zone.ts";
import { formatTimestamp } from "./timestamps/timestamp.ts";
import { DAY, HOUR, MINUTE } from "../time.ts";

/** The largest units first. */
const UNITS = [["day", DAY], ["hour", HOUR], ["minute", MINUTE], [
  "second",
  1000,
]] as const;

/**
 * A span of time in the largest unit that it has at least one and a half of, or is one of: `5
 * minutes`, `1 hour`, `90 seconds`.
 *
 * @param milliseconds Finite, 0 or more
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatDuration } from "elb-anomaly/data";
 *
 * assert.equal(formatDuration(300_000), "5 minutes");
 * assert.equal(formatDuration(3_600_000), "1 hour");
 * assert.equal(formatDuration(4_000_000), "66.7 minutes");
 * ```
 */
export function formatDuration(milliseconds: number): string {
  requireNumber("tell a duration", { milliseconds });
  const [unit, length] =
    UNITS.find(([, length]) => milliseconds === length || milliseconds >= 1.5 * length) ??
      ["millisecond", 1];
  return counted(Math.round(10 * milliseconds / length) / 10, unit);
}

/**
 * What a series is: its size, step and span, its values, its gaps, and what was changed in it.
 *
 * @param series As {@linkcode readSeries} or {@linkcode loadElb} gives it
 * @param options The `timeZone` (IANA name) whose clocks times are told by, UTC unless told
 * @returns One sentence each
 * @throws {RangeError} If there is no such zone
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, describeSeries } from "elb-anomaly/data";
 *
 * const frame = createFrame([0, 300_000, 600_000, 1_200_000], [94, 56, 0, 2]);
 * const parts = { frame, name: "lb-1", column: "requests", origin: "file", notes: [] } as const;
 * const gaps = [{ after: new Date(600_000), before: new Date(1_200_000), missing: 1 }];
 * assert.deepEqual(describeSeries({ ...parts, notes: [], gaps }), [
 *   "lb-1, column requests: 4 rows, one every 5 minutes, from 1970-01-01 00:00:00 to 1970-01-01 00:20:00 UTC.",
 *   "Values from 0 to 94, 38 on average.",
 *   "1 sample is missing in 1 gap.",
 * ]);
 * ```
 */
export function describeSeries(
  series: Series,
  options: { readonly timeZone?: string } = {},
): string[] {
  const { timeZone = "UTC", ...rest } = optionsOf("describe a series", options);
  requireKnownOptions("describe a series", rest);
  const zone = new TimeZone(timeZone, "describe a series");
  requireKind("describe a series", { series }, "an object");
  const timestamps = frameTimestamps(series.frame), values = frameValues(series.frame);
  const rows = values.length;
  const at = (time: number) => formatTimestamp(time + zone.offset(time));
  const missing = series.gaps.reduce((sum, gap) => sum + gap.missing, 0);
  const step = rows > 1
    ? `, one every ${formatDuration(medianStep(timestamps)).replace(/^1 /, "")}`
    : "";
  const span = rows > 1
    ? `from ${at(timestamps[0]!)} to ${at(timestamps.at(-1)!)}`
    : `at ${at(timestamps[0]!)}`;
  let low = Infinity, high = -Infinity, mean = 0;
  values.forEach((value, i) => {
    low = Math.min(low, value);
    high = Math.max(high, value);
    mean += (value - mean) / (i + 1);
  });
  return [
    `${series.name}, column ${series.column}: ${counted(rows, "row")}${step}, ${span} ${timeZone}.`,
    low === high
      ? `Every value is ${short(low)}.`
      : `Values from ${short(low)} to ${short(high)}, ${short(mean)} on average.`,
    ...(missing === 0 ? [] : [
      `${counted(missing, "sample")} ${missing === 1 ? "is" : "are"} missing in ${
        counted(series.gaps.length, "gap")
      }.`,
    ]),
    ...series.notes,
  ];
}

/** What {@linkcode requireVariedSeries} asks of a series. */
export interface VariedSeriesOptions {
  /** Least number of rows, an integer above 0. */
  rows: number;
  /**
   * Where the series came in; errors of other ways than the library's own stand without places.
   *
   * @default {"library"}
   */
  wayIn?: WayIn;
}

/**
 * Checks that there is something to learn in a series, before work starts on it.
 *
 * @param series As {@linkcode readSeries} gives it
 * @throws {RangeError} If it has fewer rows, or all its values are the same
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requireVariedSeries, simulateElb } from "elb-anomaly/data";
 *
 * const { frame } = simulateElb({ seed: 1, days: 1 });
 * const series = { frame, name: "a", column: "value", origin: "simulated", gaps: [], notes: [] } as const;
 * assert.throws(() => requireVariedSeries({ ...series, gaps: [], notes: [] }, { rows: 1000 }), RangeError);
 * ```
 */
export function requireVariedSeries(series: Series, options: VariedSeriesOptions): void {
  const { rows, wayIn = "library", ...rest } = optionsOf("check a series", options);
  requireKnownOptions("check a series", rest);
  requireInteger("check a series", { rows }, { min: 1 });
  requireKind("check a series", { series }, "an object");
  const values = frameValues(series.frame);
  const fail = (rule: string) => {
    const error = new RangeError(`Cannot learn from ${series.name} as ${rule}`);
    throw wayIn === "library" ? error : withoutPlaces(error);
  };
  if (values.length < rows) {
    fail(`it must have ${counted(rows, "row")} or more: it has ${values.length}`);
  }
  if (values.every((value) => value === values[0])) {
    fail(`its values must differ: all ${counted(values.length, "row")} are ${short(values[0]!)}`);
  }
}

/** Whole numbers in full, others in six digits. */
function short(value: number): string {
  return formatNumber(value, Number.isInteger(value) ? 15 : 6);
}
