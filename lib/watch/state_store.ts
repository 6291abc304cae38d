/** Where the watch keeps its state: a folder, each file written whole or not at all, or nowhere. */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { explain, fileBytes, ifThere, readAll, writeFileAtomic } from "../files.ts";

/** A state that cannot be gone on from: damaged, of another version, or of other options. */
export class StateError extends Error {
  /** @ignore */
  override name = "StateError";
}

/** Named bytes that outlive the program. */
export interface StateStore {
  /** The bytes of a name, if there are any. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Replaces the bytes of a name; after a crash there are the old or the new ones. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Forgets a name. */
  remove(name: string): Promise<void>;
  /** Lets go of the store. */
  close(): void;
}

/** A store that ends with the program. */
export function memoryStore(): StateStore {
  const files = new Map<string, Uint8Array>();
  return {
    read: (name) => Promise.resolve(files.get(name)),
    write(name, bytes) {
      files.set(name, bytes);
      return Promise.resolve();
    },
    remove(name) {
      files.delete(name);
      return Promise.resolve();
    },
    close() {},
  };
}

/**
 * A store in a folder, which is made if it is not there, and goes again if it is closed before
 * anything is in it. One program at a time has it: the lock ends with the program, however it ends.
 *
 * @throws {Error} If another program has it
 */
export async function folderStore(folder: string): Promise<StateStore> {
  let isUnused = await ifThere(Deno.stat(folder)) === undefined;
  await Deno.mkdir(folder, { recursive: true });
  const lock = await Deno.open(join(folder, "lock"), { create: true, write: true });
  if (!(await lock.tryLock(true))) {
    lock.close();
    throw new Error(`Cannot use ${folder} as one program at a time may: another one has it`);
  }
  const made = new Set([folder]);
  return {
    read: (name) => ifThere(readAll(fileBytes(join(folder, name)))),
    async write(name, bytes) {
      isUnused = false;
      const path = join(folder, name);
      const room = dirname(path);
      if (!made.has(room)) {
        await Deno.mkdir(room, { recursive: true }).catch((error) => {
          throw explain(room, error);
        });
      }
      made.add(room);
      await writeFileAtomic(path, bytes);
    },
    async remove(name) {
      await ifThere(Deno.remove(join(folder, name)));
    },
    close() {
      const isOurs = isUnused && [...Deno.readDirSync(folder)].every(({ name }) => name === "lock");
      if (isOurs) Deno.removeSync(folder, { recursive: true }); // before another program can have it
      lock.close();
    },
  };
}

/** JSON that a store holds under a name, if it does. */
export async function readJson<T>(store: StateStore, name: string): Promise<T | undefined> {
  const bytes = await store.read(name);
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new StateError(
      `Cannot go on with the watch's state as ${name} must be whole: it is damaged`,
      { cause },
    );
  }
}

/** The file of a series: its key may hold what a file's name may not; folders stay small. */
export function seriesFile(key: string): string {
  const name = createHash("sha256").update(key).digest("hex").slice(0, 32);
  return `series/${name.slice(0, 2)}/${name.slice(2)}.state`;
}
