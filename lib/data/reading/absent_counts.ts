/** Counts of periods of which those with nothing to count left no row. */
import type { Gap } from "../gaps.ts";
import { optionWords, type WayIn } from "./words.ts";

/** Which option helps where samples are missing and all there are count something; else none. */
export function absentCountNotes(
  values: Float64Array,
  gaps: readonly Gap[],
  wayIn: WayIn,
): string[] {
  if (gaps.length === 0 || !values.every((value) => value > 0 && Number.isInteger(value))) {
    return [];
  }
  return [
    `No value is 0: where a missing sample is a count of 0, say so (${
      optionWords(wayIn, "missing", "zero")
    }).`,
  ];
}
