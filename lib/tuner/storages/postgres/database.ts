/** A PostgreSQL database as the relational storages use it. */
import type { Socket } from "node:net";
import { node } from "../../../node.ts";
import { pg } from "../../../packages.ts";
import type { SqlDatabase, SqlDialect, SqlQuery } from "../rdb/database.ts";
import { StorageTimeoutError } from "../storage.ts";
import { redactUrl } from "../storage_url.ts";
import {
  connectionConfig,
  isConflict,
  isLost,
  isOfDatabase,
  type PgClient,
  textOf,
  waitForEnd,
} from "./connection.ts";

const ENUMS: Record<string, string> = {
  studydirection: "'NOT_SET', 'MINIMIZE', 'MAXIMIZE'",
  trialstate: "'RUNNING', 'COMPLETE', 'PRUNED', 'FAIL', 'WAITING'",
  trialvaluetype: "'FINITE', 'INF_POS', 'INF_NEG'",
  trialintermediatevaluetype: "'FINITE', 'INF_POS', 'INF_NEG', 'NAN'",
};

const DIALECT: SqlDialect = {
  forUpdate: " FOR UPDATE",
  // Optuna too stores the session's local time here, so both must leave the session's zone alone.
  hasOneWriter: false,
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

const BEGIN = {
  read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
  write: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
};

/** First and longest pause between two tries, in milliseconds. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 1000;

/** One session, opened again whenever it is lost. */
export class PostgresDatabase implements SqlDatabase {
  readonly name: string;
  readonly dialect = DIALECT;
  #url: string;
  #timeout: number;
  #connection: { client: PgClient; socket: Socket } | undefined;
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
        if (lost) this.#drop();
        else await this.#rollBack();
        const mayPass = isConflict(error) || (lost && this.#isKnown);
        if (!mayPass || performance.now() > deadline) throw this.#explain(error);
        if (lost && committing !== undefined) unconfirmed = committing;
        await node.timers.promises.setTimeout(pause);
      }
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    await waitForEnd(connection.client.end());
    connection.socket.destroy();
  }

  async #connect(): Promise<PgClient> {
    if (this.#connection !== undefined) return this.#connection.client;
    let socket!: Socket;
    const client: PgClient = new pg.Client(connectionConfig(this.#url, (own) => socket = own));
    const connection = { client, socket };
    // A connection that is lost while idle; the next statement on it would never end.
    client.on("error", () => {
      if (this.#connection === connection) this.#drop();
    });
    try {
      await client.connect();
    } catch (error) {
      socket.destroy();
      throw error;
    }
    this.#isKnown = true;
    this.#connection = connection;
    return client;
  }

  /** Gives up a connection that is lost; there is nothing on it to save. */
  #drop(): void {
    this.#connection?.socket.destroy();
    this.#connection = undefined;
  }

  /** Ends a failed transaction; a connection on which that fails is given up. */
  async #rollBack(): Promise<void> {
    try {
      await this.#connection?.client.query("ROLLBACK");
    } catch {
      this.#drop();
    }
  }

  /** An error of the server or the connection with the database's name; others as they are. */
  #explain(error: unknown): unknown {
    if (!isOfDatabase(error)) return error;
    const isAway = isLost(error) && this.#isKnown;
    const rule = isAway
      ? `the server must be back within ${this.#timeout} s`
      : "the server must accept the connection and the statement";
    const Kind = isAway ? StorageTimeoutError : Error;
    return new Kind(`Cannot use ${this.name} as ${rule}: ${textOf(error)}`, { cause: error });
  }
}
