/** Which trials the tree-structured Parzen estimator takes for good, and which for bad. */
import { constraintViolation } from "../../storages/constraints.ts";
import { lastStep } from "../../storages/report_log.ts";
import type { Direction, FrozenTrial } from "../../storages/storage.ts";

/** The two halves of a history, each by trial number. */
export interface TpeSplit {
  /** The good ones. */
  below: FrozenTrial[];
  /** All others, RUNNING ones included. */
  above: FrozenTrial[];
}

/**
 * Splits the COMPLETE and PRUNED trials, a tenth (at most 25) being good: feasible COMPLETE ones by
 * value, then feasible PRUNED ones (later last step first, then better last report), then
 * infeasible ones by how little they violate. RUNNING trials, where asked for, are bad: the
 * constant liar, which keeps workers from trying the same at once.
 *
 * @param trials Trials by number; FAIL and WAITING ones are left out
 * @param direction Which way the objective goes
 * @param withRunning Whether RUNNING trials are to be in the bad half
 */
export function splitTrials(
  trials: readonly FrozenTrial[],
  direction: Direction,
  withRunning: boolean,
): TpeSplit {
  const sign = direction === "minimize" ? 1 : -1;
  const finished = trials.filter(({ state }) => isFinished(state));
  const count = Math.min(Math.ceil(0.1 * finished.length), 25);
  const best: { trial: FrozenTrial; rank: Rank }[] = []; // the best so far, best first
  for (const trial of finished) {
    const rank = rankOf(trial, sign);
    let place = best.length;
    while (place > 0 && compareRanks(rank, best[place - 1]!.rank) < 0) place--;
    if (place < count) best.splice(place, 0, { trial, rank });
    if (best.length > count) best.pop();
  }
  const good = new Set(best.map(({ trial }) => trial));
  return {
    below: finished.filter((trial) => good.has(trial)),
    above: trials.filter((trial) =>
      trial.state === "RUNNING" ? withRunning : isFinished(trial.state) && !good.has(trial)
    ),
  };
}

/** Whether a trial teaches something: COMPLETE or PRUNED. */
export function isFinished(state: FrozenTrial["state"]): boolean {
  return state === "COMPLETE" || state === "PRUNED";
}

/** Group, then place within it; smaller is better. */
type Rank = readonly [group: number, first: number, second: number];

function rankOf(trial: FrozenTrial, sign: number): Rank {
  const violation = constraintViolation(trial);
  if (violation > 0) return [2, violation, 0];
  if (trial.state === "COMPLETE") return [0, sign * trial.values![0]!, 0];
  if (trial.intermediateValues.size === 0) return [1, 1, 0];
  const last = lastStep(trial);
  const value = trial.intermediateValues.get(last)!;
  return [1, -last, Number.isNaN(value) ? Infinity : sign * value];
}

function compareRanks(a: Rank, b: Rank): number {
  for (let i = 0; i < 3; i++) {
    if (a[i]! < b[i]!) return -1;
    if (a[i]! > b[i]!) return 1;
  }
  return 0;
}
