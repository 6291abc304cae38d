/** What `deno task tune` says of a study. */
import { excerpt, printable } from "../../checks.ts";
import { counted } from "../../text.ts";
import { bestTrialOf } from "../../tuner/trial/mod.ts";
import type { CategoricalChoice, Direction, FrozenTrial } from "../../tuner/mod.ts";
import { countReasons, failuresOf, type Reason, repeatedNumbers } from "./failures.ts";

/** Where a study stands. */
export interface TuneSummary {
  /** Trials that ended and were not queued again. */
  readonly ended: number;
  /** How many of each state; FAIL without those queued again. */
  readonly complete: number;
  /** Ended early by the pruner. */
  readonly pruned: number;
  /** Ended by an error, or repeated too often. */
  readonly failed: number;
  /** Failed as their worker died or was stopped, and queued again. */
  readonly repeated: number;
  /** Under way. */
  readonly running: number;
  /** Why trials failed, the latest reason first. */
  readonly reasons: readonly Reason[];
  /** The best COMPLETE trial, if any. */
  readonly best: {
    readonly number: number;
    readonly value: number;
    readonly params: Readonly<Record<string, CategoricalChoice>>;
  } | null;
}

/** Counts a study's trials. */
export function summarize(trials: readonly FrozenTrial[], direction: Direction): TuneSummary {
  const repeated = repeatedNumbers(trials);
  const count = (state: string) =>
    trials.filter((trial) => trial.state === state && !repeated.has(trial.number)).length;
  const [complete, pruned, failed] = [count("COMPLETE"), count("PRUNED"), count("FAIL")];
  const best = bestTrialOf(trials, direction);
  return {
    ended: complete + pruned + failed,
    complete,
    pruned,
    failed,
    repeated: repeated.size,
    running: count("RUNNING"),
    reasons: countReasons(failuresOf(trials)),
    best: best === undefined
      ? null
      : { number: best.number, value: best.values![0]!, params: best.params },
  };
}

/** The line that stands on a terminal meanwhile. */
export function progressLine(summary: TuneSummary, total: number): string {
  const { complete, pruned, running, failed, best } = summary;
  const found = best === null ? "" : `, best ${best.value} (trial ${best.number})`;
  const lost = failed === 0 ? "" : `, ${failed} failed`;
  return `${complete + pruned}/${total} trials, ${running} running${lost}${found}`;
}

/** The line at the end. */
export function resultLine(study: string, summary: TuneSummary): string {
  const { ended, complete, pruned, failed, best } = summary;
  const counts = `${
    counted(ended, "trial")
  } (${complete} complete, ${pruned} pruned, ${failed} failed)`;
  if (best === null) return `Study "${study}": ${counts}, none of them complete`;
  const params = Object.entries(best.params)
    .map(([name, value]) => `${name}=${excerpt(value)}`).join(", ");
  return `Study "${study}": ${counts}, best value ${best.value} in trial ${best.number}` +
    (params === "" ? "" : ` with ${params}`);
}

/** The most reasons that are told at the end. */
const MOST_REASONS = 3;

/** Why trials failed, and what to do where all did; nothing where none did. */
export function failureLines(summary: TuneSummary, countFailed: boolean): string {
  const { complete, pruned, failed, reasons } = summary;
  if (failed === 0) return "";
  const lines = reasons.slice(0, MOST_REASONS).map(({ reason, count }) =>
    `${count} failed: ${printable(reason)}`
  );
  const more = reasons.length - MOST_REASONS;
  if (more > 0) lines.push(`and ${counted(more, "reason")} before`);
  if (complete + pruned === 0) {
    lines.push(
      "The study holds only failures: correct MODULE and run the same command again" +
        (countFailed ? " with more --trials, as failed ones count with --count all" : ""),
    );
  }
  return `${lines.join("\n")}\n`;
}
