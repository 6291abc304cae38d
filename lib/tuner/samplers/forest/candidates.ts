/** What a random forest weighs. */
import type { Mt19937 } from "../../../math/mod.ts";
import {
  type CategoricalChoice,
  type Distribution,
  toInternal,
} from "../../distributions/distribution.ts";
import type { Observation } from "../observations.ts";
import { drawUniform } from "../random_sampler.ts";
import { atUnit, unitOf } from "../unit_interval.ts";
import type { ForestEncoding } from "./encoding.ts";

/** So many of the best trials are varied. */
const PARENTS = 10;
/** How far a varied number moves, as a share of its range (standard deviations). */
const MOVES = [0.2, 0.05, 0.01];

/** Candidates in internal form: every third is random, the others vary the best trials. */
export function drawCandidates(
  encoding: ForestEncoding,
  finished: readonly Observation[],
  count: number,
  stream: Mt19937,
): Map<string, number>[] {
  const parents = [...finished].sort((a, b) => a.loss - b.loss).slice(0, PARENTS);
  const shapes = new Shapes(encoding, finished);
  return Array.from({ length: count }, (_, i) => {
    const values = new Map<string, number>();
    const parent = i % 3 === 0 ? undefined : parents[i % parents.length]!.trial.params;
    for (const [name, distribution] of encoding.space) {
      values.set(
        name,
        parent !== undefined && Object.hasOwn(parent, name)
          ? vary(distribution, parent[name]!, stream)
          : drawUniform(stream, distribution),
      );
    }
    return shapes.prune(values);
  });
}

/** A value near a parent's: the same in half of the cases. */
function vary(distribution: Distribution, external: CategoricalChoice, stream: Mt19937): number {
  const keep = stream.random() < 0.5;
  if (distribution.kind === "categorical") {
    return keep ? toInternal(distribution, external) : drawUniform(stream, distribution);
  }
  const unit = unitOf(distribution, external as number);
  if (keep) return atUnit(distribution, unit);
  const move = MOVES[stream.integer(MOVES.length - 1)]! * stream.normal();
  return atUnit(distribution, Math.min(Math.max(unit + move, 0), 1));
}

/** Which parameters go together: those of a trial with the same choices of what all have. */
class Shapes {
  readonly #keys: string[];
  readonly #shapes = new Map<string, ReadonlySet<string>>();

  constructor(encoding: ForestEncoding, finished: readonly Observation[]) {
    this.#keys = [...encoding.space].filter(([name, distribution]) =>
      distribution.kind === "categorical" &&
      finished.every(({ trial }) => Object.hasOwn(trial.params, name))
    ).map(([name]) => name);
    for (const { trial } of finished) {
      const choices = this.#keys.map((name) => {
        return toInternal(encoding.space.get(name)!, trial.params[name]!);
      });
      this.#shapes.set(choices.join(), new Set(Object.keys(trial.params)));
    }
  }

  /** Leaves out what no trial with these choices had; unknown combinations keep all. */
  prune(values: Map<string, number>): Map<string, number> {
    const shape = this.#shapes.get(this.#keys.map((name) => values.get(name)).join());
    if (shape === undefined) return values;
    return new Map([...values].filter(([name]) => shape.has(name)));
  }
}
