/**
 * `deno task kernel`: registers the Deno kernel with Jupyter and VS Code.
 *
 * @module
 */
import { kernelsFolder, writeKernelspec } from "../notebook/kernel/mod.ts";
import { command, type Values } from "./shared/command.ts";

const HELP = `Registers the Deno kernel for Jupyter (JupyterLab, VS Code, nbconvert).

Usage: deno task kernel [--json]

  --json    print the result as one JSON object
  --help    show this text

It is written to JUPYTER_DATA_DIR if that is set, else to Jupyter's folder for this user.
Exit codes: 0 done, 2 wrong usage.`;

const OPTIONS = { json: { type: "boolean", default: false } } as const;

if (import.meta.main) {
  await command({ task: "deno task kernel", help: HELP, options: OPTIONS }, main);
}

async function main({ json }: Values<typeof OPTIONS>): Promise<number> {
  const written = await registerKernel();
  if (json) {
    console.log(JSON.stringify(written));
    return 0;
  }
  if (written.isKept) {
    console.log("This Deno came with npx, whose cache may be cleared: it is kept with the kernel");
  }
  if (written.replaced !== undefined) console.log(`Replaced the kernel of ${written.replaced}`);
  console.log(`Registered the kernel "Deno" (${written.program}): ${written.path}`);
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
  return kernelsFolder(environment, Deno.build.os);
}
