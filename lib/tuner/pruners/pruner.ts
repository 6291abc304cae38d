/** Ending hopeless trials early: the seam between a study and its pruners. */
import { lastStep, stepBeforeLast } from "../storages/report_log.ts";
import type { Direction, FrozenTrial, Json } from "../storages/storage.ts";

/** What a pruner knows when a trial asks whether to go on. */
export interface PrunerContext {
  /** Name of the study. */
  readonly studyName: string;
  /** Which way the objective goes. */
  readonly direction: Direction;
  /** The trial that asks, with its reports so far. */
  readonly trial: FrozenTrial;
  /** All trials of the study by number, the asking one included as it was before this question. */
  readonly trials: readonly FrozenTrial[];
  /** Notes something about the trial for later questions. */
  setSystemAttr(key: string, value: Json): void;
}

/** Decides from the reports of all trials whether one should end. */
export interface Pruner {
  /** Whether the trial should end now. A trial that reported nothing never should. */
  prune(context: PrunerContext): boolean;
}

/**
 * Whether a pruner may decide at a trial's last report: where that is the first in its interval;
 * intervals of `intervalSteps` begin at `nWarmupSteps`.
 *
 * @param trial With one report or more
 * @param nWarmupSteps Where the first interval begins
 * @param intervalSteps How long each is
 */
export function isFirstInInterval(
  trial: FrozenTrial,
  nWarmupSteps: number,
  intervalSteps: number,
): boolean {
  const step = lastStep(trial);
  if (step < nWarmupSteps) return false;
  const start = Math.floor((step - nWarmupSteps) / intervalSteps) * intervalSteps + nWarmupSteps;
  return stepBeforeLast(trial) < start;
}
