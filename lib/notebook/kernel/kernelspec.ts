/** Registers the Deno kernel with Jupyter. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ifThere, writeFileAtomic } from "../../files.ts";

/** What a notebook says of its kernel. */
export const KERNELSPEC = {
  display_name: "Deno (elb-anomaly)",
  language: "typescript",
  name: "elb-anomaly",
};

const PROGRAM = fileURLToPath(new URL("../serve/main.ts", import.meta.url));

/** What {@linkcode writeKernelspec} did. */
export interface WrittenKernelspec {
  /** The file. */
  path: string;
  /** Deno, which the kernel runs on. */
  program: string;
  /** Whether Deno is a link or copy beside the file, because npx's own may go. */
  isKept: boolean;
}

/**
 * The folder in which Jupyter looks for a user's kernels, by `JUPYTER_DATA_DIR`, else
 * `XDG_DATA_HOME`, `HOME` or `APPDATA`
 * (https://docs.jupyter.org/en/latest/use/jupyter-directories.html).
 */
export function kernelsFolder(
  environment: Record<string, string | undefined>,
  os: typeof Deno.build.os,
): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, HOME, APPDATA } = environment;
  if (JUPYTER_DATA_DIR) return join(JUPYTER_DATA_DIR, "kernels");
  if (os === "windows" && APPDATA) return join(APPDATA, "jupyter", "kernels");
  if (os === "darwin" && HOME) return join(HOME, "Library", "Jupyter", "kernels");
  if (os !== "windows" && XDG_DATA_HOME) return join(XDG_DATA_HOME, "jupyter", "kernels");
  if (os !== "windows" && HOME) return join(HOME, ".local", "share", "jupyter", "kernels");
  throw new Error(
    "Cannot find Jupyter's folder as JUPYTER_DATA_DIR or the home folder must be known: " +
      "no such variable is set",
  );
}

/**
 * Writes the kernel's specification, so that Jupyter and VS Code offer the kernel "Deno
 * (elb-anomaly)" beside what other kernels there are.
 *
 * The kernel is this project's program over Deno's own (see `serve/main.ts`). Both are named by
 * their absolute paths. A Deno in npx's cache goes when that is cleared, so it is linked (on
 * another file system copied) beside the specification.
 */
export async function writeKernelspec(kernels: string, deno: string): Promise<WrittenKernelspec> {
  const path = join(kernels, KERNELSPEC.name, "kernel.json");
  await Deno.mkdir(dirname(path), { recursive: true });
  const isKept = /[\\/]_npx[\\/]/.test(deno);
  const program = isKept ? await keepProgram(deno, dirname(path)) : deno;
  const flags = ["--quiet", "--no-prompt", "--no-config", "--no-lock", "--allow-all"];
  const spec = {
    argv: [program, "run", ...flags, PROGRAM, "{connection_file}"],
    display_name: KERNELSPEC.display_name,
    language: KERNELSPEC.language,
    interrupt_mode: "message",
  };
  await writeFileAtomic(path, JSON.stringify(spec, null, 2) + "\n");
  return { path, program, isKept };
}

async function keepProgram(program: string, folder: string): Promise<string> {
  const kept = join(folder, Deno.build.os === "windows" ? "deno.exe" : "deno");
  const temporary = `${kept}.tmp`;
  await ifThere(Deno.remove(temporary));
  try {
    await Deno.link(program, temporary);
  } catch {
    await Deno.copyFile(program, temporary); // links do not cross file systems
  }
  await Deno.rename(temporary, kept);
  return kept;
}
