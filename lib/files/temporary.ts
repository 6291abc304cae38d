/** Temporary files beside the files that they are to replace. */
import type { Stats } from "node:fs";
import { node } from "../node.ts";

/** Temporary files of this thread that wait for their new name. */
const pending = new Set<string>();
let watchesExit = false;

/** Fills a temporary file beside `target`, with the old file's mode, and hands it on. */
export async function writeTemporary(
  target: string,
  old: Stats | undefined,
  content: string | Uint8Array,
  use: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = node.path.join(node.path.dirname(target), temporaryName(target));
  const mode = old === undefined ? 0o666 : old.mode & 0o777;
  if (!watchesExit) {
    if ("Deno" in globalThis) addEventListener("unload", removePending); // Deno.exit() is no "exit"
    else node.process.on("exit", removePending);
    watchesExit = true;
  }
  let lock: Lock | undefined;
  pending.add(temporary);
  try {
    const file = await node.fs.promises.open(temporary, "wx", mode); // fails where anything has the name, a link too
    lock = await tryLock(temporary);
    try {
      await file.writeFile(content);
      await file.datasync();
    } finally {
      await file.close();
    }
    if (old !== undefined) await node.fs.promises.chmod(temporary, old.mode & 0o7777);
    await use(temporary);
  } catch (error) {
    await node.fs.promises.unlink(temporary).catch(() => {}); // may be gone; the first error is the one to tell
    throw error;
  } finally {
    lock?.close();
    pending.delete(temporary);
  }
}

function removePending(): void {
  for (const temporary of pending) {
    try {
      node.fs.unlinkSync(temporary);
    } catch { /* renamed or removed already */ }
  }
}

/** `.NAME.UUID.tmp`, of at most 255 bytes. */
function temporaryName(target: string): string {
  return `${temporaryStem(target)}${crypto.randomUUID()}.tmp`;
}

function temporaryStem(target: string): string {
  return `.${[...node.path.basename(target)].slice(0, 40).join("")}.`;
}

const LEFTOVER = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** Removes what killed writers of `target` left: what no living one holds locked. */
export async function sweep(target: string): Promise<void> {
  const folder = node.path.dirname(target);
  const stem = temporaryStem(target);
  const names = await node.fs.promises.readdir(folder).catch(() => []); // what must not be read is not swept
  for (const name of names) {
    const path = node.path.join(folder, name);
    const isLeftover = name.startsWith(stem) && LEFTOVER.test(name.slice(stem.length));
    if (!isLeftover || pending.has(path)) continue;
    const lock = await tryLock(path).catch(() => undefined); // gone, or another user's
    if (lock !== undefined) await node.fs.promises.unlink(path).catch(() => {});
    lock?.close();
  }
}

/** A lock that ends when it is closed, and with the process. */
interface Lock {
  close(): void;
}

/** Locks a file; undefined where another holds it, or the runtime (Node, Bun) has no locks. */
async function tryLock(path: string): Promise<Lock | undefined> {
  if (!("Deno" in globalThis)) return undefined;
  const file = await Deno.open(path, { read: true, write: true });
  if (await file.tryLock(true)) return file;
  file.close();
  return undefined;
}
