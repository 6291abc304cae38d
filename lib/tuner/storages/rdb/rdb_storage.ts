/**
 * Studies in Optuna's relational schema, on any database that a {@linkcode SqlDatabase} reaches.
 */
import type { Distribution } from "../../distributions/distribution.ts";
import { excerpt } from "../../../checks.ts";
import { requireName } from "../attributes.ts";
import { NO_ROWS, type StudyDump } from "../study_dump.ts";
import type { SqlDatabase, SqlDialect } from "./database.ts";
import { dumpStudy, restoreRows } from "./dump.ts";
import { readStudies } from "./read.ts";
import { DatabaseTurns } from "./turns.ts";
import { RdbTrialCache } from "./trial_cache.ts";
import {
  addTrial,
  failStaleTrials,
  finishTrial,
  hasStaleTrials,
  startTrial,
} from "./trial_transitions.ts";
import {
  type AttributeTable,
  deleteStudyRows,
  insertParam,
  insertReport,
  lockStudy,
  lockUnfinished,
  takeNumber,
  upsertAttribute,
  upsertHeartbeat,
} from "./write.ts";
import type {
  Direction,
  FinishedState,
  FrozenStudy,
  FrozenTrial,
  Json,
  StartOptions,
  Storage,
  StoredParam,
  TrialTemplate,
} from "../storage.ts";

/**
 * What {@linkcode SqliteStorage} and {@linkcode PostgresStorage} share: all of {@linkcode Storage}.
 *
 * Tables, spellings and invariants are those of Optuna 5.0.0 (schema 12, v3.2.0.a), so that Optuna
 * and optuna-dashboard open, show and continue the studies, and this storage continues theirs.
 * Each method is one transaction; what it did is there for all others, or nothing of it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openStorage, type RdbStorage } from "elb-anomaly/tuner";
 *
 * const storage: RdbStorage = await openStorage("sqlite:///:memory:");
 * const { studyId } = await storage.createStudy("elb", ["minimize"]);
 * assert.equal((await storage.findStudy("elb"))?.studyId, studyId);
 * await storage.close();
 * ```
 */
export class RdbStorage implements Storage {
  readonly #turns: DatabaseTurns;
  readonly #dialect: SqlDialect;
  readonly #caches = new Map<number, RdbTrialCache>();

  /** Takes the database; it is opened when it is first used. */
  constructor(database: SqlDatabase) {
    this.#turns = new DatabaseTurns(database);
    this.#dialect = database.dialect;
  }

  /**
   * Opens the database, and creates the tables where there are none.
   *
   * @throws {Error} If it cannot be opened, or holds another schema version
   */
  async connect(): Promise<void> {
    await this.#turns.connect();
  }

  /** See {@linkcode Storage}. */
  async createStudy(name: string, directions: readonly Direction[]): Promise<FrozenStudy> {
    const rows = directions.map((direction, objective) => ({
      direction: direction.toUpperCase(),
      objective,
    }));
    return await this.#addStudy(name, { ...NO_ROWS, study_directions: rows });
  }

  /** See {@linkcode Storage}. */
  async dumpStudy(studyId: number): Promise<StudyDump> {
    return await this.#turns.read((query) => dumpStudy(query, this.#dialect, studyId));
  }

  /** See {@linkcode Storage}. */
  async restoreStudy(name: string, dump: StudyDump): Promise<FrozenStudy> {
    return await this.#addStudy(name, dump);
  }

