/** Deno's own tools, run on what a notebook holds. */
import { dirname, join } from "node:path";
import { ifThere } from "../../files.ts";
import { childEnvironment } from "../kernel/child_environment.ts";

/** Runs Deno to its end; the signal's reason is thrown. */
export async function runDeno(
  args: string[],
  cwd: string,
  options: { input: string; signal?: AbortSignal },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { input, signal } = options;
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    clearEnv: true,
    env: childEnvironment({ NO_COLOR: "1", RUST_BACKTRACE: "0" }).env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
  }).spawn();
  const output = child.output();
  try {
    await new Blob([input]).stream().pipeTo(child.stdin);
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error; // its output says why it ended
  }
  const { code, stdout, stderr } = await output;
  signal?.throwIfAborted();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The configuration that Deno would take for a file in a folder. */
export async function findConfig(folder: string): Promise<string | null> {
  for (const name of ["deno.json", "deno.jsonc"]) {
    if ((await ifThere(Deno.stat(join(folder, name))))?.isFile) return join(folder, name);
  }
  return dirname(folder) === folder ? null : await findConfig(dirname(folder));
}
