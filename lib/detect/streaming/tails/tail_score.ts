/**
 * What turns a channel's errors into tail scores.
 *
 * @module
 */
import type { RowMemory } from "../memory/row_memory.ts";

/** How unlikely an error is, given the errors before it, as -log10 of a probability. */
export interface TailScore {
  /** Forgets everything and takes the errors of the rows from `from` to the newest. */
  rebuild(errors: Float64Array, memory: RowMemory, from: number): void;
  /** Takes the error of the newest row and returns its tail score. */
  push(errors: Float64Array, memory: RowMemory): number;
  /** The running state as numbers. */
  save(): number[];
  /** Takes back what {@linkcode save} gave, beside the same errors. */
  load(state: readonly number[], errors: Float64Array, memory: RowMemory): void;
}
