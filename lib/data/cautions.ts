/**
 * What a series is too short or too plain for.
 *
 * @module
 */
import { requireKnownOptions } from "../checks.ts";
import { type Frame, frameValues } from "./frame.ts";

/** Options of {@linkcode seriesCautions}. */
export interface CautionOptions {
  /** Rows that each step of what follows needs, by what the step is called. */
  readonly needs?: Readonly<Record<string, number>>;
}

/**
 * What to know about a series before working with it: that it is too short for what comes, or holds
 * one value only. A sentence each; none if all is well.
 *
 * @param frame With `timestamp` and `value`, as `readSeries` gives it
 * @param options See {@linkcode CautionOptions}
 * @throws {TypeError} If an option is unknown
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createFrame, seriesCautions } from "elb-anomaly/data";
 *
 * const frame = createFrame([0, 300_000], [5, 5]);
 * assert.deepEqual(seriesCautions(frame, { needs: { "the detector": 150 } }), [
 *   "The series has 2 rows; the detector needs 150.",
 *   "All its values are 5: there is nothing to learn but that.",
 * ]);
 * ```
 */
export function seriesCautions(frame: Frame, options: CautionOptions = {}): string[] {
  requireKnownOptions("look at a series", options, ["needs"]);
  const values = frameValues(frame);
  const cautions: string[] = [];
  const short = Object.entries(options.needs ?? {}).filter(([, rows]) => values.length < rows);
  if (short.length > 0) {
    const rows = values.length === 1 ? "1 row" : `${values.length} rows`;
    const needs = short.map(([step, least]) => `${step} needs ${least}`).join(", ");
    cautions.push(`The series has ${rows}; ${needs}.`);
  }
  if (values.length > 1 && values.every((value) => value === values[0])) {
    cautions.push(`All its values are ${values[0]}: there is nothing to learn but that.`);
  }
  return cautions;
}
