/** Keeps the finished trials of a study in memory, since they never change. */
import { asRead, ReportLog } from "../report_log.ts";
import type { SqlDialect, SqlQuery, SqlRow } from "./database.ts";
import { readTrialsById } from "./read.ts";
import type { FrozenTrial } from "../storage.ts";

/**
 * The trials of one study as read so far. Each refresh reads, as Optuna does, only those it has
 * seen unfinished and those whose id is above the largest finished one; of the reports of an
 * unfinished trial only those after the last step it knows. (One at an earlier step, which some
 * objective reports out of order, shows once the trial has ended.)
 */
export class RdbTrialCache {
  #finished = new Map<number, FrozenTrial>();
  #reports = new Map<number, ReportLog>(); // of unfinished trials
  #lastFinished = -1;

  /** All trials of the study by number, as the database holds them now. */
  async refresh(query: SqlQuery, dialect: SqlDialect, studyId: number): Promise<FrozenTrial[]> {
    const rows = await query(
      "SELECT trial_id, state FROM trials WHERE study_id = $1 AND (trial_id > $2 " +
        `OR ${dialect.isOneOf("trial_id", "$3")})`,
      [studyId, this.#lastFinished, JSON.stringify([...this.#reports.keys()])],
    );
    const { open = [], ended = [] } = Object.groupBy(
      rows,
      ({ state }) => state === "RUNNING" || state === "WAITING" ? "open" : "ended",
    );
    const idsOf = (some: SqlRow[]) => some.map((row) => Number(row.trial_id));
    const fresh = await readTrialsById(
      query,
      dialect,
      idsOf(ended).filter((id) => !this.#finished.has(id)),
    );
    // all is read before anything is kept: a refresh that fails half way is begun anew, and a trial
    // below the largest finished one that is in neither list would never be read
    const unfinished = await this.#readUnfinished(query, dialect, idsOf(open));
    for (const trial of fresh) {
      this.#finished.set(trial.trialId, trial);
      this.#lastFinished = Math.max(this.#lastFinished, trial.trialId);
    }
    return [...this.#finished.values(), ...unfinished]
      .sort((a, b) => a.number - b.number || a.trialId - b.trialId);
  }

  async #readUnfinished(
    query: SqlQuery,
    dialect: SqlDialect,
    ids: readonly number[],
  ): Promise<FrozenTrial[]> {
    const lastSteps = new Map<number, number>();
    for (const [id, log] of this.#reports) {
      const last = log.extremes.at(-1)?.lastStep;
      if (last !== undefined) lastSteps.set(id, last);
    }
    const trials = await readTrialsById(query, dialect, ids, lastSteps);
    const before = this.#reports;
    this.#reports = new Map();
    return trials.map((trial) => {
      const log = before.get(trial.trialId) ?? new ReportLog();
      for (const [step, value] of trial.intermediateValues) log.add(step, value);
      this.#reports.set(trial.trialId, log);
      return asRead({ ...trial, intermediateValues: log.view() });
    });
  }
}
