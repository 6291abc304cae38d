/**
 * What the relational storages ask of a database: one connection, transactions, and the few places
 * where SQLite's and PostgreSQL's SQL differ.
 */

/** What can be bound to a statement. */
export type SqlValue = string | number | null;

/** One row of a result, by column name. */
export type SqlRow = Record<string, SqlValue>;

/** Runs one statement with its bound values (`$1`, `$2`, ...) and gives its rows. */
export type SqlQuery = (sql: string, values?: readonly SqlValue[]) => Promise<SqlRow[]>;

/** Pieces of SQL that differ between databases. */
export interface SqlDialect {
  /** Makes a SELECT lock its rows until the end of the transaction. */
  readonly forUpdate: string;
  /** Whether one writer at a time has the whole database, and the others wait. */
  readonly hasOneWriter: boolean;
  /** The database's clock, as a heartbeat is stored. */
  readonly now: string;
  /** How old the heartbeat `h.heartbeat` is by the database's clock, in seconds. */
  readonly heartbeatAge: string;
  /** A datetime column as text, to the microsecond. */
  timestampText(column: string): string;
  /** Whether a column holds one of the integers of a bound JSON array. */
  isOneOf(column: string, placeholder: string): string;
  /** Lets one process at a time create the tables. */
  readonly schemaLock: string | undefined;
  /** Names of all tables that can be seen, in a column `name`. */
  readonly tableNames: string;
  /** Statements that create what the tables need, such as enum types. */
  readonly prelude: readonly string[];
  /** The names of the column types. */
  readonly types: SqlColumnTypes;
}

/** Column types whose spelling differs between databases. */
export interface SqlColumnTypes {
  /** A primary key that numbers itself. */
  readonly id: string;
  /** A double. */
  readonly double: string;
  /** Date and time without a zone. */
  readonly datetime: string;
  /** `MINIMIZE`, `MAXIMIZE`. */
  readonly direction: string;
  /** `RUNNING`, `COMPLETE`, ... */
  readonly state: string;
  /** `FINITE`, `INF_POS`, `INF_NEG`. */
  readonly valueType: string;
  /** The same and `NAN`. */
  readonly intermediateType: string;
}

/** One database, opened when it is first used. */
export interface SqlDatabase {
  /** What errors call it; never holds a password. */
  readonly name: string;
  /** Its SQL. */
  readonly dialect: SqlDialect;
  /**
   * Runs `body` in one transaction: all of it happens, or nothing. `body` is run again from its
   * start where the database was locked or the connection was lost, so it must have no effect but
   * its statements. Where the connection was lost during the commit, `body` is given what it had
   * returned: the transaction may have happened or not, and `body` must look before it does it
   * again.
   *
   * @param mode A "read" transaction sees one state of the database; a "write" one excludes others
   *   as far as the database needs
   */
  transaction<T>(
    mode: "read" | "write",
    body: (query: SqlQuery, unconfirmed?: T) => Promise<T>,
  ): Promise<T>;
  /** Releases file or connection. */
  close(): Promise<void>;
}
