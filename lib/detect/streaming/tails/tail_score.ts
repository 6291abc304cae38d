/** What turns a channel's errors into tail scores. */
import type { StateIo } from "../snapshot/state_io.ts";

/** Errors needed before anything is said of them. */
export const LEAST_ERRORS = 10;
/** Their least standard deviation: channels scale their series to about -1 .. 1. */
export const LEAST_SD = 0.001;

/** How unlikely an error is, given the errors before it, as -log10 of a probability. */
export interface TailScore {
  /** Forgets everything and takes a history of errors, oldest first. */
  rebuild(errors: Float64Array): void;
  /** Takes the next error and returns its tail score. */
  push(error: number): number;
  /**
   * Saves or takes back what it knows.
   *
   * @param past Gives the error `back` rows ago (0 is the newest), where a score needs them again
   */
  state(io: StateIo, past: (back: number) => number): void;
}
