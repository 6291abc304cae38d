/**
 * What other folders need of this room.
 *
 * @module
 */
export {
  type CellEvent,
  type FailedCell,
  runNotebook,
  type RunOptions,
  type RunResult,
} from "./run.ts";
