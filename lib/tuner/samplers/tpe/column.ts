/** One parameter of a study's finished trials. */
import {
  type CategoricalChoice,
  type Distribution,
  toInternal,
} from "../../distributions/distribution.ts";
import { argsort, settleOrder } from "../../../math/mod.ts";
import type { FrozenTrial } from "../../storages/storage.ts";

/** More new values than this are sorted anew rather than put in their places one by one. */
const FEW = 32;

/** A trial's parameters by name. */
export type Params = Readonly<Record<string, CategoricalChoice>>;

/** One parameter's values among some trials. */
export interface Observations {
  /** In internal form, shape `[rows]`. */
  values: Float64Array;
  /** The rows, those of finished trials by value and then those of RUNNING ones; shape `[rows]`. */
  order: Uint32Array;
}

/** One parameter's values in the finished trials that have it, and their order. */
export class TpeColumn {
  readonly #name: string;
  readonly #distribution: Distribution;
  #values: Float64Array = new Float64Array(64).fill(NaN); // by number, NaN where a trial lacks it
  #order: Uint32Array = new Uint32Array(0); // numbers by value

  /** Takes the parameter's name and what it may be. */
  constructor(name: string, distribution: Distribution) {
    this.#name = name;
    this.#distribution = distribution;
  }

  /** Whether a trial has the parameter. */
  has(number: number): boolean {
    return !Number.isNaN(this.#values[number] ?? NaN);
  }

  /** A value in internal form. */
  toInternal(params: Params): number {
    return toInternal(this.#distribution, params[this.#name]!);
  }

  /** Reads some finished trials more. */
  add(trials: readonly FrozenTrial[]): void {
    const having = trials.filter(({ params }) => Object.hasOwn(params, this.#name));
    if (having.length === 0) return;
    const size = 1 + having.reduce((most, { number }) => Math.max(most, number), 0);
    if (size > this.#values.length) {
      const values = new Float64Array(2 * size).fill(NaN);
      values.set(this.#values);
      this.#values = values;
    }
    for (const { number, params } of having) this.#values[number] = this.toInternal(params);
    const known = this.#order;
    const numbers = new Uint32Array(known.length + having.length);
    numbers.set(known);
    numbers.set(having.map(({ number }) => number), known.length);
    if (having.length <= FEW) {
      this.#order = settleOrder(this.#values, numbers);
      return;
    }
    numbers.sort();
    const values = Float64Array.from(numbers, (number) => this.#values[number]!);
    this.#order = argsort(values).map((place) => numbers[place]!);
  }

  /** The values of some trials, and the order of their rows; what is no trial's stays 0. */
  take(numbers: readonly number[], rowOf: Int32Array): Observations {
    const values = new Float64Array(numbers.length);
    for (let row = 0; row < values.length; row++) {
      if (numbers[row]! >= 0) values[row] = this.#values[numbers[row]!]!;
    }
    const order = new Uint32Array(numbers.length);
    let count = 0;
    for (let i = 0; i < this.#order.length; i++) {
      const row = rowOf[this.#order[i]!]!;
      if (row >= 0) order[count++] = row;
    }
    return { values, order };
  }
}
