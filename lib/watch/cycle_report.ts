/** What one cycle of the watch did. */
import type { WatchEvent } from "./event.ts";
import type { Refusal } from "./refusals.ts";

/** What one cycle did, for a line in a log. */
export interface CycleReport {
  /** When it began, epoch milliseconds. */
  readonly time: number;
  /** Series under watch. */
  readonly series: number;
  /** Periods that were taken. */
  readonly taken: number;
  /** Newest period taken so far; `undefined` before the first. */
  readonly newest: number | undefined;
  /** Events that are new. */
  readonly told: readonly WatchEvent[];
  /** Events that are not delivered yet, and those that were given up. */
  readonly waiting: number;
  readonly dropped: number;
  /** Values that changed after they were taken, and points that were refused, since the start. */
  readonly revised: number;
  readonly refused: number;
  /** The first of those. */
  readonly refusal?: Refusal;
  /** Points that came after newer ones of their series, and were passed over. */
  readonly late: number;
  /** Whether a source failed in a way that may pass: it is asked again soon. */
  readonly hasMissed: boolean;
  /** What failed: a source, a series of it, or a delivery. */
  readonly failures: readonly { readonly name: string; readonly error: Error }[];
}
