/**
 * Writes whole files or none.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";

/**
 * Writes a file under a temporary name beside it, then renames it, so that a reader or a crash
 * never meets a part of it. A symbolic link is followed, and stays.
 *
 * @param path Where to
 * @param content Text, or bytes
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const target = await realTarget(path);
  const temporary = join(dirname(target), `.${basename(target)}.${Deno.pid}.tmp`);
  try {
    if (typeof content === "string") await Deno.writeTextFile(temporary, content);
    else await Deno.writeFile(temporary, content);
    await Deno.rename(temporary, target);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {}); // may not exist; the first error is the one to tell
    throw error;
  }
}

async function realTarget(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return path;
    throw error;
  }
}
