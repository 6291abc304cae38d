/**
 * What an objective may do wrong with its trial, in words.
 *
 * @module
 */
import { requireInteger } from "../../checks.ts";
import type { Distribution } from "../distributions/distribution.ts";

/** Runs a step; an error of it says which parameter of which trial it concerns. */
export function nameErrors<T>(name: string, number: number, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
    const Kind = cause instanceof TypeError ? TypeError : RangeError;
    throw new Kind(`Cannot suggest "${name}" in trial ${number}: ${cause.message}`, { cause });
  }
}

/** A range in few words. */
export function describeRange(distribution: Distribution): string {
  return distribution.kind === "categorical"
    ? JSON.stringify(distribution.choices)
    : `${distribution.low}..${distribution.high}`;
}

/** Checks a report. @throws {TypeError | RangeError} If the value or the step is wrong */
export function checkReport(value: number, step: number, number: number): void {
  if (typeof value !== "number") {
    throw new TypeError(
      `Cannot report in trial ${number} as value must be a number: current value is ${value}`,
    );
  }
  requireInteger(`report in trial ${number}`, { step }, { min: 0 });
}
