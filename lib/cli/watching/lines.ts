/** What `deno task watch` says to people: one line a cycle, and what it costs. */
import { counted, formatCount } from "../../text.ts";
import { printable } from "../../checks.ts";
import { formatDuration as durationWords, formatTimestamp } from "../../data/mod.ts";
import type { Cost, CycleReport } from "../../watch/mod.ts";
import { typedDuration } from "../shared/duration.ts";

/** Most failures that are shown of one cycle. */
const SHOWN = 5;

/**
 * The line of a cycle, and one for each of its first failures, where they are not those of the
 * cycle before.
 */
export function cycleLines(report: CycleReport, before?: CycleReport): string[] {
  const { time, series, taken, newest, told, waiting, dropped, failures } = report;
  const { revised, refused, refusal, late } = report;
  const isSame = failures.length > 0 && failuresOf(report) === failuresOf(before);
  const fired = told.filter(({ state }) => state === "firing").length;
  const resolved = told.length - fired;
  const parts = [
    counted(series, "series", "series"),
    counted(taken, "point"),
    newest === undefined
      ? "none so far"
      : `newest ${formatTimestamp(newest)} (${lag(time - newest)})`,
    counted(fired, "alert"),
    ...(resolved > 0 ? [`${resolved} resolved`] : []),
    `${counted(failures.length, "failure")}${isSame ? " as before" : ""}`,
    ...(waiting > 0 ? [`${counted(waiting, "message")} waiting for the webhook`] : []),
    ...(dropped > 0 ? [`${counted(dropped, "message")} given up`] : []),
    ...(revised > 0 ? [`${counted(revised, "value")} changed after they were taken`] : []),
    ...(late > 0 ? [`${counted(late, "point")} passed over that came after newer ones`] : []),
    ...(refused > 0 ? [`${counted(refused, "point")} refused`] : []),
  ];
  const shown = failures.slice(0, isSame ? 0 : SHOWN)
    .map(({ name, error }) => `  ${printable(name)}: ${printable(error.message)}`);
  if (failures.length > SHOWN && !isSame) shown.push(`  and ${failures.length - SHOWN} more`);
  if (refusal !== undefined) {
    shown.push(
      `  ${printable(refusal.name)} at ${moment(refusal.time)} was refused first: ${
        printable(refusal.message)
      }`,
    );
  }
  return [`${formatTimestamp(1000 * Math.floor(time / 1000))} UTC  ${parts.join(", ")}`, ...shown];
}

function failuresOf(report: CycleReport | undefined): string | undefined {
  return report?.failures.map(({ name, error }) => `${name}: ${error.message}`).join("\n");
}

/** A time that may be out of all bounds. */
function moment(time: number): string {
  return Math.abs(time) < 2 ** 47 ? `${formatTimestamp(time)} UTC` : String(time);
}

/** How far behind the newest point is, in the unit that fits. */
function lag(milliseconds: number): string {
  const seconds = 1000 * Math.round(Math.abs(milliseconds) / 1000);
  return milliseconds < 0 ? `${durationWords(seconds)} ahead` : `lag ${durationWords(seconds)}`;
}

/** What the schedule costs. */
export function costLine({ requests, metrics, dollars }: Cost, every: number): string {
  return `CloudWatch every ${typedDuration(every)}: ${formatCount(requests)} requests for ${
    formatCount(metrics)
  } metrics in 30 days, about $${dollars.toFixed(2)}`;
}
