/** What measures importances. */
import type { Direction, FrozenTrial } from "../storages/storage.ts";

/** Measures how much each parameter matters. */
export interface ImportanceEvaluator {
  /**
   * The importance of each parameter that occurs, 0 or more, in a unit of its own.
   *
   * @param trials COMPLETE trials with finite values, by number
   * @param direction Which way the objective goes
   */
  evaluate(trials: readonly FrozenTrial[], direction: Direction): ReadonlyMap<string, number>;
}
