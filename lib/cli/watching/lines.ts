/**
 * What `deno task watch` says to people: one line a cycle, and what it costs.
 *
 * @module
 */
import { counted, formatCount } from "../../text.ts";
import { printable } from "../../checks.ts";
import { formatTimestamp } from "../../data/mod.ts";
import type { Cost, CycleReport } from "../../watch/mod.ts";
import { formatDuration } from "../shared/duration.ts";

/** Most failures that are shown of one cycle. */
const SHOWN = 5;

/** The line of a cycle, and one for each of its first failures. */
export function cycleLines(report: CycleReport): string[] {
  const { time, series, taken, newest, told, waiting, dropped, revised, refused, failures } =
    report;
  const parts = [
    counted(series, "series", "series"),
    counted(taken, "point"),
    newest === undefined
      ? "none so far"
      : `newest ${formatTimestamp(newest)} (lag ${Math.round((time - newest) / 60_000)} min)`,
    counted(told, "alert"),
    counted(failures.length, "failure"),
    ...(waiting > 0 ? [`${counted(waiting, "alert")} waiting for the webhook`] : []),
    ...(dropped > 0 ? [`${counted(dropped, "alert")} given up`] : []),
    ...(revised > 0 ? [`${counted(revised, "value")} changed after they were taken`] : []),
    ...(refused > 0 ? [`${counted(refused, "point")} refused`] : []),
  ];
  const shown = failures.slice(0, SHOWN)
    .map(({ name, error }) => `  ${printable(name)}: ${printable(error.message)}`);
  if (failures.length > SHOWN) shown.push(`  and ${failures.length - SHOWN} more`);
  return [`${formatTimestamp(time)} UTC  ${parts.join(", ")}`, ...shown];
}

/** What the schedule costs. */
export function costLine({ requests, metrics, dollars }: Cost, every: number): string {
  return `CloudWatch every ${formatDuration(every)}: ${formatCount(requests)} requests for ${
    formatCount(metrics)
  } metrics in 30 days, about $${dollars.toFixed(2)}`;
}
