/**
 * Studies in a PostgreSQL database, shared by many machines.
 *
 * @module
 */
import { setTimeout as delay } from "node:timers/promises";
import type { SqlDatabase, SqlDialect, SqlQuery, SqlRow, SqlValue } from "./rdb_database.ts";
import { RdbStorage } from "./rdb_storage.ts";
import { postgresUrl, redactUrl } from "./storage_url.ts";

/** How a {@linkcode PostgresStorage} behaves. */
export interface PostgresOptions {
  /**
   * How long a server that went away may take to come back, in seconds.
   *
   * @default {60}
   */
  timeout?: number;
  /**
   * Whether the first connection too may wait for the server; a wrong address is then found late.
   *
   * @default {false}
   */
  waitAtStart?: boolean;
}

/**
 * Studies in a PostgreSQL database that Optuna 5.0.0 and optuna-dashboard open too.
 *
 * Any number of machines may share it; the database does the coordination. Where the server goes
 * away (a restart, a lost connection), each transaction is repeated once it is back; one whose
 * commit was not confirmed looks first whether it happened, so nothing is lost or done twice.
 *
 * A password may stand in the URL, in `PGPASSWORD` or in `~/.pgpass`; it is in no error and no
 * output.
 *
 * @example A URL with a mistake: the error says so, without the password
 * ```ts
 * import assert from "node:assert/strict";
 * import { PostgresStorage } from "./postgres_storage.ts";
 *
 * const storage = new PostgresStorage("postgresql://ada:secret@db.example.org/studies");
 * await storage.close(); // nothing was connected to yet
 * assert.throws(
 *   () => new PostgresStorage("postgresql//ada:secret@db.example.org/studies"),
 *   (error: Error) => error instanceof SyntaxError && !error.message.includes("secret"),
 * );
 * ```
 */
export class PostgresStorage extends RdbStorage {
  /**
   * Names the database; it is connected to at first use, and needs `--allow-net` and `--allow-env`.
   *
   * @param url `postgresql://user:password@host:port/database`; Optuna's `postgresql+psycopg2://` too
   * @param options How long to wait for a server that went away
   * @throws {SyntaxError} If the URL is of another form
   * @throws {RangeError} If `timeout` is negative or NaN
   */
  constructor(url: string, options: PostgresOptions = {}) {
    const { timeout = 60, waitAtStart = false } = options;
    if (!(timeout >= 0)) {
      throw new RangeError(
        `Cannot open ${
          redactUrl(url)
        } as timeout must be 0 or more seconds: current value is ${timeout}`,
      );
    }
    super(new PostgresDatabase(postgresUrl(url), timeout, waitAtStart));
  }

  /**
   * Connects to the database that a URL names, and creates the tables where there are none.
   *
   * @throws {SyntaxError} If the URL is of another form
   * @throws {Error} If the server cannot be reached or refuses, or its tables are of another schema
   *   version
   */
  static async open(url: string, options: PostgresOptions = {}): Promise<PostgresStorage> {
    const storage = new PostgresStorage(url, options);
    try {
      await storage.connect();
    } catch (error) {
      await storage.close();
      throw error;
    }
    return storage;
  }
}

const ENUMS: Record<string, string> = {
  studydirection: "'NOT_SET', 'MINIMIZE', 'MAXIMIZE'",
  trialstate: "'RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING'",
  trialvaluetype: "'FINITE', 'INF_POS', 'INF_NEG'",
  trialintermediatevaluetype: "'FINITE', 'INF_POS', 'INF_NEG', 'NAN'",
};

const DIALECT: SqlDialect = {
  forUpdate: " FOR UPDATE",
  // Optuna too stores the session's local time here, so both must leave the session's zone alone.
  now: "CAST(clock_timestamp() AS TIMESTAMP)",
  heartbeatAge: "EXTRACT(EPOCH FROM CAST(clock_timestamp() AS TIMESTAMP) - h.heartbeat)",
  timestampText: (column) => `to_char(${column}, 'YYYY-MM-DD HH24:MI:SS.US')`,
  // An array, since the planner expects few of it and takes the index.
  isOneOf: (column, placeholder) =>
    `${column} = ANY (CAST(translate(${placeholder}, '[]', '{}') AS INTEGER[]))`,
  schemaLock: "SELECT pg_advisory_xact_lock(hashtext('optuna schema'))",
  tableNames: "SELECT relname AS name FROM pg_class " +
    "WHERE relkind IN ('r', 'p') AND pg_table_is_visible(oid)",
  prelude: Object.entries(ENUMS).map(([name, members]) =>
    `DO $$ BEGIN IF to_regtype('${name}') IS NULL THEN ` +
    `CREATE TYPE ${name} AS ENUM (${members}); END IF; END $$`
  ),
  types: {
    id: "SERIAL NOT NULL",
    double: "DOUBLE PRECISION",
    datetime: "TIMESTAMP WITHOUT TIME ZONE",
    direction: "studydirection",
    state: "trialstate",
    valueType: "trialvaluetype",
    intermediateType: "trialintermediatevaluetype",
  },
};

