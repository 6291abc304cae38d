import { fileURLToPath } from "node:url";

/**
 * The page of a notebook's file, made by a process that may only read: the packages that it is made
 * with get none of the permissions that run a notebook.
 */
export async function renderNotebookPage(path: string): Promise<Uint8Array> {
  const program = fileURLToPath(new URL("./page_process.ts", import.meta.url));
  const config = fileURLToPath(new URL("../../../deno.json", import.meta.url));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", `--config=${config}`, "--allow-read", program, path],
  }).output();
  if (!success) throw new Error(`Cannot write a page: ${new TextDecoder().decode(stderr).trim()}`);
  return stdout;
}
