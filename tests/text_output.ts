/** Runs a program to its end; what it printed, as texts. It may end without reading all of `input`. */
export async function textOutput(
  program: string,
  options: Deno.CommandOptions = {},
  input?: string,
): Promise<Deno.CommandStatus & { stdout: string; stderr: string }> {
  const stdin = input === undefined ? "null" : "piped";
  const command = { stdin, stdout: "piped", stderr: "piped", ...options } as const;
  const child = new Deno.Command(program, command).spawn();
  const given = input === undefined
    ? undefined
    : new Blob([input]).stream().pipeTo(child.stdin).catch(() => {});
  const text = (bytes: ReadableStream<Uint8Array>) => new Response(bytes as BodyInit).text();
  const [status, stdout, stderr] = await Promise.all([
    child.status,
    text(child.stdout),
    text(child.stderr),
    given,
  ]);
  return { ...status, stdout, stderr };
}
