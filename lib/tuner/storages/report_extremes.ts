/** The least and greatest of what a trial reports, report by report. */
import type { Direction } from "./storage.ts";

/** The extremes of some reports. */
export interface Extremes {
  /** The largest step, and the one before it; -Infinity if there is none. */
  readonly lastStep: number;
  readonly stepBefore: number;
  /** Whether each step was larger than those reported before it. */
  readonly isRising: boolean;
  /** The least and the greatest value, NaN left out; NaN where there is none. */
  readonly least: number;
  readonly greatest: number;
}

/** The extremes of no reports. */
export const NOTHING: Extremes = {
  lastStep: -Infinity,
  stepBefore: -Infinity,
  isRising: true,
  least: NaN,
  greatest: NaN,
};

/** The extremes of some reports and one more. */
export function extended(before: Extremes, step: number, value: number): Extremes {
  const { lastStep, stepBefore, isRising, least, greatest } = before;
  return {
    lastStep: Math.max(lastStep, step),
    stepBefore: Math.max(stepBefore, Math.min(lastStep, step)),
    isRising: isRising && step > lastStep,
    least: value < least || Number.isNaN(least) ? value : least,
    greatest: value > greatest || Number.isNaN(greatest) ? value : greatest,
  };
}

/** The best value, NaN left out; NaN where there is none. */
export function best({ least, greatest }: Extremes, direction: Direction): number {
  return direction === "minimize" ? least : greatest;
}
