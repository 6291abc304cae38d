/** Runs `deno task tune` as a process of its own, with the permissions of the task. */
import { fileURLToPath } from "node:url";

const TASK = fileURLToPath(new URL("../../lib/cli/tune.ts", import.meta.url));
const MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** An objective of the fixtures. */
export function objective(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tune/${name}.ts`, import.meta.url));
}

export interface TuneResult {
  code: number;
  signal: string | null;
  stdout: string;
  stderr: string;
}

export class TuneProcess {
  readonly pid: number;
  readonly result: Promise<TuneResult>;
  #child: Deno.ChildProcess;

  constructor(args: readonly string[], options: { cwd?: string } = {}) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--quiet",
        ...["--allow-read", "--allow-write", "--allow-net", "--allow-env", "--allow-sys"],
        `--allow-ffi=${MODULES}`,
        `--allow-run=${Deno.execPath()}`,
        TASK,
        ...args,
      ],
      env: options.cwd === undefined ? {} : { INIT_CWD: options.cwd },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.pid = this.#child.pid;
    const text = (stream: ReadableStream<Uint8Array>) => new Response(stream as BodyInit).text();
    this.result = Promise.all([
      this.#child.status,
      text(this.#child.stdout),
      text(this.#child.stderr),
    ]).then(([{ code, signal }, stdout, stderr]) => ({ code, signal, stdout, stderr }));
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** The processes of its workers. */
  async workers(): Promise<number[]> {
    return (await processTable()).filter(({ parent }) => parent === this.pid).map(({ pid }) => pid);
  }
}

/** Runs the task to its end. */
export function tune(args: readonly string[], options: { cwd?: string } = {}): Promise<TuneResult> {
  return new TuneProcess(args, options).result;
}

/** All processes that have not ended. */
export async function processTable(): Promise<{ pid: number; parent: number }[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-A", "-o", "pid=,ppid=,stat="] })
    .output();
  return new TextDecoder().decode(stdout).trim().split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => !state!.startsWith("Z"))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}
