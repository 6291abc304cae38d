/** The kernel's process: its ports, its connection file, its guard, its end. */
import { join } from "node:path";
import { ifThere } from "../../files.ts";
import { childEnvironment } from "./child_environment.ts";
import { signalChild } from "./signals.ts";

/** What a kernel is told to listen on: the part of a connection file that matters. */
export interface Connection {
  /** Where it listens. */
  ip: string;
  /** Key of the messages' HMAC-SHA256; whoever has it runs code as this user. */
  key: string;
  /** Requests and replies. */
  shell_port: number;
  /** Outputs. */
  iopub_port: number;
  /** The kernel asks for input here. */
  stdin_port: number;
  /** Shutdown, answered even in a busy cell. */
  control_port: number;
  /** Echoes; that says nothing about the cells, so the runner does not ask. */
  hb_port: number;
}

/** How a kernel ended. */
export interface KernelExit {
  /** Exit code; 128 plus the number of the signal, if one ended it. */
  code: number;
  /** The last lines that it wrote to its standard error. */
  stderr: string;
}

const HOST = "127.0.0.1";
const GUARD_URL = new URL("./guard.ts", import.meta.url).href;
const KEPT_STDERR_LENGTH = 16_384;
/** Milliseconds that the guard has to end the kernel and what is below it. */
const PATIENCE = 2_000;
/** Milliseconds that a kernel whose guard was killed has to see that and to end what it started. */
const LAST_WORDS_TIMEOUT = 2_000;

/** A running kernel process behind its guard. */
export class KernelProcess {
  /** Where to reach the kernel. */
  readonly connection: Connection;
  /** Settles when the kernel and its guard have ended. */
  readonly exit: Promise<KernelExit>;
  /** Process id of the guard. */
  readonly guard: number;
  /** What the kernel has written to its standard error so far (its end, if that was much). */
  stderr = "";
  #child: Deno.ChildProcess;
  #folder: string;

  private constructor(connection: Connection, folder: string, child: Deno.ChildProcess) {
    this.connection = connection;
    this.guard = child.pid;
    this.#folder = folder;
    this.#child = child;
    this.exit = this.#waitForExit();
  }

  /**
   * Starts a kernel; it may not listen yet, and ends at once if another program took its ports.
   *
   * @param cwd The kernel's working folder
   * @param environment Variables for the kernel, beside this process's own
   * @param watchJob Whether to end this process (SIGTERM) with the processes above it
   */
  static async spawn(
    cwd: string,
    environment: Record<string, string>,
    watchJob: boolean,
  ): Promise<KernelProcess> {
    const [shell, iopub, stdin, control, heartbeat] = freePorts(5);
    const connection: Connection = {
      ip: HOST,
      key: crypto.randomUUID(),
      shell_port: shell!,
      iopub_port: iopub!,
      stdin_port: stdin!,
      control_port: control!,
      hb_port: heartbeat!,
    };
    const folder = await Deno.makeTempDir({ prefix: "elb-kernel-" }); // mode 0700
    const file = join(folder, "connection.json");
    const transport = { transport: "tcp", signature_scheme: "hmac-sha256" };
    try {
      await Deno.writeTextFile(file, JSON.stringify({ ...connection, ...transport }), {
        mode: 0o600,
        createNew: true,
      });
      const child = spawnGuard(file, cwd, environment, watchJob);
      return new KernelProcess(connection, folder, child);
    } catch (error) {
      await Deno.remove(folder, { recursive: true });
      throw error;
    }
  }

  /** Removes the connection file; to be called as soon as the kernel has read it. */
  async removeConnectionFile(): Promise<void> {
    await ifThere(Deno.remove(this.#folder, { recursive: true })); // the guard may be faster
  }

  /**
   * Ends the kernel and all processes that its cells started, whatever they do: also where a cell
   * has stopped the guard.
   */
  async kill(): Promise<void> {
    try {
      await this.#child.stdin.close(); // the guard kills when this pipe closes
    } catch (error) {
      // Already closed, or the guard has ended: either way there is nothing left to tell it.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
    this.#signal("SIGCONT");
    // Without its guard the kernel ends itself.
    const timer = setTimeout(() => this.#signal("SIGKILL"), PATIENCE);
    await this.exit;
    clearTimeout(timer);
  }

  /** Sends the kernel SIGINT. */
  interrupt(): void {
    this.#signal("SIGINT");
  }

  #signal(signal: Deno.Signal): void {
    if (Deno.build.os === "windows" && signal === "SIGCONT") return;
    signalChild(this.#child, signal);
  }

  async #waitForExit(): Promise<KernelExit> {
    const lastWords = Promise.all([
      this.#keep(this.#child.stderr),
      this.#keep(this.#child.stdout),
    ]);
    const status = await this.#child.status;
    const late = Promise.withResolvers<void>();
    // A process that nobody could find may hold the pipes.
    const timer = setTimeout(late.resolve, LAST_WORDS_TIMEOUT);
    await Promise.race([lastWords, late.promise]);
    clearTimeout(timer);
    await this.removeConnectionFile();
    return { code: status.code, stderr: this.stderr };
  }

  /** Drains a pipe (a full one would block the kernel), and keeps its end. */
  async #keep(pipe: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of pipe) {
      this.stderr += decoder.decode(chunk, { stream: true });
      if (this.stderr.length > 2 * KEPT_STDERR_LENGTH) {
        this.stderr = this.stderr.slice(-KEPT_STDERR_LENGTH);
      }
    }
  }
}

function spawnGuard(
  connectionFile: string,
  cwd: string,
  kernelEnvironment: Record<string, string>,
  watchJob: boolean,
): Deno.ChildProcess {
  const { env, loader } = childEnvironment();
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-config",
      "--no-lock",
      "--quiet",
      "--allow-all", // it sees and ends all that the cells start, and loads no package
      GUARD_URL,
      connectionFile,
      JSON.stringify({ ...loader, ...kernelEnvironment }),
      ...(watchJob ? [String(Deno.pid)] : []),
    ],
    cwd,
    clearEnv: true,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    detached: Deno.build.os !== "windows", // see guard.ts
  }).spawn();
}

/** Ports that nothing listens on right now; another program may still take one. */
function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => Deno.listen({ hostname: HOST, port: 0 }));
  const ports = listeners.map((listener) => (listener.addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}
