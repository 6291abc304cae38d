/** Studies in a PostgreSQL database, shared by many machines. */
import { optionsOf, requireKnownOptions } from "../../../checks.ts";
import { PostgresDatabase } from "./database.ts";
import { RdbStorage } from "../rdb/rdb_storage.ts";
import { postgresUrl, redactUrl } from "../storage_url.ts";

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
 * import { PostgresStorage } from "elb-anomaly/tuner";
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
   * @param url `postgresql://user:password@host:port/database`; Optuna's `postgresql+psycopg2://`
   *   too
   * @param options How long to wait for a server that went away
   * @throws {SyntaxError} If the URL is of another form
   * @throws {RangeError} If `timeout` is negative or NaN
   */
  constructor(url: string, options: PostgresOptions = {}) {
    const { timeout = 60, waitAtStart = false, ...rest } = optionsOf("open a storage", options);
    requireKnownOptions("open a storage", rest);
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
