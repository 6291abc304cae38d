/** `deno task kernel`: registers the kernel with Jupyter and VS Code. */
import { homedir } from "node:os";
import { kernelsFolder, KERNELSPEC, writeKernelspec } from "../notebook/kernel/mod.ts";
import { command, type Values } from "./shared/command.ts";
import { print, printJson } from "./shared/print.ts";

const HELP =
  `Registers the kernel "Deno (elb-anomaly)" for Jupyter (JupyterLab, VS Code, nbconvert), beside what
other kernels there are, and says what the Deno extension of VS Code needs.

Usage: deno task kernel [--json]

  --json    print the result as one JSON object
  --help    show this text

It is written to JUPYTER_DATA_DIR if that is set, else to Jupyter's folder for this user, and runs
this folder's lib/: call the task again where that has moved.
Exit codes: 0 done, 2 wrong usage.`;

const OPTIONS = { json: { type: "boolean", default: false } } as const;

if (import.meta.main) {
  await command({ task: "deno task kernel", help: HELP, options: OPTIONS }, main);
}

async function main({ json }: Values<typeof OPTIONS>): Promise<number> {
  const written = await registerKernel();
  if (json) {
    printJson(written);
    return 0;
  }
  if (written.isKept) {
    print("This Deno came with npx, whose cache may be cleared: it is kept with the kernel");
  }
  print(`Registered the kernel "${KERNELSPEC.display_name}": ${written.path}`);
  print(
    `For VS Code's Deno extension, where deno is not on PATH, set "deno.path": ${
      JSON.stringify(written.program)
    }`,
  );
  return 0;
}

/** Writes the kernel's specification for this user and this Deno. */
export function registerKernel(): ReturnType<typeof writeKernelspec> {
  return writeKernelspec(jupyterFolder(), Deno.execPath());
}

/** Where Jupyter looks for this user's kernels. */
export function jupyterFolder(): string {
  const names = ["JUPYTER_DATA_DIR", "XDG_DATA_HOME", "HOME", "APPDATA"];
  const environment = Object.fromEntries(names.map((name) => [name, Deno.env.get(name)]));
  // Without HOME, as for a service, the system knows the home folder; Jupyter asks it too.
  return kernelsFolder({ ...environment, HOME: environment.HOME || homedir() }, Deno.build.os);
}
