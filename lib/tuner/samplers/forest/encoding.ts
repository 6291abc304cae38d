/** Parameters as rows of numbers, for a random forest. */
import {
  type CategoricalChoice,
  type Distribution,
  isSingle,
  sameDistribution,
  toInternal,
} from "../../distributions/distribution.ts";
import type { FrozenTrial } from "../../storages/storage.ts";
import { unitOf } from "../unit_interval.ts";

/** What a parameter that a trial does not have is encoded as; all others are in 0..1. */
const ABSENT = -1;

/**
 * Turns parameters into rows: a number by its place in its range (of logarithms with `log`), a
 * categorical as one column a choice; a parameter that is missing (a conditional one) is -1 in each
 * of its columns.
 */
export class ForestEncoding {
  /** The parameters with more than one value, sorted by name, with their latest distribution. */
  readonly space: ReadonlyMap<string, Distribution>;
  /** The first column of each parameter, and after the last its end. */
  readonly starts: readonly number[];

  /** Takes all parameters that any of the trials has. */
  constructor(trials: readonly FrozenTrial[]) {
    const space = new Map<string, Distribution>();
    for (const { distributions } of trials) {
      for (const [name, distribution] of Object.entries(distributions)) {
        space.set(name, distribution);
      }
    }
    this.space = new Map(
      [...space].filter(([, distribution]) => !isSingle(distribution))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const starts = [0];
    for (const distribution of this.space.values()) {
      starts.push(starts.at(-1)! + widthOf(distribution));
    }
    this.starts = starts;
  }

  /** How many columns a row has. */
  get columns(): number {
    return this.starts.at(-1)!;
  }

  /** Whether both have the same parameters with the same distributions, so that rows are alike. */
  equals(other: ForestEncoding): boolean {
    return this.space.size === other.space.size &&
      this.space.entries().every(([name, distribution]) => {
        const theirs = other.space.get(name);
        return theirs !== undefined && sameDistribution(distribution, theirs);
      });
  }

  /** A trial's parameters as a row, shape `[columns]`. */
  rowOf(params: Readonly<Record<string, CategoricalChoice>>): number[] {
    const internal = new Map<string, number>();
    for (const [name, distribution] of this.space) {
      if (Object.hasOwn(params, name)) internal.set(name, toInternal(distribution, params[name]!));
    }
    return this.rowOfInternal(internal);
  }

  /** Values in internal form as a row, shape `[columns]`; what is missing is absent. */
  rowOfInternal(values: ReadonlyMap<string, number>): number[] {
    const row: number[] = [];
    for (const [name, distribution] of this.space) {
      const value = values.get(name);
      if (value === undefined) {
        for (let i = 0; i < widthOf(distribution); i++) row.push(ABSENT);
      } else if (distribution.kind !== "categorical") row.push(unitOf(distribution, value));
      else distribution.choices.forEach((_, choice) => row.push(choice === value ? 1 : 0));
    }
    return row;
  }
}

function widthOf(distribution: Distribution): number {
  return distribution.kind === "categorical" ? distribution.choices.length : 1;
}