  async #addStudy(name: string, dump: StudyDump): Promise<FrozenStudy> {
    requireName("create a study", name);
    const study = await this.#turns.write<FrozenStudy>(async (query, unconfirmed) => {
      if (unconfirmed !== undefined) {
        const there = (await readStudies(query, name))[0];
        if (there?.studyId === unconfirmed.studyId) return there;
      }
      const [row] = await query(
        "INSERT INTO studies (study_name) VALUES ($1) ON CONFLICT (study_name) DO NOTHING " +
          "RETURNING study_id",
        [name],
      );
      if (row === undefined) {
        throw new RangeError(
          `Cannot create a study as its name must be new: ${excerpt(name)} exists already`,
        );
      }
      await restoreRows(query, Number(row.study_id), dump);
      return (await readStudies(query, name))[0]!;
    });
    this.#caches.delete(study.studyId); // SQLite gives the id of a deleted study again
    return study;
  }

  /** See {@linkcode Storage}. */
  async findStudy(name: string): Promise<FrozenStudy | undefined> {
    return (await this.#turns.read((query) => readStudies(query, name)))[0];
  }

  /** See {@linkcode Storage}. */
  async listStudies(): Promise<FrozenStudy[]> {
    return await this.#turns.read((query) => readStudies(query));
  }

  /** See {@linkcode Storage}. */
  async deleteStudy(studyId: number): Promise<void> {
    await this.#turns.write<boolean>(async (query, unconfirmed) => {
      const [study] = await query("SELECT study_id FROM studies WHERE study_id = $1", [studyId]);
      if (study === undefined && unconfirmed) return true;
      await lockStudy(query, this.#dialect, studyId);
      await deleteStudyRows(query, studyId);
      return true;
    });
    this.#caches.delete(studyId);
  }

  /** See {@linkcode Storage}. */
  async setStudyUserAttr(studyId: number, key: string, value: Json): Promise<void> {
    await this.#setStudyAttr("study_user_attributes", studyId, key, value);
  }

  /** See {@linkcode Storage}. */
  async setStudySystemAttr(studyId: number, key: string, value: Json): Promise<void> {
    await this.#setStudyAttr("study_system_attributes", studyId, key, value);
  }

  /** See {@linkcode Storage}. */
  async createTrial(studyId: number, template: TrialTemplate): Promise<FrozenTrial> {
    return await this.#turns.write<FrozenTrial>((query, unconfirmed) =>
      addTrial(query, this.#dialect, studyId, template, unconfirmed)
    );
  }

  /** See {@linkcode Storage}. */
  async startTrial(studyId: number, options: StartOptions = {}): Promise<FrozenTrial | undefined> {
    return await this.#turns.write<FrozenTrial | undefined>((query, unconfirmed) =>
      startTrial(query, this.#dialect, studyId, options, unconfirmed)
    );
  }

  /** See {@linkcode Storage}. */
  async setTrialParam(
    trialId: number,
    name: string,
    internalValue: number,
    distribution: Distribution,
  ): Promise<void> {
    await this.setTrialParams(trialId, [{ name, internalValue, distribution }]);
  }

  /** See {@linkcode Storage}. */
  async setTrialParams(trialId: number, params: readonly StoredParam[]): Promise<void> {
    await this.#turns.write(async (query) => {
      const studyId = await lockUnfinished(query, this.#dialect, trialId);
      for (const { name, internalValue, distribution } of params) {
        await insertParam(query, studyId, trialId, name, internalValue, distribution);
      }
    });
  }

  /** See {@linkcode Storage}. */
  async setIntermediateValue(trialId: number, step: number, value: number): Promise<void> {
    await this.#turns.write(async (query) => {
      await lockUnfinished(query, this.#dialect, trialId);
      await insertReport(query, trialId, step, value);
    });
  }

  /** See {@linkcode Storage}. */
  async setTrialUserAttr(trialId: number, key: string, value: Json): Promise<void> {
    await this.#setTrialAttr("trial_user_attributes", trialId, key, value);
  }

  /** See {@linkcode Storage}. */
  async setTrialSystemAttr(trialId: number, key: string, value: Json): Promise<void> {
    await this.#setTrialAttr("trial_system_attributes", trialId, key, value);
  }

  /** See {@linkcode Storage}. */
  async finishTrial(
    trialId: number,
    state: FinishedState,
    values: readonly number[] | null,
    options: { maxRetries?: number } = {},
  ): Promise<boolean> {
    const complete = new Date();
    const { maxRetries = 0 } = options;
    return await this.#turns.write<boolean>((query, unconfirmed) =>
      finishTrial(
        query,
        this.#dialect,
        { trialId, state, values, complete, maxRetries },
        unconfirmed,
      )
    );
  }

  /** See {@linkcode Storage}. */
  async readTrials(studyId: number): Promise<FrozenTrial[]> {
    const dialect = this.#dialect;
    return await this.#turns.read(async (query) => {
      await lockStudy(query, { ...dialect, forUpdate: "" }, studyId);
      let cache = this.#caches.get(studyId);
      if (cache === undefined) this.#caches.set(studyId, cache = new RdbTrialCache());
      return await cache.refresh(query, dialect, studyId);
    });
  }

  /** See {@linkcode Storage}. */
  async heartbeat(trialId: number): Promise<void> {
    await this.#turns.write((query) => upsertHeartbeat(query, this.#dialect, trialId));
  }

  /** See {@linkcode Storage}. */
  async failStaleTrials(
    studyId: number,
    graceSeconds: number,
    maxRetries: number,
  ): Promise<FrozenTrial[]> {
    const dialect = this.#dialect;
    // Where this worker waits to write, the heartbeats of others wait too, and may wait longer.
    const grace = graceSeconds + (dialect.hasOneWriter ? 5 * this.#turns.slowest : 0);
    const some = await this.#turns.read((query) => hasStaleTrials(query, dialect, studyId, grace));
    if (!some) return [];
    return await this.#turns.write<FrozenTrial[]>((query, unconfirmed) =>
      failStaleTrials(query, dialect, studyId, grace, maxRetries, unconfirmed)
    );
  }

  /**
   * The next number of a count that all workers share, from 0 on; the count is kept in a system
   * attribute of the study.
   */
  async takeNumber(studyId: number, key: string): Promise<number> {
    return await this.#turns.write((query) => takeNumber(query, this.#dialect, studyId, key));
  }

  /** How many RUNNING trials have a heartbeat: they will end, or be failed as stale. */
  async countWatchedTrials(studyId: number): Promise<number> {
    const [row] = await this.#turns.read((query) =>
      query(
        "SELECT CAST(COUNT(*) AS INTEGER) AS count FROM trials t " +
          "JOIN trial_heartbeats h ON h.trial_id = t.trial_id " +
          "WHERE t.study_id = $1 AND t.state = 'RUNNING'",
        [studyId],
      )
    );
    return Number(row!.count);
  }

  /** See {@linkcode Storage}. */
  async close(): Promise<void> {
    await this.#turns.close();
  }

  async #setStudyAttr(table: AttributeTable, studyId: number, key: string, value: Json) {
    await this.#turns.write(async (query) => {
      await lockStudy(query, this.#dialect, studyId);
      await upsertAttribute(query, table, studyId, key, value);
    });
  }

  async #setTrialAttr(table: AttributeTable, trialId: number, key: string, value: Json) {
    await this.#turns.write(async (query) => {
      await lockUnfinished(query, this.#dialect, trialId);
      await upsertAttribute(query, table, trialId, key, value);
    });
  }
}
