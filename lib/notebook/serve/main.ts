/**
 * A program: the kernel that Jupyter starts. It stands between the front end and a Deno kernel, and
 * mends what that does wrong.
 *
 * The Deno kernel sends outputs late and under the wrong cell, says nothing of syntax errors, runs
 * on after an error, and ends at the stop button. This program talks to it as the headless runner
 * does, and to the front end as a kernel should: see `interactive_kernel.ts`.
 *
 * Arguments: the connection file.
 *
 * @module
 */
import { Kernel } from "../kernel/kernel.ts";
import { KernelDiedError } from "../kernel/kernel_died.ts";
import type { Connection } from "../kernel/process.ts";
import { FrontEnd } from "./front_end.ts";
import { InteractiveKernel } from "./interactive_kernel.ts";

if (import.meta.main) await main();

async function main(): Promise<void> {
  const [connectionFile] = Deno.args;
  if (connectionFile === undefined) {
    throw new TypeError("Cannot serve a notebook as a connection file must be given");
  }
  const connection: Connection = JSON.parse(await Deno.readTextFile(connectionFile));
  const pressed: (() => void)[] = [];
  // Jupyter's stop button; without a listener it would end this program.
  Deno.addSignalListener("SIGINT", () => pressed.forEach((stop) => stop()));
  // Before all else: until somebody listens there, another program may get a port that is ours.
  const front = new FrontEnd(connection);
  const kernel = await Kernel.start({ cwd: Deno.cwd() });
  const end = async () => {
    await kernel.kill();
    Deno.exit(143);
  };
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGTERM", end);
    Deno.addSignalListener("SIGHUP", end);
  }
  const parent = Deno.ppid;
  setInterval(() => {
    if (Deno.ppid !== parent) end(); // Jupyter was killed
  }, 1_000);
  const interactive = new InteractiveKernel(kernel, front);
  pressed.push(() => interactive.stop());
  try {
    await kernel.died;
  } catch (error) {
    if (!(error instanceof KernelDiedError)) throw error;
    console.error(error.lastWords.join("\n"));
    Deno.exit(error.exit.code || 1); // Jupyter starts another one
  }
}
