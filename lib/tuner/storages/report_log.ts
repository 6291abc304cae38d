/** What trials report, step by step. */
import { best, extended, type Extremes, NOTHING } from "./report_extremes.ts";
import type { Direction, FrozenTrial } from "./storage.ts";

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

/** The first so many reports of a {@linkcode ReportLog}, by step. */
class ReportView implements ReadonlyMap<number, number> {
  readonly #log: ReportLog;
  readonly size: number;

  constructor(log: ReportLog, size: number) {
    this.#log = log;
    this.size = size;
  }

  get extremes(): Extremes {
    return this.extremesOf(this.size);
  }

  /** The extremes of the first so many. */
  extremesOf(count: number): Extremes {
    return this.#log.extremes[count - 1] ?? NOTHING;
  }

  /** The extremes of all but the first so many. */
  extremesAfter(count: number): Extremes {
    let extremes = NOTHING;
    for (let i = count; i < this.size; i++) {
      extremes = extended(extremes, this.#log.steps[i]!, this.#log.values[i]!);
    }
    return extremes;
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

function viewOf({ intermediateValues }: FrozenTrial): ReportView {
  if (intermediateValues instanceof ReportView) return intermediateValues;
  return new ReportLog(intermediateValues).view();
}

function extremesOf({ intermediateValues }: FrozenTrial): Extremes {
  if (intermediateValues instanceof ReportView) return intermediateValues.extremes;
  let extremes = NOTHING;
  for (const [step, value] of intermediateValues) extremes = extended(extremes, step, value);
  return extremes;
}

/** The largest step that a trial has reported; -Infinity if it has none. */
export function lastStep({ intermediateValues }: FrozenTrial): number {
  if (intermediateValues instanceof ReportView) return intermediateValues.extremes.lastStep;
  let last = -Infinity; // a sampler asks this of every pruned trial, so it has a loop of its own
  for (const step of intermediateValues.keys()) last = Math.max(last, step);
  return last;
}

/** The largest step but one that a trial has reported; -Infinity if it has none. */
export function stepBeforeLast(trial: FrozenTrial): number {
  return extremesOf(trial).stepBefore;
}

/** The best value that a trial has reported, NaN left out; NaN where there is none. */
export function bestReport(trial: FrozenTrial, direction: Direction): number {
  return best(extremesOf(trial), direction);
}

/** The best report of all steps but the last so many, and the best of those. */
export function bestBeforeAndAfter(
  trial: FrozenTrial,
  count: number,
  direction: Direction,
): [number, number] {
  let view = viewOf(trial);
  if (!view.extremes.isRising) {
    view = new ReportLog([...view].sort(([a], [b]) => a - b)).view();
  }
  const split = view.size - count;
  return [best(view.extremesOf(split), direction), best(view.extremesAfter(split), direction)];
}

/** A trial that runs, its reports in a Map that is made when somebody looks at it. */
export function asRead(trial: FrozenTrial): FrozenTrial {
  const { intermediateValues: reports, ...rest } = trial;
  let map: ReadonlyMap<number, number> | undefined;
  return {
    ...rest,
    get intermediateValues() {
      return map ??= new Map(reports);
    },
  };
}
