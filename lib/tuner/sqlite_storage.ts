/**
 * Studies in a SQLite file, on the SQLite that Deno brings along.
 *
 * @module
 */
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { SqlDatabase, SqlDialect, SqlQuery, SqlRow } from "./rdb_database.ts";
import { RdbStorage } from "./rdb_storage.ts";
import { sqlitePath } from "./storage_url.ts";

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
 * import { SqliteStorage } from "./sqlite_storage.ts";
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
    const { timeout = 30, readOnly = false } = options;
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

const DIALECT: SqlDialect = {
  forUpdate: "",
  now: "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
  heartbeatAge: "(julianday('now') - julianday(h.heartbeat)) * 86400.0",
  timestampText: (column) => column,
  isOneOf: (column, placeholder) => `${column} IN (SELECT value FROM json_each(${placeholder}))`,
  schemaLock: undefined,
  tableNames: "SELECT name FROM sqlite_master WHERE type = 'table'",
  prelude: [],
  types: {
    id: "INTEGER NOT NULL",
    double: "FLOAT",
    datetime: "DATETIME",
    direction: "VARCHAR(8)",
    state: "VARCHAR(8)",
    valueType: "VARCHAR(7)",
    intermediateType: "VARCHAR(7)",
  },
};

/** First and longest pause between two tries of a locked database, in milliseconds. */
const FIRST_PAUSE = 1;
const LONGEST_PAUSE = 25;

// SQLite's result codes
const BUSY = 5;
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

class SqliteDatabase implements SqlDatabase {
  readonly name: string;
  readonly dialect = DIALECT;
  #path: string;
  #timeout: number;
  #readOnly: boolean;
  #database: DatabaseSync | undefined;
  #statements = new Map<string, StatementSync>();

  constructor(path: string, timeout: number, readOnly: boolean) {
    this.name = path === ":memory:" ? "the SQLite database in memory" : `"${path}"`;
    this.#path = path;
    this.#timeout = timeout;
    this.#readOnly = readOnly;
  }

  async transaction<T>(mode: "read" | "write", body: (query: SqlQuery) => Promise<T>): Promise<T> {
    const deadline = performance.now() + this.#timeout * 1000;
    const database = this.#database ??= this.#open();
    const query: SqlQuery = (sql, values = []) =>
      Promise.resolve(
        this.#statement(database, sql).all(...values) as SqlRow[],
      );
    let pause = FIRST_PAUSE;
    // The waiting is ours, not SQLite's, so that heartbeats and signals are served meanwhile.
    const retryOrThrow = async (error: unknown) => {
      if (codeOf(error) !== BUSY) throw this.#explain(error);
      if (performance.now() > deadline) {
        throw new Error(
          `Cannot use ${this.name} as another program must release its lock within ${this.#timeout} s`,
          { cause: error },
        );
      }
      await delay(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    };
    for (;;) {
      try {
        this.#statement(database, mode === "write" ? "BEGIN IMMEDIATE" : "BEGIN").run();
        const result = await body(query);
        await this.#commit(database, retryOrThrow);
        return result;
      } catch (error) {
        if (database.isTransaction) this.#statement(database, "ROLLBACK").run();
        await retryOrThrow(error);
      }
    }
  }

  // deno-lint-ignore require-await
  async close(): Promise<void> {
    this.#statements.clear();
    this.#database?.close();
    this.#database = undefined;
  }

  /** A commit waits for readers; the transaction stays open meanwhile. */
  async #commit(
    database: DatabaseSync,
    retryOrThrow: (error: unknown) => Promise<void>,
  ): Promise<void> {
    for (;;) {
      try {
        this.#statement(database, "COMMIT").run();
        return;
      } catch (error) {
        if (!database.isTransaction) throw error;
        await retryOrThrow(error);
      }
    }
  }

  #open(): DatabaseSync {
    try {
      return new DatabaseSync(this.#path, {
        readOnly: this.#readOnly,
        timeout: 0,
        enableForeignKeyConstraints: false, // as in Optuna
      });
    } catch (error) {
      if (!(error instanceof Error) || !/unable to open/.test(error.message)) throw error;
      const folder = dirname(this.#path);
      throw new Error(
        `Cannot open ${this.name} as it must be a file that can be ${
          this.#readOnly ? "read" : "written"
        }, in a folder that exists ("${folder}")`,
        { cause: error },
      );
    }
  }

  #statement(database: DatabaseSync, sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      // "$1" would be a named parameter; "?1" is the first in order.
      statement = database.prepare(sql.replace(/\$(\d+)/g, "?$1"));
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #explain(error: unknown): unknown {
    const reasons: Record<number, string> = {
      [READONLY]: `Cannot write to ${this.name} as it must not be read-only`,
      [CORRUPT]: `Cannot use ${this.name} as the file must be whole: SQLite finds it damaged`,
      [FULL]: `Cannot write to ${this.name} as its disk must have room`,
      [CANNOT_OPEN]: `Cannot write to ${this.name} as its folder must be writable, for the journal`,
      [NOT_A_DATABASE]: `Cannot open ${this.name} as it must be a SQLite database`,
    };
    const reason = reasons[codeOf(error) ?? 0];
    return reason === undefined ? error : new Error(reason, { cause: error });
  }
}

/** SQLite's primary result code, or `undefined` for any other error. */
function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error)) return undefined;
  return Number(error.errcode) & 0xff;
}
