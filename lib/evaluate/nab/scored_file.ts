/** One file of the Numenta Anomaly Benchmark as its scorer needs it. */
import { excerpt, requireFinite, requireKind } from "../../checks.ts";
import type { RowWindow } from "../label_windows.ts";

/** One file to score: what a detector said of each row, and where the labelled windows lie. */
export interface NabScoredFile {
  /** Name of the file; what stands before the first `/` is its category. */
  name: string;
  /** Anomaly score of each row, finite, higher is stranger, any scale. */
  scores: ArrayLike<number>;
  /** Labelled windows in rows of this file, in order, without overlap; may be empty. */
  windows: readonly RowWindow[];
}

/** The category of a file; empty where its name tells none. */
export function categoryOf(name: string): string {
  return name.slice(0, Math.max(name.indexOf("/"), 0));
}

/**
 * Checks, with a `RangeError`, that there are files, that each has rows with finite scores, and
 * that its windows lie inside it, in order and without overlap.
 */
export function requireScoredFiles(files: readonly NabScoredFile[]): void {
  requireKind("score", { files }, "a list of objects");
  if (files.length === 0) {
    throw new RangeError("Cannot score as there must be at least one file: got none");
  }
  for (const { name, scores, windows } of files) {
    requireKind("score", { windows }, "a list");
    requireFinite("score", { [`${excerpt(name)} scores`]: scores });
    let previous = -1;
    for (const [k, [first, last]] of windows.entries()) {
      const fits = Number.isInteger(first) && Number.isInteger(last) &&
        first > previous && last >= first && last < scores.length;
      if (!fits) {
        throw new RangeError(
          `Cannot score "${name}" as windows must be row pairs in order, without overlap, inside its ${scores.length} rows: window ${k} is [${first}, ${last}]`,
        );
      }
      previous = last;
    }
  }
}
