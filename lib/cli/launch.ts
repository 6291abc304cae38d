/**
 * A program: starts a task with the permissions that its work needs, and ends it, with everything
 * below it, when what started it ends or tells it to.
 *
 * Only a process with all permissions can see the processes above and below it, so this one has
 * them, and loads no package. `lib/cli/shared/tasks.ts` says what the tasks may do.
 *
 * Arguments: the task's name, then the task's own.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import {
  adoptOrphans,
  ignoresHangup,
  killDescendants,
  signalChild,
  watchAncestors,
} from "../notebook/kernel/mod.ts";
import { runCommand } from "./shared/command.ts";
import { fetchPackages, isDenoNewEnough } from "./shared/packages_at_hand.ts";
import { STOP_NAMES, StopSignals } from "./shared/stop_signals.ts";
import { type Task, TASKS } from "./shared/tasks.ts";

/** Milliseconds that a task has to end once told. */
const PATIENCE = 3_000;

if (import.meta.main) await runCommand("deno task", main);

async function main([name, ...args]: string[]): Promise<number> {
  const task = TASKS[name ?? ""];
  if (task === undefined) {
    console.error(`Cannot start a task as it must be one of ${Object.keys(TASKS).join(", ")}`);
    return 2;
  }
  if (!isDenoNewEnough()) return 2;
  if (!await fetchPackages()) return 1;
  adoptOrphans();
  const isHangupIgnored = ignoresHangup(Deno.pid);
  const endWatch = watchAncestors(Deno.pid, (signal) => stop.stop(signal));
  using stop = new StopSignals(
    STOP_NAMES.filter((name) => name !== "SIGHUP" || !isHangupIgnored),
  );
  // `nohup` has it ignored, which ends with the first listener to any signal.
  if (isHangupIgnored) Deno.addSignalListener("SIGHUP", () => {});
  const status = await run(task, args, stop, isHangupIgnored);
  endWatch();
  killDescendants();
  return stop.signal.aborted && status.signal !== null ? stop.code : status.code;
}

async function run(
  task: Task,
  args: string[],
  stop: StopSignals,
  isHangupIgnored: boolean,
): Promise<Deno.CommandStatus> {
  const program = fileURLToPath(new URL(`../../${task.program}`, import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...task.flags(args), program, ...args],
    detached: isHangupIgnored, // in a session of its own no terminal's hangup reaches it
  }).spawn();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const pass = () => {
    signalChild(child, stop.name);
    if (task.asks && stop.name === "SIGINT" && Deno.stdin.isTerminal()) return;
    timer ??= setTimeout(() => signalChild(child, "SIGKILL"), PATIENCE);
  };
  stop.signal.addEventListener("abort", pass);
  stop.again.addEventListener("abort", pass);
  const status = await child.status;
  clearTimeout(timer);
  return status;
}
