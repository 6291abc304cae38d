/**
 * Ending hopeless trials early: the seam between a study and its pruners.
 *
 * @module
 */
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
