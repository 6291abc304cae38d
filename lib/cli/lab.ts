/**
 * `deno task lab`: starts JupyterLab on the notebooks where it is installed.
 *
 * @module
 */
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { registerKernel } from "./kernel.ts";
import { StopSignals } from "./shared/stop_signals.ts";
import { runCommand } from "./shared/command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const IS_WINDOWS = Deno.build.os === "windows";

const HELP = `Registers the Deno kernel and starts JupyterLab on notebooks/train.ipynb.

Usage: deno task lab [JUPYTERLAB'S OWN OPTIONS]

  --help    show this text

JupyterLab is taken from the folder .venv of the project, else from PATH.
Exit codes: JupyterLab's own, 1 if it is not installed, 130 and 143 stopped.`;

const HOW_TO_INSTALL =
  `JupyterLab is not installed. To install it for this project (it needs Python):

  ${IS_WINDOWS ? "py" : "python3"} -m venv .venv
  ${join(".venv", IS_WINDOWS ? "Scripts" : "bin", "pip")} install jupyterlab

then call deno task lab again. VS Code opens the notebooks without it: call deno task kernel, and
choose the kernel "Deno".`;

if (import.meta.main) await runCommand("deno task lab", main);

async function main(args: string[]): Promise<number> {
  if (args.includes("--help")) {
    console.log(HELP);
    return 0;
  }
  const program = await findJupyterLab();
  if (program === null) {
    console.error(HOW_TO_INSTALL);
    return 1;
  }
  const { path } = await registerKernel();
  console.log(`Registered the kernel "Deno": ${path}\nStarting ${program}`);
  using stop = new StopSignals();
  const child = new Deno.Command(program, {
    args: [
      `--ServerApp.root_dir=${ROOT}`,
      "--LabApp.default_url=/lab/tree/notebooks/train.ipynb",
      ...args,
    ],
    cwd: ROOT,
  }).spawn();
  stop.signal.addEventListener("abort", () => {
    // Ctrl-C on a terminal reaches JupyterLab as well, which then asks whether it is meant.
    if (stop.code !== 130 || !Deno.stdin.isTerminal()) child.kill("SIGTERM");
  });
  const { code } = await child.status;
  return stop.signal.aborted ? stop.code : code;
}

async function findJupyterLab(): Promise<string | null> {
  const folders = [
    join(ROOT, ".venv", IS_WINDOWS ? "Scripts" : "bin"),
    ...(Deno.env.get("PATH") ?? "").split(delimiter).filter((folder) => folder !== ""),
  ];
  for (const folder of folders) {
    const program = join(folder, IS_WINDOWS ? "jupyter-lab.exe" : "jupyter-lab");
    try {
      if ((await Deno.stat(program)).isFile) return program;
    } catch (error) {
      const isAbsent = error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.PermissionDenied;
      if (!isAbsent) throw error;
    }
  }
  return null;
}
