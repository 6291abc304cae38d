/** Files written whole or not at all. */
import type { Stats } from "node:fs";
import { node } from "../node.ts";
import { ifThere } from "./if_there.ts";
import { sweep, writeTemporary } from "./temporary.ts";
import { codeOf, explain, WriteError } from "./write_error.ts";

/**
 * Writes a file whole or not at all: under a temporary name beside it, which nobody can foresee,
 * then renamed. A reader, or a crash, meets the old file or the new one, and of two writers one
 * wins whole. The old file's mode stays; where it is a link, the file it leads to is replaced. What
 * killed runs left beside it is removed.
 *
 * @throws {WriteError} If it cannot be written there; the old file is whole then
 */
export async function writeFileAtomic(
  path: string | URL,
  content: string | Uint8Array,
): Promise<void> {
  const { target, old } = await inspect(path);
  await sweep(target);
  const replace = (temporary: string) => node.fs.promises.rename(temporary, target);
  try {
    await writeTemporary(target, old, content, replace).catch((error) => {
      if (codeOf(error) !== "ENOENT") throw error;
      return writeTemporary(target, old, content, replace); // swept before it was locked
    });
  } catch (error) {
    throw explain(target, error);
  }
}

/**
 * Checks, before any work is done for it, that {@linkcode writeFileAtomic} can write a file: its
 * folder exists, what has its name is a file that may be changed, and the folder takes a temporary
 * file.
 */
export async function requireWritable(path: string | URL): Promise<void> {
  const { target, old } = await inspect(path);
  const size = Math.min(Math.max(old?.size ?? 0, 2 ** 16), 2 ** 24);
  try {
    await writeTemporary(target, old, new Uint8Array(size), node.fs.promises.unlink);
  } catch (error) {
    throw explain(target, error);
  }
}

/**
 * Writes a result, elsewhere if it must be: beside its place under another name, or else in the
 * first of `folders` that takes it. Gives where it is, and what was wrong if that is not `path`.
 */
export async function writeResult(
  path: string,
  content: string | Uint8Array,
  folders: Iterable<string>,
): Promise<{ path: string; failure?: WriteError }> {
  let failure: WriteError | undefined;
  for (const place of placesFor(path, folders)) {
    try {
      await writeFileAtomic(place, content);
      return failure === undefined ? { path: place } : { path: place, failure };
    } catch (error) {
      if (!(error instanceof WriteError)) throw error;
      failure ??= error;
    }
  }
  throw failure!;
}

function* placesFor(path: string, folders: Iterable<string>): Generator<string> {
  yield path;
  const { basename, dirname, join } = node.path;
  const name = `${new Date().toISOString().replaceAll(":", "-")}-${basename(path)}`;
  yield join(dirname(path), name);
  for (const folder of folders) yield join(folder, name);
}

/** The file that a path leads to, through links, and what is there now. */
async function inspect(path: string | URL): Promise<{ target: string; old: Stats | undefined }> {
  const named = path instanceof URL ? node.url.fileURLToPath(path) : path;
  try {
    const isLink = (await lstatIfThere(named))?.isSymbolicLink() ?? false;
    const target = isLink
      ? await node.fs.promises.realpath(named).catch((cause) => missingTarget(named, cause))
      : named;
    const old = await lstatIfThere(target);
    if (old === undefined) {
      if (!(await node.fs.promises.stat(node.path.dirname(target))).isDirectory()) {
        throw new WriteError(
          named,
          `its folder must be one: ${node.path.dirname(target)} is a file`,
        );
      }
      return { target, old };
    }
    if (!old.isFile()) {
      const kind = old.isDirectory() ? "a directory" : "a device, a pipe or a socket";
      throw new WriteError(named, `it must be a file: it is ${kind}`);
    }
    if ((old.mode & 0o222) === 0) {
      throw new WriteError(named, "it must be writable: it is read-only");
    }
    await (await node.fs.promises.open(target, "r+")).close(); // may this user change it?
    return { target, old };
  } catch (error) {
    throw explain(named, error);
  }
}

function missingTarget(path: string, cause: unknown): never {
  if (codeOf(cause) !== "ENOENT") throw cause;
  throw new WriteError(path, "it must lead to a file: it is a link to nothing", { cause });
}

function lstatIfThere(path: string): Promise<Stats | undefined> {
  return ifThere(node.fs.promises.lstat(path));
}