/** What is used of a client of the package `pg`, which brings no types. */
interface PgClient {
  connect(): Promise<void>;
  query(sql: string, values?: readonly SqlValue[]): Promise<{ rows: SqlRow[] }>;
  on(event: "error", listener: (error: Error) => void): void;
  end(): Promise<void>;
}

const BEGIN = {
  read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
  write: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
};

/** A statement or connection attempt that takes longer counts as a lost connection. */
const SLOWEST_QUERY = 60_000;
const SLOWEST_CONNECT = 10_000;
const SLOWEST_END = 1000;

/** First and longest pause between two tries, in milliseconds. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1000;

/** SQLSTATE codes after which the server is expected back. */
const GONE = ["57P01", "57P02", "57P03", "53300", "25P03"];

/** SQLSTATE codes of two transactions in each other's way: deadlock, serialization failure. */
const CONFLICT = ["40P01", "40001"];

/** What the sockets of Deno and Node say of a connection that is lost or refused. */
const SOCKET_ERRORS = [
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "EHOSTUNREACH",
  "ENETUNREACH",
];

class PostgresDatabase implements SqlDatabase {
  readonly name: string;
  readonly dialect = DIALECT;
  #url: string;
  #timeout: number;
  #client: PgClient | undefined;
  /** Whether the server is known, so that one that cannot be reached is expected back. */
  #isKnown: boolean;

  constructor(url: string, timeout: number, isKnown: boolean) {
    this.name = redactUrl(url);
    this.#url = url;
    this.#timeout = timeout;
    this.#isKnown = isKnown;
  }

  async transaction<T>(
    mode: "read" | "write",
    body: (query: SqlQuery, unconfirmed?: T) => Promise<T>,
  ): Promise<T> {
    const deadline = performance.now() + this.#timeout * 1000;
    let unconfirmed: T | undefined;
    for (let pause = FIRST_PAUSE;; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      let committing: T | undefined;
      try {
        const client = await this.#connect();
        const query: SqlQuery = async (sql, values) => (await client.query(sql, values)).rows;
        await query(BEGIN[mode]);
        const result = await body(query, unconfirmed);
        committing = result;
        await query("COMMIT");
        return result;
      } catch (error) {
        const lost = isLost(error);
        if (lost) await this.#drop();
        else await this.#rollBack();
        const mayPass = isConflict(error) || (lost && this.#isKnown);
        if (!mayPass || performance.now() > deadline) throw this.#explain(error);
        if (lost && committing !== undefined) unconfirmed = committing;
        await delay(pause);
      }
    }
  }

  async close(): Promise<void> {
    await this.#drop();
  }

  async #connect(): Promise<PgClient> {
    if (this.#client !== undefined) return this.#client;
    // Imported here, since `pg` reads the environment, which users of other storages need not grant.
    const { default: pg } = await import("pg");
    const client: PgClient = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: SLOWEST_CONNECT,
      query_timeout: SLOWEST_QUERY,
      // The server gives up, and unlocks, what a worker that vanished had begun.
      idle_in_transaction_session_timeout: SLOWEST_QUERY,
      keepAlive: true,
      application_name: "elb-anomaly",
    });
    // A connection that is lost while idle; the next statement on it would never end.
    client.on("error", () => {
      if (this.#client === client) this.#client = undefined;
    });
    try {
      await client.connect();
    } catch (error) {
      await client.end().catch(() => {}); // `error` says why; the socket is half open at most
      throw error;
    }
    this.#isKnown = true;
    this.#client = client;
    return client;
  }

  async #drop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client === undefined) return;
    const bound = new AbortController();
    const { signal } = bound;
    // A connection that is lost or to be closed holds nothing to save; if half open, it may not end.
    const ended = client.end().catch(() => {}).then(() => bound.abort());
    await Promise.race([ended, delay(SLOWEST_END, undefined, { signal }).catch(() => {})]);
  }

  /** Ends a failed transaction; a connection on which that fails is given up. */
  async #rollBack(): Promise<void> {
    try {
      await this.#client?.query("ROLLBACK");
    } catch {
      await this.#drop();
    }
  }

  /** An error of the server or the connection with the database's name; others as they are. */
  #explain(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    const fromServer = isLost(error) || "severity" in error || "syscall" in error;
    if (!fromServer) return error;
    const waited = isLost(error) && this.#isKnown
      ? `the server must be back within ${this.#timeout} s`
      : "the server must accept the connection and the statement";
    const text = error.message || codeOf(error); // Deno's refused connections have no message
    return new Error(`Cannot use ${this.name} as ${waited}: ${text}`, { cause: error });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function isConflict(error: unknown): boolean {
  return CONFLICT.includes(codeOf(error));
}

function isLost(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isLost);
  const code = codeOf(error);
  if (code.startsWith("08") || GONE.includes(code) || SOCKET_ERRORS.includes(code)) return true;
  // `pg` gives these no code.
  return error instanceof Error && code === "" &&
    /^Connection terminated|^SqlQuery read timeout|^timeout expired|not queryable|^Client was closed/
      .test(error.message);
}
