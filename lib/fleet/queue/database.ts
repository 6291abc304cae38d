/**
 * The database of a queue: a pool of connections that pg-boss and the tables beside its own share.
 */
import type { Socket } from "node:net";
import { pg } from "../../packages.ts";
import {
  codeOf,
  connectionConfig,
  isConflict,
  isLost,
  isOfDatabase,
  redactUrl,
  textOf,
  waitForEnd,
} from "../../tuner/storages/mod.ts";

/** A row as `pg` gives it. */
// deno-lint-ignore no-explicit-any -- what is in it is known where the statement stands
export type Row = Record<string, any>;

/** Runs a statement, with `$1` and so on in it. */
export type Sql = (text: string, values?: unknown[]) => Promise<Row[]>;

/** What pg-boss asks of a database, or of a transaction that its statements are to be part of. */
export interface BossDatabase {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** What is used of the package `pg`, which brings no types. */
interface PgPool {
  query(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
  connect(): Promise<PgClient>;
  on(event: "error", listener: (error: Error) => void): void;
  end(): Promise<void>;
}

interface PgClient {
  on(event: "error", listener: () => void): void;
  removeListener(event: "error", listener: () => void): void;
  query(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
  release(destroy: boolean): void;
}

/** SQLSTATEs that trying again does not cure: a wrong password, no such database. */
const REFUSED = /^(?:28|3D|42501|0LP)/;

/** The database was not there, or did not take what it was given. */
export class QueueError extends Error {
  /** @ignore */
  override name = "QueueError";
  /** The SQLSTATE, or the system's code. */
  readonly code: string;
  /** Whether it may work later. */
  readonly isTemporary: boolean;
  /** Whether the server is there, but starting again does not cure what it has against this one. */
  readonly isRefusal: boolean;

  /**
   * @param database Where, without a password
   * @param cause The error of `pg`
   */
  constructor(database: string, cause: Error) {
    super(
      `Cannot use ${database} as the server must accept the connection and the statement: ${
        textOf(cause)
      }`,
      { cause },
    );
    this.code = codeOf(cause);
    this.isTemporary = isLost(cause) || isConflict(cause);
    this.isRefusal = REFUSED.test(this.code);
  }
}

/** A pool of connections, each opened again when it is lost. */
export class QueueDatabase implements BossDatabase {
  /** Where it is, without a password. */
  readonly name: string;
  readonly #pool: PgPool;
  readonly #sockets = new Set<Socket>();

  /**
   * Names the database; it is connected to at first use.
   *
   * @param url Checked
   * @param connections How many at a time
   */
  constructor(url: string, connections: number) {
    this.name = redactUrl(url);
    const onSocket = (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    };
    this.#pool = new pg.Pool({ ...connectionConfig(url, onSocket), max: connections });
    // One that is lost while nobody uses it is only left out of the pool.
    this.#pool.on("error", ignore);
  }

  /** Runs a statement on its own. */
  readonly sql: Sql = async (text, values) => (await this.executeSql(text, values)).rows;

  /** As pg-boss runs its statements. */
  async executeSql(text: string, values?: unknown[]): Promise<{ rows: Row[] }> {
    try {
      return await this.#pool.query(text, values);
    } catch (error) {
      throw this.#explained(error);
    }
  }

  /** Runs statements of which all happen or none. */
  async transaction<T>(body: (sql: Sql, tx: BossDatabase) => Promise<T>): Promise<T> {
    let client: PgClient | undefined;
    const release = (destroy: boolean): void => {
      client?.removeListener("error", ignore);
      client?.release(destroy);
    };
    try {
      client = await this.#pool.connect();
      client.on("error", ignore);
      const own = client;
      const tx = { executeSql: (text: string, values?: unknown[]) => own.query(text, values) };
      await own.query("BEGIN");
      const result = await body(async (text, values) => (await own.query(text, values)).rows, tx);
      await own.query("COMMIT");
      release(false);
      return result;
    } catch (error) {
      // The server undoes what a connection that ends had begun.
      release(true);
      throw this.#explained(error);
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await waitForEnd(this.#pool.end());
    for (const socket of this.#sockets) socket.destroy();
  }

  #explained(error: unknown): unknown {
    return isOfDatabase(error) ? new QueueError(this.name, error) : error;
  }
}

/** A connection that is lost in a transaction also says so to the statement that waits on it. */
function ignore(): void {}
