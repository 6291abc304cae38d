/**
 * A program: starts a kernel, and ends it as soon as the runner is gone.
 *
 * A runner that gets SIGKILL can do nothing more, and a kernel that has not run its first cell can
 * watch nothing yet. The guard's standard input is a pipe from the runner: when it closes, for
 * whatever reason, the guard kills the kernel and every process that the kernel's cells started:
 * on Linux also those in sessions of their own, elsewhere those in the kernel's process group. The
 * guard runs in a session of its own, so that a signal to the runner's process group does not take
 * both at once. It passes SIGINT on to the kernel. Its exit code is the kernel's.
 *
 * Arguments: the connection file (its folder is removed at the end), environment variables for the
 * kernel as one JSON object, and, where the runner is to end (SIGTERM) with the processes above it,
 * its process id.
 *
 * @module
 */
import { dirname } from "node:path";
import { ifThere } from "../../files.ts";
import { watchAncestors } from "./ancestors.ts";
import { adoptOrphans, killDescendants } from "./descendants.ts";
import { signalChild, signalProcess } from "./signals.ts";

if (import.meta.main) await main();

async function main(): Promise<void> {
  const [connectionFile, environment, runner] = Deno.args;
  if (connectionFile === undefined || environment === undefined) {
    throw new TypeError("Cannot start a kernel as a connection file and variables must be given");
  }
  const hasGroups = Deno.build.os !== "windows";
  adoptOrphans();
  const kernel = new Deno.Command(Deno.execPath(), {
    args: ["jupyter", "--kernel", "--conn", connectionFile],
    env: JSON.parse(environment),
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
    detached: hasGroups, // leads a group of its own: the cells' own children are in it
  }).spawn();
  if (runner !== undefined) {
    watchAncestors(Number(runner), (signal) => signalProcess(Number(runner), signal));
  }
  const end = () => hasGroups ? killGroup(kernel.pid) : signalChild(kernel, "SIGKILL");
  if (hasGroups) {
    Deno.addSignalListener("SIGTERM", end);
    Deno.addSignalListener("SIGINT", () => signalChild(kernel, "SIGINT"));
  }
  waitForEnd(Deno.stdin.readable).then(end); // not awaited: the kernel may end first
  const status = await kernel.status;
  if (hasGroups) killGroup(kernel.pid);
  killDescendants();
  await ifThere(Deno.remove(dirname(connectionFile), { recursive: true }));
  Deno.exit(status.code);
}

async function waitForEnd(pipe: ReadableStream<Uint8Array>): Promise<void> {
  for await (const _ of pipe) {
    // the runner sends nothing
  }
}

/** SIGKILL for all processes of a group; none left is what we want. */
function killGroup(leader: number): void {
  try {
    Deno.kill(-leader, "SIGKILL");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    if (error instanceof Deno.errors.PermissionDenied) return; // macOS says so of dead processes
    throw error;
  }
}
