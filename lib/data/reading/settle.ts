/** A source's rows to a series: in order of time, one a time, gaps as the options say. */
import type { TimeSeries } from "../frame/mod.ts";
import { findGaps, type Gap } from "../gaps.ts";
import { fillGaps, refuseGaps } from "./fill.ts";
import type { CheckedOptions } from "./options.ts";
import { orderRows, type RawRows, refuseInterleaved } from "./order.ts";

/** Throws a rule, as a `SyntaxError`, where the rows are no series. */
export function settleRows(
  rows: RawRows,
  options: CheckedOptions,
): TimeSeries & { gaps: Gap[]; notes: string[] } {
  const { notes, ...series } = orderRows(rows, options);
  const gaps = findGaps(series.timestamps);
  if (gaps.length > series.timestamps.length / 10) refuseInterleaved(rows, options);
  if (options.missing === "refuse") refuseGaps(series.timestamps);
  if (options.missing !== "zero") return { ...series, gaps, notes };
  const filled = fillGaps(series, gaps);
  return { ...filled, gaps: [], notes: [...notes, ...filled.notes] };
}
