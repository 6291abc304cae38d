/** What a task that uses a queue may do for it. */
import { homedir } from "node:os";
import { join } from "node:path";
import { fromCaller } from "./caller.ts";
import { meaningOf, QUEUE_VARIABLE } from "./secret.ts";

/** What a task needs besides what all of its kind do. */
export interface Needs {
  readonly hosts: readonly string[];
  readonly variables: readonly string[];
  /** Of the system, as `--allow-sys` names it. */
  readonly system: readonly string[];
  readonly files: readonly string[];
  /** Files that are written to: a socket is. */
  readonly written: readonly string[];
}

/** Nothing more. */
export const NOTHING: Needs = { hosts: [], variables: [], system: [], files: [], written: [] };

/** Variables that PostgreSQL's client looks at. */
const CLIENT_VARIABLES = ["PG*", "NODE_PG_FORCE_NATIVE", "USER", "USERNAME", "HOME", "APPDATA"];
/** What pg-boss notes of each program. */
const NOTED = ["hostname", "systemMemoryInfo"];

/**
 * The one host or socket of a queue, and what PostgreSQL's client and pg-boss look at.
 *
 * @param given What the command line says of the queue
 */
export function queueNeeds(given: string | undefined): Needs {
  const text = meaningOf("--queue", given, QUEUE_VARIABLE);
  if (text === undefined) return { ...NOTHING, variables: [QUEUE_VARIABLE] };
  const named = given?.startsWith("@") ? [fromCaller(given.slice(1))] : [];
  const passwords = Deno.env.get("PGPASSFILE") ?? join(homedir(), ".pgpass");
  // A URL may leave out the host.
  const here = Deno.env.get("PGHOST") ?? "localhost";
  const url = URL.parse(text.replace(/@(?=\/)|:\/\/(?=\/)/, "$&localhost"));
  const option = (name: string) => url?.searchParams.get(name) ?? undefined;
  const isNamed = !/@\/|:\/\/\//.test(text);
  const host = option("host") ?? (isNamed ? url?.hostname ?? here : here);
  const port = option("port") ?? (url?.port || Deno.env.get("PGPORT") || "5432");
  const sockets = host.startsWith("/") ? [`${host}/.s.PGSQL.${port}`] : [];
  const keys = ["sslcert", "sslkey", "sslrootcert"].flatMap((name) => option(name) ?? []);
  return {
    hosts: url === null ? [] : sockets.length > 0 ? [`unix:${sockets[0]}`] : [`${host}:${port}`],
    variables: [QUEUE_VARIABLE, ...CLIENT_VARIABLES],
    system: NOTED,
    files: [...named, passwords, ...keys, ...sockets],
    written: sockets,
  };
}
