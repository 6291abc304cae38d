/** `deno task lab`: starts JupyterLab on a copy of a notebook where it is installed. */
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { KERNELSPEC, signalChild } from "../notebook/kernel/mod.ts";
import { ifThere } from "../files.ts";
import { registerKernel } from "./kernel.ts";
import { StopSignals } from "./shared/stop_signals.ts";
import { refuseTwice, runCommand, UsageError } from "./shared/command.ts";
import { print, printError } from "./shared/print.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const OPTIONS = {
  notebook: { type: "string" },
  fresh: { type: "boolean" },
  original: { type: "boolean" },
} as const;
const IS_WINDOWS = Deno.build.os === "windows";

/** What a copy's name starts with; it is not committed, and beside the original for its paths. */
const COPY = "notebooks/my_";

const HELP =
  `Registers the kernel "${KERNELSPEC.display_name}" and starts JupyterLab on a copy of a notebook.

Usage: deno task lab [--notebook NAME] [--fresh | --original] [JUPYTERLAB'S OWN OPTIONS]

  --notebook NAME   a notebook of notebooks/; unless told, train
  --fresh           copy it again, over an earlier ${COPY}NAME.ipynb
  --original        open notebooks/NAME.ipynb itself, which is what is committed
  --help            show this text

JupyterLab is taken from the folder .venv of the project, else from PATH.
Exit codes: JupyterLab's own, 1 if it is not installed, 2 wrong usage, 130 and 143 stopped.`;

const HOW_TO_INSTALL =
  `JupyterLab is not installed. To install it for this project (it needs Python):

  ${IS_WINDOWS ? "py" : "python3"} -m venv .venv
  ${join(".venv", IS_WINDOWS ? "Scripts" : "bin", "pip")} install jupyterlab

then call deno task lab again. VS Code opens the notebooks without it: call deno task kernel, and
choose the kernel "${KERNELSPEC.display_name}".`;

if (import.meta.main) await runCommand("deno task lab", main);

async function main(args: string[]): Promise<number> {
  if (args.includes("--help")) {
    print(HELP);
    return 0;
  }
  const { name, values, others } = await readArguments(args);
  const program = await findJupyterLab();
  if (program === null) {
    printError(HOW_TO_INSTALL);
    return 1;
  }
  const notebook = await placeNotebook(name, values);
  const { path } = await registerKernel();
  print(`Registered the kernel "${KERNELSPEC.display_name}": ${path}\nStarting ${program}`);
  using stop = new StopSignals();
  const child = new Deno.Command(program, {
    args: [
      `--ServerApp.root_dir=${ROOT}`,
      `--LabApp.default_url=/lab/tree/${notebook}`,
      ...others,
    ],
    cwd: ROOT,
  }).spawn();
  stop.signal.addEventListener("abort", () => {
    // Ctrl-C on a terminal reaches JupyterLab as well, which then asks whether it is meant.
    if (stop.code !== 130 || !Deno.stdin.isTerminal()) signalChild(child, "SIGTERM");
  });
  const { code } = await child.status;
  return stop.signal.aborted ? stop.code : code;
}

/** What to open and how; the options that are JupyterLab's stand apart. */
async function readArguments(
  args: string[],
): Promise<{ name: string; values: Record<string, unknown>; others: string[] }> {
  const { values, tokens } = parseArgs({
    args,
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  refuseTwice(tokens, OPTIONS);
  const own = tokens.flatMap((token) =>
    token.kind === "option" && token.name in OPTIONS
      ? [token.index, ...(token.inlineValue === false ? [token.index + 1] : [])]
      : []
  );
  const others = args.filter((_, index) => !own.includes(index));
  const name = `${basename(String(values.notebook ?? "train"), ".ipynb")}.ipynb`;
  if (!await exists(join(ROOT, "notebooks", name))) {
    throw new UsageError(`Cannot open a notebook as it must be in notebooks/: ${name} is not`);
  }
  if (values.fresh === true && values.original === true) {
    throw new UsageError(
      "Cannot open a notebook as only one of --fresh and --original can be meant",
    );
  }
  return { name, values, others };
}

/** The notebook to open, from the project's folder: a copy unless told. */
async function placeNotebook(name: string, values: Record<string, unknown>): Promise<string> {
  const original = `notebooks/${name}`;
  if (values.original === true) return original;
  const copy = COPY + name;
  if (values.fresh === true || !await exists(join(ROOT, copy))) {
    await Deno.copyFile(join(ROOT, original), join(ROOT, copy));
    print(`Copied ${original} to ${copy}, which is yours to change`);
  } else {
    print(`Opening your copy ${copy}; --fresh replaces it`);
  }
  return copy;
}

async function exists(path: string): Promise<boolean> {
  return await ifThere(Deno.stat(path)) !== undefined;
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
