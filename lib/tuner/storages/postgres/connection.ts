/** Connections to PostgreSQL by the package `pg`, and what their errors mean. */
import type { Socket } from "node:net";
import { node } from "../../../node.ts";
import type { SqlRow, SqlValue } from "../rdb/database.ts";

/** What is used of a client of the package `pg`, which brings no types. */
export interface PgClient {
  connect(): Promise<void>;
  query(sql: string, values?: readonly SqlValue[]): Promise<{ rows: SqlRow[] }>;
  on(event: "error", listener: (error: Error) => void): void;
  end(): Promise<void>;
}

/** A statement or connection attempt that takes longer counts as a lost connection. */
const SLOWEST_QUERY = 60_000;
const SLOWEST_CONNECT = 10_000;

/** Milliseconds that open connections have to end. */
const SLOWEST_END = 1000;

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

/**
 * What a client or a pool of the package `pg` is made with.
 *
 * @param url Checked
 * @param onSocket Gets the socket of each connection
 */
export function connectionConfig(url: string, onSocket?: (socket: Socket) => void) {
  return {
    connectionString: url,
    connectionTimeoutMillis: SLOWEST_CONNECT,
    query_timeout: SLOWEST_QUERY,
    // The server gives up, and unlocks, what a worker that vanished had begun.
    idle_in_transaction_session_timeout: SLOWEST_QUERY,
    keepAlive: true,
    application_name: "elb-anomaly",
    stream: () => {
      const socket = new node.net.Socket();
      // `pg` listens too, but not for what comes after it has given up: that must not end the
      // process.
      socket.on("error", () => {});
      onSocket?.(socket);
      return socket;
    },
  };
}

/** Waits for connections to end, which a lost one has done, as long as they have for that. */
export async function waitForEnd(ending: Promise<void>): Promise<void> {
  const bound = new AbortController();
  const late = node.timers.promises.setTimeout(SLOWEST_END, undefined, { signal: bound.signal });
  await Promise.race([ending, late].map((either) => either.catch(() => {})));
  bound.abort();
}

/** The SQLSTATE or the system's code of an error; empty where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** What an error says: Deno's refused connections have no message. */
export function textOf(error: Error): string {
  return error.message || codeOf(error);
}

/** Whether two transactions were in each other's way, so that one has to try again. */
export function isConflict(error: unknown): boolean {
  return CONFLICT.includes(codeOf(error));
}

/** Whether the connection was lost or not made, so that it may be made later. */
export function isLost(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isLost);
  const code = codeOf(error);
  if (code.startsWith("08") || GONE.includes(code) || SOCKET_ERRORS.includes(code)) return true;
  // `pg` gives these no code.
  return error instanceof Error && code === "" &&
    /^Connection terminated|^Query read timeout|^timeout expired|not queryable|^Client was closed/
      .test(error.message);
}

/** Whether an error is of the server, the connection, or of how they got together. */
export function isOfDatabase(error: unknown): error is Error {
  // Of the server ("severity"), of the socket ("syscall"), or of `pg` on how they got together.
  return error instanceof Error &&
    (isLost(error) || "severity" in error || "syscall" in error ||
      /^The server |SASL|SSL/.test(error.message));
}
