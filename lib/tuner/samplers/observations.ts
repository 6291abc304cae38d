/** What a model of the objective learns from a study's trials. */
import { constraintViolation } from "../storages/constraints.ts";
import type { Direction, FrozenTrial } from "../storages/storage.ts";

/** What a trial is to a model: its loss, smaller is better and always finite. */
export interface Observation {
  /** The trial. */
  trial: FrozenTrial;
  /** Its loss. */
  loss: number;
}

/**
 * The trials that teach something: feasible COMPLETE ones (infinite values count as the worst or
 * best finite one), PRUNED ones as no better than the median, and RUNNING ones, whose loss is the
 * median.
 */
export function observe(trials: readonly FrozenTrial[], direction: Direction): Observation[] {
  const sign = direction === "minimize" ? 1 : -1;
  const feasible = trials.filter((trial) => constraintViolation(trial) === 0);
  const complete = feasible.filter(({ state }) => state === "COMPLETE");
  const finite = complete.map(({ values }) => sign * values![0]!).filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (finite.length === 0) return [];
  const [least, most] = [finite[0]!, finite.at(-1)!];
  const median = finite[finite.length >> 1]!;
  const bounded = (loss: number) => Math.min(Math.max(loss, least), most);
  return feasible.flatMap((trial): Observation[] => {
    const value = trial.values?.[0];
    switch (trial.state) {
      case "COMPLETE":
        return [{ trial, loss: bounded(sign * value!) }];
      case "PRUNED":
        return [{ trial, loss: Math.max(bounded(sign * (value ?? sign * Infinity)), median) }];
      case "RUNNING":
        return Object.keys(trial.params).length === 0 ? [] : [{ trial, loss: median }];
      default:
        return [];
    }
  });
}
