/** A SQLite file as the relational storages use it. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { node } from "../../../node.ts";
import { StorageTimeoutError } from "../storage.ts";
import type { SqlDatabase, SqlDialect, SqlQuery, SqlRow } from "../rdb/database.ts";

const DIALECT: SqlDialect = {
  forUpdate: "",
  hasOneWriter: true,
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

/** One connection to a file. */
export class SqliteDatabase implements SqlDatabase {
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
    const database = this.#database ??= this.#open();
    const patience = new Patience(this.#timeout * 1000, () => this.#changed());
    const query: SqlQuery = (sql, values = []) =>
      Promise.resolve(
        this.#statement(database, sql).all(...values) as SqlRow[],
      );
    let pause = FIRST_PAUSE;
    // The waiting is ours, not SQLite's, so that heartbeats and signals are served meanwhile.
    const retryOrThrow = async (error: unknown) => {
      if (codeOf(error) !== BUSY) throw this.#explain(error);
      if (patience.isOver()) {
        throw new StorageTimeoutError(
          `Cannot use ${this.name} as another program must release its lock within ${this.#timeout} s`,
          { cause: error },
        );
      }
      await node.timers.promises.setTimeout(pause);
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

  /**
   * When the file was last changed. `PRAGMA data_version` would ask for a lock, which a crowd of
   * workers leaves free too seldom.
   */
  #changed(): number | undefined {
    return node.fs.statSync(this.#path, { throwIfNoEntry: false })?.mtimeMs;
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
      return new node.sqlite.DatabaseSync(this.#path, {
        readOnly: this.#readOnly,
        timeout: 0,
        enableForeignKeyConstraints: false, // as in Optuna
      });
    } catch (error) {
      if (!(error instanceof Error) || !/unable to open/.test(error.message)) throw error;
      const folder = node.path.dirname(this.#path);
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

/** Milliseconds between two looks at what others do. */
const LOOK = 500;

/**
 * How long to wait for a lock: until others have held it for so long without changing anything. A
 * crowd of workers that all get on is no reason to give up.
 */
class Patience {
  readonly #time: number;
  readonly #changes: () => unknown;
  #deadline: number;
  #lastLook: number;
  #seen: unknown;

  constructor(time: number, changes: () => unknown) {
    this.#time = time;
    this.#changes = changes;
    this.#lastLook = performance.now();
    this.#deadline = this.#lastLook + time;
  }

  isOver(): boolean {
    const now = performance.now();
    if (now - this.#lastLook < Math.min(LOOK, this.#time)) return now > this.#deadline;
    this.#lastLook = now;
    const seen = this.#changes();
    if (seen !== undefined && seen !== this.#seen) {
      if (this.#seen !== undefined) this.#deadline = now + this.#time;
      this.#seen = seen;
    }
    return now > this.#deadline;
  }
}
