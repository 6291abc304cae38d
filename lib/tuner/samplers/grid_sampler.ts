/** Every combination once. */
import { optionsOf, requireKind, requireKnownOptions } from "../../checks.ts";
import { Mt19937 } from "../../math/mod.ts";
import {
  type CategoricalChoice,
  type Distribution,
  toInternal,
} from "../distributions/distribution.ts";
import type { Sampler, SamplerContext } from "./sampler.ts";
import type { FrozenTrial, Json } from "../storages/storage.ts";

/**
 * Walks over all combinations of given values in a shuffled order, the order of Optuna 5.0.0's
 * `GridSampler` with the same seed, and ends the optimisation when all were tried.
 *
 * A trial's cell is a function of its number and of the cells already taken, so that trials side by
 * side, in this process or in others, take the cells they would take one after the other. COMPLETE,
 * PRUNED and FAIL trials have tried their cell. Trials whose number lies beyond the grid take a
 * cell that is left, drawn at random (not the one Optuna draws, which depends on the order of a
 * Python set); where all are tried they repeat one.
 * The cell is noted in the system attributes `search_space` and `grid_id`, as Optuna does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createStudy, GridSampler, type Trial } from "elb-anomaly/tuner";
 *
 * const sampler = new GridSampler({ x: [-1, 0, 2], y: [1, 5] });
 * const study = await createStudy({ direction: "minimize", sampler });
 * const objective = (trial: Trial) =>
 *   trial.suggestInt("x", -5, 5) ** 2 + trial.suggestInt("y", 0, 9);
 * await study.optimize(objective, { nTrials: 100 });
 * assert.equal(study.trials.length, 6);
 * assert.deepEqual(study.bestParams, { x: 0, y: 1 });
 * ```
 */
export class GridSampler implements Sampler {
  readonly #space: Record<string, readonly CategoricalChoice[]>;
  readonly #names: string[];
  readonly #cells: CategoricalChoice[][];
  readonly #stream: Mt19937;
  readonly #spaceText: string;

  /**
   * Lists and shuffles the cells.
   *
   * @param space The values of each parameter, at least one each
   * @param options `seed` of the shuffle, an integer in 0 .. 2^32 - 1; 0 unless told, as in Optuna
   * @throws {RangeError} If the space or one of its lists is empty
   */
  constructor(
    space: Readonly<Record<string, readonly CategoricalChoice[]>>,
    options: { seed?: number } = {},
  ) {
    const { seed = 0, ...rest } = optionsOf("make a grid", options);
    requireKnownOptions("make a grid", rest);
    requireKind("make a grid", { space }, "an object");
    this.#names = Object.keys(space).sort();
    if (this.#names.length === 0) {
      throw new RangeError("Cannot make a grid as its space must name a parameter: it is empty");
    }
    for (const name of this.#names) {
      requireKind("make a grid", { [name]: space[name] }, "a list");
      if (space[name]!.length === 0) {
        throw new RangeError(
          `Cannot make a grid as every parameter must have a value: "${name}" has none`,
        );
      }
    }
    this.#space = Object.fromEntries(this.#names.map((name) => [name, [...space[name]!]]));
    this.#spaceText = JSON.stringify(this.#space);
    this.#cells = this.#names.reduce<CategoricalChoice[][]>(
      (cells, name) => cells.flatMap((cell) => space[name]!.map((value) => [...cell, value])),
      [[]],
    );
    this.#stream = new Mt19937(seed);
    this.#stream.shuffle(this.#cells);
  }

  /** How many combinations there are. */
  get size(): number {
    return this.#cells.length;
  }

  /** See {@linkcode Sampler}. */
  beforeTrial(context: SamplerContext): void {
    const { trial } = context;
    if ("grid_id" in trial.systemAttrs || "fixed_params" in trial.systemAttrs) return;
    context.setSystemAttr("search_space", this.#space as Json);
    context.setSystemAttr("grid_id", this.#nextCell(trial.number, context.otherTrials));
  }

  /** See {@linkcode Sampler}. */
  sample(context: SamplerContext, name: string, distribution: Distribution): number {
    const id = context.trial.systemAttrs.grid_id;
    if (typeof id !== "number") {
      throw new RangeError(
        `Cannot suggest "${name}" from the grid as an enqueued trial must fix all parameters: trial ${context.trial.number} does not fix it`,
      );
    }
    const column = this.#names.indexOf(name);
    if (column < 0) {
      throw new RangeError(
        `Cannot suggest "${name}" as the grid must hold it: it holds ${this.#names.join(", ")}`,
      );
    }
    const cell = this.#cells[id];
    if (cell === undefined) {
      throw new RangeError(
        `Cannot suggest "${name}" as grid_id must be in 0..${
          this.#cells.length - 1
        }: trial ${context.trial.number} has ${id}`,
      );
    }
    return toInternal(distribution, cell[column]!);
  }

  /** See {@linkcode Sampler}. */
  isExhausted(trials: readonly FrozenTrial[]): boolean {
    requireKind("look for cells", { trials }, "a list");
    return this.#untried(trials, true).length === 0;
  }

  #nextCell(number: number, others: readonly FrozenTrial[]): number {
    if (number < this.#cells.length) return number;
    let open = this.#untried(others, true);
    if (open.length === 0) open = this.#untried(others, false);
    if (open.length === 0) open = this.#cells.map((_, id) => id);
    return open[this.#stream.integer(open.length - 1)]!;
  }

  /** Cells that no finished (nor, with `running`, running) trial of the same grid has. */
  #untried(trials: readonly FrozenTrial[], running: boolean): number[] {
    const tried = new Set<Json | undefined>();
    for (const { state, systemAttrs } of trials) {
      if (state === "WAITING" || (state === "RUNNING" && !running)) continue;
      if ("grid_id" in systemAttrs && this.#isSameSpace(systemAttrs.search_space)) {
        tried.add(systemAttrs.grid_id);
      }
    }
    return this.#cells.map((_, id) => id).filter((id) => !tried.has(id));
  }

  #isSameSpace(space: Json | undefined): boolean {
    if (typeof space !== "object" || space === null || Array.isArray(space)) return false;
    const sorted = Object.keys(space).sort().map((name) => [name, (space as never)[name]]);
    return JSON.stringify(Object.fromEntries(sorted)) === this.#spaceText;
  }
}
