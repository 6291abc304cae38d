/** Deno's own tools, run on what a notebook holds. */
import { childEnvironment } from "./child_environment.ts";

/** Runs Deno to its end; the signal's reason is thrown. */
export async function runDeno(
  args: string[],
  options: { input: string; cwd?: string; signal?: AbortSignal },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { input, cwd, signal } = options;
  const child = new Deno.Command(Deno.execPath(), {
    args,
    ...(cwd === undefined ? {} : { cwd }),
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
