/** Parameters of every kind as rows of numbers in 0..1. */
import type { Mt19937 } from "../../../math/mod.ts";
import {
  type CategoricalChoice,
  type Distribution,
  toInternal,
} from "../../distributions/distribution.ts";
import { drawUniform } from "../random_sampler.ts";
import { atUnit, unitOf } from "../unit_interval.ts";

/** The rows of a Gaussian process: numbers as places in their ranges, choices as counted. */
export class UnitSpace {
  readonly #names: readonly string[];
  readonly #distributions: readonly Distribution[];

  /** Takes the parameters. */
  constructor(space: ReadonlyMap<string, Distribution>) {
    this.#names = [...space.keys()];
    this.#distributions = [...space.values()];
  }

  /** Which parameters are categorical. */
  get isChoice(): boolean[] {
    return this.#distributions.map(({ kind }) => kind === "categorical");
  }

  /** A trial's parameters as a row; `undefined` where it lacks one. */
  rowOf(params: Readonly<Record<string, CategoricalChoice>>): Float64Array | undefined {
    if (!this.#names.every((name) => Object.hasOwn(params, name))) return undefined;
    return Float64Array.from(this.#names, (name, p) => {
      const distribution = this.#distributions[p]!;
      return placeOf(distribution, toInternal(distribution, params[name]!));
    });
  }

  /** A row as values in internal form. */
  valuesOf(row: Float64Array): Map<string, number> {
    return new Map(this.#names.map((name, p) => [name, this.#valueAt(p, row[p]!)]));
  }

  /** A row drawn from the whole space. */
  draw(stream: Mt19937): Float64Array {
    return Float64Array.from(this.#distributions, (d) => placeOf(d, drawUniform(stream, d)));
  }

  /**
   * A row near another: one parameter or more is moved, numbers by about `size` of their range and
   * by a step at least, choices to any.
   */
  vary(row: Float64Array, size: number, stream: Mt19937): Float64Array {
    const moved = stream.integer(row.length - 1);
    const share = stream.random();
    return row.map((place, p) => {
      if (p !== moved && stream.random() >= share) return place;
      const distribution = this.#distributions[p]!;
      if (distribution.kind === "categorical") return drawUniform(stream, distribution);
      const move = size * stream.normal();
      const here = this.#valueAt(p, place);
      let there = atUnit(distribution, Math.min(Math.max(place + move, 0), 1));
      if (there === here && distribution.step !== null) {
        const next = here + Math.sign(move) * distribution.step;
        there = Math.min(Math.max(next, distribution.low), distribution.high);
      }
      return unitOf(distribution, there);
    });
  }

  #valueAt(p: number, place: number): number {
    const distribution = this.#distributions[p]!;
    return distribution.kind === "categorical" ? place : atUnit(distribution, place);
  }
}

function placeOf(distribution: Distribution, internal: number): number {
  return distribution.kind === "categorical" ? internal : unitOf(distribution, internal);
}
