/**
 * What `deno task watch` says to people: one line a cycle, and what it costs.
 *
 * @module
 */
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
    count(series, "series", "series"),
    count(taken, "point"),
    newest === undefined
      ? "none so far"
      : `newest ${formatTimestamp(newest)} (lag ${Math.round((time - newest) / 60_000)} min)`,
    count(told, "alert"),
    count(failures.length, "failure"),
    ...(waiting > 0 ? [`${count(waiting, "alert")} waiting for the webhook`] : []),
    ...(dropped > 0 ? [`${count(dropped, "alert")} given up`] : []),
    ...(revised > 0 ? [`${count(revised, "value")} changed after they were taken`] : []),
    ...(refused > 0 ? [`${count(refused, "point")} refused`] : []),
  ];
  const shown = failures.slice(0, SHOWN)
    .map(({ name, error }) => `  ${printable(name)}: ${printable(error.message)}`);
  if (failures.length > SHOWN) shown.push(`  and ${failures.length - SHOWN} more`);
  return [`${formatTimestamp(time)} UTC  ${parts.join(", ")}`, ...shown];
}

/** What the schedule costs. */
export function costLine({ requests, metrics, dollars }: Cost, every: number): string {
  return `CloudWatch every ${formatDuration(every)}: ${grouped(requests)} requests for ${
    grouped(metrics)
  } metrics in 30 days, about $${dollars.toFixed(2)}`;
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

function grouped(n: number): string {
  return n.toLocaleString("en-US");
}
