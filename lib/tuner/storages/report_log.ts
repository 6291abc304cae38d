/**
 * What trials report, step by step.
 *
 * @module
 */
import type { Direction, FrozenTrial } from "./storage.ts";

/** The extremes of some reports. */
interface Extremes {
  /** The largest step; -Infinity if there is none. */
  readonly lastStep: number;
  /** The least and the greatest value, NaN left out; NaN where there is none. */
  readonly least: number;
  readonly greatest: number;
}

const NOTHING: Extremes = { lastStep: -Infinity, least: NaN, greatest: NaN };

/**
 * The reports of a trial that runs. The first report of a step stays, so what was once there never
 * changes, and a view of the first so many costs nothing.
 */
export class ReportLog {
  readonly steps: number[] = [];
  readonly values: number[] = [];
  /** After each report the extremes of it and those before. */
  readonly extremes: Extremes[] = [];
  /** The place of each step. */
  readonly places = new Map<number, number>();

  /** Starts with what was reported before. */
  constructor(reports: Iterable<readonly [number, number]> = []) {
    for (const [step, value] of reports) this.add(step, value);
  }

  /** Notes a report; false where the step has one already. */
  add(step: number, value: number): boolean {
    if (this.places.has(step)) return false;
    this.places.set(step, this.steps.length);
    this.steps.push(step);
    this.values.push(value);
    this.extremes.push(extended(this.extremes.at(-1) ?? NOTHING, step, value));
    return true;
  }

  /** All reports so far; later ones do not show in it. */
  view(): ReportView {
    return new ReportView(this, this.steps.length);
  }
}

function extended({ lastStep, least, greatest }: Extremes, step: number, value: number): Extremes {
  return {
    lastStep: Math.max(lastStep, step),
    least: value < least || Number.isNaN(least) ? value : least,
    greatest: value > greatest || Number.isNaN(greatest) ? value : greatest,
  };
}

/** The first so many reports of a {@linkcode ReportLog}, by step. */
class ReportView implements ReadonlyMap<number, number> {
  readonly #log: ReportLog;
  readonly size: number;

  constructor(log: ReportLog, size: number) {
    this.#log = log;
    this.size = size;
  }

  get extremes(): Extremes {
    return this.#log.extremes[this.size - 1] ?? NOTHING;
  }

  has(step: number): boolean {
    return (this.#log.places.get(step) ?? Infinity) < this.size;
  }

  get(step: number): number | undefined {
    return this.has(step) ? this.#log.values[this.#log.places.get(step)!] : undefined;
  }

  *entries(): MapIterator<[number, number]> {
    for (let i = 0; i < this.size; i++) yield [this.#log.steps[i]!, this.#log.values[i]!];
  }

  *keys(): MapIterator<number> {
    for (const [step] of this.entries()) yield step;
  }

  *values(): MapIterator<number> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[number, number]> {
    return this.entries();
  }

  forEach(call: (value: number, step: number, map: ReadonlyMap<number, number>) => void): void {
    for (const [step, value] of this.entries()) call(value, step, this);
  }
}

function extremesOf({ intermediateValues }: FrozenTrial): Extremes {
  if (intermediateValues instanceof ReportView) return intermediateValues.extremes;
  let extremes = NOTHING;
  for (const [step, value] of intermediateValues) extremes = extended(extremes, step, value);
  return extremes;
}

/** The largest step that a trial has reported; -Infinity if it has none. */
export function lastStep(trial: FrozenTrial): number {
  return extremesOf(trial).lastStep;
}

/** The best value that a trial has reported, NaN left out; NaN where there is none. */
export function bestReport(trial: FrozenTrial, direction: Direction): number {
  const { least, greatest } = extremesOf(trial);
  return direction === "minimize" ? least : greatest;
}
