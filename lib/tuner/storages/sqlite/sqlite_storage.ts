/** Studies in a SQLite file, on the SQLite that Deno brings along. */
import { optionsOf, requireKnownOptions } from "../../../checks.ts";
import { RdbStorage } from "../rdb/rdb_storage.ts";
import { SqliteDatabase } from "./database.ts";
import { sqlitePath } from "../storage_url.ts";

/** How a {@linkcode SqliteStorage} behaves. */
export interface SqliteOptions {
  /**
   * How long to wait for another program's lock, in seconds.
   *
   * @default {30}
   */
  timeout?: number;
  /**
   * Whether to open the file for reading only; it must exist then, and `--allow-read` suffices.
   *
   * @default {false}
   */
  readOnly?: boolean;
}

/**
 * Studies in a SQLite file that Optuna 5.0.0 and optuna-dashboard open too.
 *
 * Many processes of one machine may share the file: each write is an immediate transaction, and a
 * WAITING trial is taken on the condition that it still waits. Do not put the file on a network
 * folder, whose locks cannot be relied on; use {@linkcode PostgresStorage} across machines. (Python
 * workers on the same file can claim a queued trial twice among themselves.)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { SqliteStorage } from "elb-anomaly/tuner";
 *
 * const storage = new SqliteStorage(":memory:");
 * const { studyId } = await storage.createStudy("demo", ["minimize"]);
 * const trial = await storage.startTrial(studyId);
 * assert.equal(trial?.number, 0);
 * assert.equal(await storage.finishTrial(trial.trialId, "COMPLETE", [0.5]), true);
 * assert.deepEqual((await storage.readTrials(studyId))[0]?.values, [0.5]);
 * await storage.close();
 * ```
 */
export class SqliteStorage extends RdbStorage {
  /**
   * Names the file; it is opened, and created where there is none, at first use.
   *
   * @param path The file, or ":memory:"
   * @param options How long to wait for locks, and whether to write at all
   * @throws {RangeError} If `timeout` is negative or NaN
   */
  constructor(path: string, options: SqliteOptions = {}) {
    const { timeout = 30, readOnly = false, ...rest } = optionsOf("open a storage", options);
    requireKnownOptions("open a storage", rest);
    if (!(timeout >= 0)) {
      throw new RangeError(
        `Cannot open ${path} as timeout must be 0 or more seconds: current value is ${timeout}`,
      );
    }
    super(new SqliteDatabase(path, timeout, readOnly));
  }

  /**
   * Opens the database that a URL names, as SQLAlchemy reads it: `sqlite:///relative.db`,
   * `sqlite:////absolute.db`, `sqlite:///:memory:`.
   *
   * @throws {SyntaxError} If the URL is of another form
   * @throws {Error} If the folder does not exist, the file is no SQLite database or damaged, or its
   *   tables are of another schema version
   */
  static async open(url: string, options: SqliteOptions = {}): Promise<SqliteStorage> {
    const storage = new SqliteStorage(sqlitePath(url), options);
    await storage.connect();
    return storage;
  }
}
