/** What the tree-structured Parzen estimator has read of a study's finished trials. */
import type { Distribution } from "../../distributions/distribution.ts";
import { jointSpace } from "../search_space.ts";
import type { FrozenTrial } from "../../storages/storage.ts";
import { type Observations, type Params, TpeColumn } from "./column.ts";
import { isFinished } from "./split.ts";

/**
 * The finished trials seen so far, with the columns and sort orders of their parameters. Finished
 * trials never change, so a suggestion reads only those that have ended since the last one; should
 * it meet other trials (of another study), it starts anew.
 */
export class TpeHistory {
  /** What all finished trials have in common; `undefined` before the first. */
  space: ReadonlyMap<string, Distribution> | undefined;
  #seen: (FrozenTrial | undefined)[] = []; // by number
  #count = 0;
  readonly #columns = new Map<string, TpeColumn>();

  /**
   * Reads the trials that have ended since the last time.
   *
   * @param trials All of the study, finished or not
   */
  update(trials: readonly FrozenTrial[]): void {
    const finished = trials.filter(({ state }) => isFinished(state));
    let fresh = finished.filter((trial) => this.#seen[trial.number] !== trial);
    if (finished.length - fresh.length !== this.#count) { // some of those seen are not among them
      this.#seen = [];
      this.#columns.clear();
      this.space = undefined;
      fresh = finished;
    }
    for (const trial of fresh) this.#seen[trial.number] = trial;
    this.#count = finished.length;
    for (const column of this.#columns.values()) column.add(fresh);
    this.space = jointSpace(fresh, this.space);
  }

  /**
   * The values of those trials that have all parameters, by name.
   *
   * @param trials Finished ones that it was updated with and RUNNING ones, by number
   * @param paramsOf The parameters of a RUNNING trial
   */
  observations(
    trials: readonly FrozenTrial[],
    space: ReadonlyMap<string, Distribution>,
    paramsOf: (trial: FrozenTrial) => Params,
  ): Map<string, Observations> {
    const names = [...space.keys()];
    const columns = names.map((name) => this.#column(name, space.get(name)!));
    const rowOf = new Int32Array(this.#seen.length).fill(-1); // by number of finished trials
    const numbers: number[] = []; // by row, -1 for RUNNING trials
    const running: { row: number; params: Params }[] = [];
    for (const trial of trials) {
      const row = numbers.length;
      if (trial.state !== "RUNNING") {
        if (!columns.every((column) => column.has(trial.number))) continue;
        rowOf[trial.number] = row;
        numbers.push(trial.number);
      } else {
        const params = paramsOf(trial);
        if (!names.every((name) => Object.hasOwn(params, name))) continue;
        running.push({ row, params });
        numbers.push(-1);
      }
    }
    return new Map(names.map((name, i) => {
      const column = columns[i]!;
      const observations = column.take(numbers, rowOf);
      const first = numbers.length - running.length;
      running.forEach(({ row, params }, r) => {
        observations.values[row] = column.toInternal(params);
        observations.order[first + r] = row;
      });
      return [name, observations];
    }));
  }

  #column(name: string, distribution: Distribution): TpeColumn {
    let column = this.#columns.get(name);
    if (column === undefined) {
      this.#columns.set(name, column = new TpeColumn(name, distribution));
      column.add(this.#seen.filter((trial) => trial !== undefined));
    }
    return column;
  }
}
