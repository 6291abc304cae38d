/** Runs `deno task tune` as a process of its own, with the permissions of the task. */
import { fileURLToPath } from "node:url";
import { TaskProcess, type TaskResult } from "./task_process.ts";

/** An objective of the fixtures. */
export function objective(name: string): string {
  return fileURLToPath(new URL(`../fixtures/tune/${name}.ts`, import.meta.url));
}

export class TuneProcess extends TaskProcess {
  constructor(args: readonly string[], options: { cwd?: string } = {}) {
    super(["tune", ...args], options.cwd ?? Deno.cwd());
  }

  /** The processes of its workers. */
  async workers(): Promise<number[]> {
    return (await processTable()).filter(({ parent }) => parent === this.pid).map(({ pid }) => pid);
  }
}

/** Runs the task to its end. */
export function tune(args: readonly string[], options: { cwd?: string } = {}): Promise<TaskResult> {
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
