/**
 * A PostgreSQL server of its own for a test: a fresh cluster in a temporary folder, on a free port,
 * reached with a password.
 */
import { existsSync } from "node:fs";

/** Where Debian and Ubuntu keep the server's programs, newest first; then those on the PATH. */
function findPrograms(): string | undefined {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root)
    ? [...Deno.readDirSync(root)].map(({ name }) => name).sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...versions.map((version) => `${root}/${version}/bin`),
    ...(Deno.env.get("PATH") ?? "").split(":"),
  ];
  return folders.find((folder) => existsSync(`${folder}/initdb`) && existsSync(`${folder}/pg_ctl`));
}

/** The server refuses to run as root; where the test does, it runs as the user `postgres`. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (Deno.uid() !== 0) return undefined;
  const line = Deno.readTextFileSync("/etc/passwd").split("\n")
    .find((entry) => entry.startsWith("postgres:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Why no server can be started here, or `undefined` where one can. */
export function whyNoPostgres(): string | undefined {
  if (Deno.build.os === "windows") return "the test starts PostgreSQL on Linux and macOS only";
  if (findPrograms() === undefined) return "PostgreSQL's server (initdb, pg_ctl) is not installed";
  if (Deno.uid() === 0 && serverUser() === undefined) {
    return "PostgreSQL refuses to run as root, and there is no user postgres";
  }
  return undefined;
}

/** A password that needs care in a URL. */
export const PASSWORD = "s3cret/p@ss:w?rd";

export class PostgresServer {
  #folder: string;
  #port: number;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  static async start(): Promise<PostgresServer> {
    const folder = Deno.makeTempDirSync({ prefix: "elb_postgres_" });
    const user = serverUser();
    if (user !== undefined) Deno.chownSync(folder, user.uid, user.gid);
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const server = new PostgresServer(folder, port);
    Deno.writeTextFileSync(`${folder}/password`, PASSWORD);
    Deno.chmodSync(`${folder}/password`, 0o644);
    await server.#run("initdb", [
      ...["-D", `${folder}/data`, "-U", "tuner", "--no-sync", "-E", "UTF8"],
      ...["-A", "scram-sha-256", "--pwfile", `${folder}/password`],
    ]);
    await server.up();
    return server;
  }

  /** The URL of a database; `tuner`, the user, may create others. */
  url(database = "postgres"): string {
    const user = `tuner:${encodeURIComponent(PASSWORD)}`;
    return `postgresql://${user}@127.0.0.1:${this.#port}/${database}`;
  }

  /** Makes an empty database. @returns Its URL */
  async createDatabase(name: string): Promise<string> {
    await runSql(this.url(), `CREATE DATABASE ${name}`);
    return this.url(name);
  }

  async up(): Promise<void> {
    const options = `-p ${this.#port} -k ${this.#folder} -c listen_addresses=127.0.0.1 ` +
      "-c fsync=off -c timezone=Asia/Tokyo -c max_connections=60";
    await this.#control(["-o", options, "-l", `${this.#folder}/log`, "start"]);
  }

  /** `fast` ends the sessions, `immediate` is a crash that the next start recovers from. */
  async down(mode: "fast" | "immediate"): Promise<void> {
    await this.#control(["-m", mode, "stop"]);
  }

  async remove(): Promise<void> {
    await this.down("immediate");
    Deno.removeSync(this.#folder, { recursive: true });
  }

  async #control(args: string[]): Promise<void> {
    await this.#run("pg_ctl", ["-D", `${this.#folder}/data`, "-w", ...args]);
  }

  async #run(program: string, args: string[]): Promise<void> {
    const { code } = await new Deno.Command(`${findPrograms()}/${program}`, {
      args,
      cwd: this.#folder,
      stdin: "null",
      stdout: "null",
      stderr: "null", // the server it starts would hold a pipe open
      ...serverUser(),
    }).output();
    if (code !== 0) throw new Error(`Cannot set up PostgreSQL: ${program} ended with code ${code}`);
  }
}

/** Runs a statement on a connection of its own. */
export async function runSql(
  url: string,
  sql: string,
  values: unknown[] = [],
  // deno-lint-ignore no-explicit-any -- the test knows what it asks for
): Promise<Record<string, any>[]> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * The server of a test file, from before its first test to after its last one; where there can be
 * none, which is said, `ignore` is true.
 */
export function serverForTests(tests: string) {
  const reason = whyNoPostgres();
  if (reason !== undefined) console.log(`${tests} are skipped: ${reason}`);
  const ignore = reason !== undefined;
  let server: PostgresServer | undefined;
  let databases = 0;
  Deno.test.beforeAll(async () => {
    if (!ignore) server = await PostgresServer.start();
  });
  Deno.test.afterAll(async () => {
    await server?.remove();
  });
  return {
    ignore,
    get server() {
      return server!;
    },
    /** The URL of a new, empty database. */
    newDatabase: () => server!.createDatabase(`test_${++databases}`),
  };
}
