/** The worker processes of `deno task tune`. */
import { fileURLToPath } from "node:url";
import { signalChild } from "../../notebook/kernel/mod.ts";
import { RETIRED, type TuneJob } from "./job.ts";

/** How a pool behaves. */
export interface TunePoolOptions {
  /** How many processes. */
  readonly workers: number;
  /** The folder they run in. */
  readonly folder: string;
  /** What each of them does. */
  readonly job: TuneJob;
  /** Called with what workers print. */
  readonly onOutput: (text: Uint8Array) => void;
  /** Called where a worker was killed, with whether another takes its place. */
  readonly onKilled: (place: number, signal: string, isReplaced: boolean) => void;
  /** How many trials have ended so far. */
  readonly countEnded: () => Promise<number>;
}

/** As many workers may be killed without any trial ending in between; then something is wrong. */
const MOST_DEATHS = 10;

/** How long workers may take to end once told, in milliseconds. */
const PATIENCE = 10_000;

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Keeps a number of worker processes alive until each has ended by itself. */
export class TunePool {
  readonly #options: TunePoolOptions;
  readonly #children = new Map<number, Deno.ChildProcess>();
  #stopping = false;
  #deaths = 0;
  #endedAtDeath = 0;

  /** Takes the options; {@linkcode run} starts the workers. */
  constructor(options: TunePoolOptions) {
    this.#options = options;
  }

  /**
   * Runs the workers. One that is killed (by a signal: out of memory, say) is replaced; one that
   * waited too long for the database retires alone; one that fails, or too many killed while no
   * trial ends, end them all.
   *
   * @returns Whether one ended well and none failed, or all ended because of `stop`
   */
  async run(): Promise<boolean> {
    const permissions = await workerPermissions();
    const places = Array.from({ length: this.#options.workers }, (_, place) => place);
    const ends = await Promise.all(places.map((place) => this.#keep(place, permissions)));
    return ends.includes("well") && !ends.includes("failed");
  }

  /** Tells the workers to end: trials under way are failed and queued again. Kills the deaf. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const children = [...this.#children.values()];
    for (const child of children) await endInput(child);
    const timer = setTimeout(() => this.kill(), PATIENCE);
    await Promise.all(children.map((child) => child.status));
    clearTimeout(timer);
  }

  /** Kills the workers at once. Their trials are repeated once their heartbeats are old. */
  kill(): void {
    this.#stopping = true;
    for (const child of this.#children.values()) signalChild(child, "SIGKILL");
  }

  async #keep(
    place: number,
    permissions: readonly string[],
  ): Promise<"well" | "retired" | "failed"> {
    while (!this.#stopping) {
      const { code, signal } = await this.#runOne(place, permissions);
      if (this.#stopping || code === 0) return "well";
      if (code === RETIRED) return "retired";
      const isReplaced = signal !== null && await this.#mayReplace();
      if (signal !== null) this.#options.onKilled(place, signal, isReplaced);
      if (!isReplaced) {
        await this.stop();
        return "failed";
      }
    }
    return "well";
  }

  async #mayReplace(): Promise<boolean> {
    const ended = await this.#options.countEnded();
    if (ended > this.#endedAtDeath) this.#deaths = 0;
    this.#endedAtDeath = ended;
    return ++this.#deaths < MOST_DEATHS;
  }

  async #runOne(
    place: number,
    permissions: readonly string[],
  ): Promise<Deno.CommandStatus> {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-prompt",
        `--config=${ROOT}deno.json`,
        ...permissions,
        fileURLToPath(new URL("./worker.ts", import.meta.url)),
      ],
      cwd: this.#options.folder,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#children.set(place, child);
    try {
      const { onOutput } = this.#options;
      const outputs = [child.stdout, child.stderr].map(async (stream) => {
        for await (const chunk of stream) onOutput(chunk);
      });
      await sendJob(child, this.#options.job);
      if (this.#stopping) await endInput(child); // told while this one was being started
      const [status] = await Promise.all([child.status, ...outputs]);
      return status;
    } finally {
      this.#children.delete(place);
    }
  }
}

/** The job goes over standard input, where, unlike a command line, nobody reads a password. */
async function sendJob(child: Deno.ChildProcess, job: TuneJob): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(`${JSON.stringify(job)}\n`));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error; // its status says why it died
  } finally {
    writer.releaseLock();
  }
}

async function endInput(child: Deno.ChildProcess): Promise<void> {
  try {
    await child.stdin.close();
  } catch (error) {
    // It has ended already, or it is being told so already.
    if (!(error instanceof Deno.errors.BrokenPipe || error instanceof TypeError)) throw error;
  }
}

/**
 * What a worker may do: what this process may do, of each kind that is granted whole, but start
 * programs. The permission to load native modules together with that to write is enough to do
 * anything, so this keeps mistakes out, not malice.
 */
async function workerPermissions(): Promise<string[]> {
  const permissions = [];
  for (const name of ["read", "write", "net", "env", "sys"] as const) {
    const { state } = await Deno.permissions.query({ name });
    if (state === "granted") permissions.push(`--allow-${name}`);
  }
  const modules = `${ROOT}node_modules`;
  const all = await Deno.permissions.query({ name: "ffi" });
  const own = await Deno.permissions.query({ name: "ffi", path: modules });
  if (all.state === "granted") permissions.push("--allow-ffi");
  else if (own.state === "granted") permissions.push(`--allow-ffi=${modules}`);
  return permissions;
}
