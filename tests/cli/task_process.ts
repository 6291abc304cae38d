/** Runs a task as a process of its own, with the permissions that the launcher would give it. */
import { fileURLToPath } from "node:url";
import { TASKS } from "../../lib/cli/shared/tasks.ts";
import { signalChild } from "../../lib/notebook/kernel/mod.ts";
import { textOutput } from "../text_output.ts";
import { setVariables } from "../variables.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface TaskResult {
  code: number;
  signal: string | null;
  stdout: string;
  stderr: string;
}

export class TaskProcess {
  readonly result: Promise<TaskResult>;
  readonly #child: Deno.ChildProcess;
  readonly #text = { stdout: "", stderr: "" };
  #onText: () => void = () => {};

  /**
   * Starts a task.
   *
   * @param args The task's name and what the user gives
   * @param folder Where it is called from
   * @param input What it finds on standard input; it may end without reading all
   */
  constructor(
    [task, ...args]: readonly string[],
    folder: string,
    env: Record<string, string> = {},
    input = "",
  ) {
    const all = { ...env, INIT_CWD: folder, NO_COLOR: "1" };
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", ...flagsOf(task!, args, all), TASKS[task!]!.program, ...args],
      cwd: ROOT,
      env: all,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const given = new Blob([input]).stream().pipeTo(this.#child.stdin).catch(() => {});
    const read = async (stream: "stdout" | "stderr") => {
      for await (const text of this.#child[stream].pipeThrough(new TextDecoderStream())) {
        this.#text[stream] += text;
        this.#onText();
      }
    };
    this.result = Promise.all([this.#child.status, read("stdout"), read("stderr"), given])
      .then(([{ code, signal }]) => ({ code, signal, ...this.#text }));
  }

  get pid(): number {
    return this.#child.pid;
  }

  kill(signal: Deno.Signal): void {
    signalChild(this.#child, signal);
  }

  /** Waits until it has printed what matches; what it printed where it ends before. */
  async printed(pattern: RegExp): Promise<void> {
    const matches = new Promise<void>((resolve) => {
      this.#onText = () => {
        if (pattern.test(this.#text.stdout) || pattern.test(this.#text.stderr)) resolve();
      };
      this.#onText();
    });
    const ended = this.result.then(({ code, stdout, stderr }) => {
      if (pattern.test(stdout) || pattern.test(stderr)) return;
      throw new Error(`It ended with ${code} before it printed ${pattern}:\n${stdout}\n${stderr}`);
    });
    await Promise.race([matches, ended]);
  }
}

/** Runs a task to its end. */
export function runTask(
  args: readonly string[],
  folder: string,
  env: Record<string, string> = {},
  input = "",
): Promise<TaskResult> {
  return new TaskProcess(args, folder, env, input).result;
}

/** Runs a program where no file may grow over so many blocks of 512 bytes, as on a full disk. */
export async function runInLittleRoom(
  [program, ...args]: string[],
  folder: string,
  { blocks, env = {} }: { blocks: number; env?: Record<string, string> },
): Promise<TaskResult> {
  const all = ["run", "--no-prompt", "--allow-all", program!, ...args];
  const script = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`;
  return await textOutput("sh", {
    args: ["-c", script, Deno.execPath(), ...all],
    cwd: ROOT,
    env: { ...env, INIT_CWD: folder, NO_COLOR: "1" },
  });
}

/** The flags in an environment, which some depend on. */
function flagsOf(task: string, args: string[], env: Record<string, string>): readonly string[] {
  using _variables = setVariables(env);
  return TASKS[task]!.flags(args);
}
