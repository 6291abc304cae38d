/**
 * What `deno task tune` says of a study.
 *
 * @module
 */
import { bestTrialOf } from "../../tuner/study/mod.ts";
import type { CategoricalChoice, Direction, FrozenTrial } from "../../tuner/mod.ts";

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
  /** The best COMPLETE trial, if any. */
  readonly best: {
    readonly number: number;
    readonly value: number;
    readonly params: Readonly<Record<string, CategoricalChoice>>;
  } | null;
}

/** Counts a study's trials. */
export function summarize(trials: readonly FrozenTrial[], direction: Direction): TuneSummary {
  const repeated = new Set(
    trials.flatMap(({ systemAttrs: { retry_history: history } }) =>
      Array.isArray(history) ? history.slice(-1) : []
    ),
  );
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
    best: best === undefined
      ? null
      : { number: best.number, value: best.values![0]!, params: best.params },
  };
}

/** The line that stands on a terminal meanwhile. */
export function progressLine(summary: TuneSummary, total: number): string {
  const { ended, running, best } = summary;
  const found = best === null ? "" : `, best ${best.value} (trial ${best.number})`;
  return `${ended}/${total} trials, ${running} running${found}`;
}

/** The line at the end. */
export function resultLine(study: string, summary: TuneSummary): string {
  const { ended, complete, pruned, failed, best } = summary;
  const counts = `${ended} ${
    ended === 1 ? "trial" : "trials"
  } (${complete} complete, ${pruned} pruned, ${failed} failed)`;
  if (best === null) return `Study "${study}": ${counts}, none of them complete`;
  const params = Object.entries(best.params)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ");
  return `Study "${study}": ${counts}, best value ${best.value} in trial ${best.number}` +
    (params === "" ? "" : ` with ${params}`);
}
