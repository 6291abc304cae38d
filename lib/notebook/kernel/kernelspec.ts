/**
 * Registers the Deno kernel with Jupyter.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../files.ts";

/** What Jupyter reads to start a kernel. */
export interface Kernelspec {
  /** Program and arguments. */
  argv: string[];
  /** What Jupyter's launcher shows. */
  display_name: string;
  /** Language of the cells. */
  language: string;
  /** Variables for the kernel. */
  env: Record<string, string>;
}

/** What {@linkcode writeKernelspec} did. */
export interface WrittenKernelspec {
  /** The file. */
  path: string;
  /** The program that the kernel is. */
  program: string;
  /** The program of the specification that was there before, if there was another one. */
  replaced?: string;
  /** Whether the program is a link or copy beside the file, because npx's own may go. */
  isKept: boolean;
}

/**
 * The folder in which Jupyter looks for a user's kernels.
 *
 * Source: https://docs.jupyter.org/en/latest/use/jupyter-directories.html
 *
 * @param environment Variables: `JUPYTER_DATA_DIR`, else `XDG_DATA_HOME`, `HOME` or `APPDATA`
 * @param os As in `Deno.build.os`
 * @throws {Error} If no such variable is set
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
 * Writes the kernel's specification, so that Jupyter and VS Code offer the kernel "Deno".
 *
 * The kernel runs as the headless runner's does: without colour codes, in UTC. It is named by its
 * absolute path. A program in npx's cache goes when that is cleared, so it is linked (on another
 * file system copied) beside the specification.
 *
 * @param kernels Jupyter's folder of kernels
 * @param program Absolute path of Deno
 */
export async function writeKernelspec(
  kernels: string,
  program: string,
): Promise<WrittenKernelspec> {
  const path = join(kernels, "deno", "kernel.json");
  await Deno.mkdir(dirname(path), { recursive: true });
  const isKept = /[\\/]_npx[\\/]/.test(program);
  const used = isKept ? await keepProgram(program, dirname(path)) : program;
  const spec: Kernelspec = {
    argv: [used, "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
    // No interrupt_mode: a message wedges a kernel that awaits; the signal meets setupNotebook().
    env: { NO_COLOR: "1", TZ: "UTC" },
  };
  const before = await readProgram(path);
  await writeFileAtomic(path, JSON.stringify(spec, null, 2) + "\n");
  const result = { path, program: used, isKept };
  return before === null || before === used ? result : { ...result, replaced: before };
}

async function keepProgram(program: string, folder: string): Promise<string> {
  const kept = join(folder, Deno.build.os === "windows" ? "deno.exe" : "deno");
  const temporary = `${kept}.tmp`;
  await removeIfThere(temporary);
  try {
    await Deno.link(program, temporary);
  } catch {
    await Deno.copyFile(program, temporary); // links do not cross file systems
  }
  await Deno.rename(temporary, kept);
  return kept;
}

async function readProgram(path: string): Promise<string | null> {
  try {
    return String(JSON.parse(await Deno.readTextFile(path)).argv[0]);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    if (error instanceof SyntaxError || error instanceof TypeError) return "a broken file";
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
