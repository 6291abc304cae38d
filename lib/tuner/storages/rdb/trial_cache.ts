/**
 * Keeps the finished trials of a study in memory, since they never change.
 *
 * @module
 */
import type { SqlDialect, SqlQuery } from "./database.ts";
import { readTrialsById } from "./read.ts";
import type { FrozenTrial } from "../storage.ts";

/**
 * The trials of one study as read so far. Each refresh reads, as Optuna does, only those it has
 * seen unfinished and those whose id is above the largest finished one.
 */
export class RdbTrialCache {
  #finished = new Map<number, FrozenTrial>();
  #unfinished = new Set<number>();
  #lastFinished = -1;

  /** All trials of the study by number, as the database holds them now. */
  async refresh(query: SqlQuery, dialect: SqlDialect, studyId: number): Promise<FrozenTrial[]> {
    const ids = await query(
      "SELECT trial_id FROM trials WHERE study_id = $1 AND (trial_id > $2 " +
        `OR ${dialect.isOneOf("trial_id", "$3")})`,
      [studyId, this.#lastFinished, JSON.stringify([...this.#unfinished])],
    );
    const fresh = ids.map((row) => Number(row.trial_id)).filter((id) => !this.#finished.has(id));
    const read = await readTrialsById(query, dialect, fresh);
    const unfinished = read.filter(({ state }) => state === "RUNNING" || state === "WAITING");
    this.#unfinished = new Set(unfinished.map(({ trialId }) => trialId));
    for (const trial of read) {
      if (this.#unfinished.has(trial.trialId)) continue;
      this.#finished.set(trial.trialId, trial);
      this.#lastFinished = Math.max(this.#lastFinished, trial.trialId);
    }
    return [...this.#finished.values(), ...unfinished]
      .sort((a, b) => a.number - b.number || a.trialId - b.trialId);
  }
}
