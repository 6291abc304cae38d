import type { Direction, FrozenTrial } from "../storages/storage.ts";

/** What charts and importances ask of a study; any list of trials with a direction is one. */
export interface StudyLike {
  /** All trials by number, whatever their state. */
  readonly trials: readonly FrozenTrial[];
  /** Which way the objective goes. */
  readonly direction: Direction;
  /** For the key of a chart of several studies. */
  readonly name?: string | undefined;
}
