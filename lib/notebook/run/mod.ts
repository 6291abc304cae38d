/**
 * What other folders need of this room.
 *
 * @module
 */
export { type FailedCell, runNotebook, type RunResult } from "./run.ts";
export type { CellEvent, RunOptions } from "./options.ts";
