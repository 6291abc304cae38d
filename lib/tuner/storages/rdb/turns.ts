/** The transactions of one storage, one after the other. */
import type { SqlDatabase, SqlQuery } from "./database.ts";
import { prepareSchema } from "./schema.ts";

/** Seconds that a transaction must take to be slow, and for which it is remembered then. */
const SLOW = 1;
const MEMORY = 60;

/** Runs one transaction at a time, as all share one connection. */
export class DatabaseTurns {
  readonly #database: SqlDatabase;
  #ready: Promise<void> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  #slowest = { took: 0, at: -Infinity };

  /** Takes the database; it is opened when it is first used. */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** Opens the database, and creates the tables where there are none. */
  async connect(): Promise<void> {
    this.#ready ??= prepareSchema(this.#database);
    try {
      await this.#ready;
    } catch (error) {
      this.#ready = undefined; // the next use tries again
      throw error;
    }
  }

  /** Runs `body` in a transaction that sees one state of the database. */
  read<T>(body: (query: SqlQuery) => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#database.transaction("read", body));
  }

  /** Runs `body` in a transaction that may write; see {@linkcode SqlDatabase.transaction}. */
  write<T>(body: (query: SqlQuery, unconfirmed?: T) => Promise<T>): Promise<T> {
    return this.#inTurn(() => this.#database.transaction("write", body));
  }

  /** Seconds that the last minute's slowest took, waiting included; 0 where none was slow. */
  get slowest(): number {
    return performance.now() - this.#slowest.at > 1000 * MEMORY ? 0 : this.#slowest.took;
  }

  /** Waits for the last one and closes the database. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#last;
    await this.#database.close();
  }

  async #inTurn<T>(transaction: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error(`Cannot use ${this.#database.name} as it is closed`);
    const asked = performance.now();
    await this.connect();
    const turn = this.#last.then(transaction, transaction);
    this.#last = turn.catch(() => {}); // the caller of `turn` sees its error
    try {
      return await turn;
    } finally {
      const at = performance.now();
      const took = (at - asked) / 1000;
      if (took >= Math.max(SLOW, this.slowest)) this.#slowest = { took, at };
    }
  }
}
