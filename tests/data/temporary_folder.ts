/** A folder that is gone after the test, with what is in it. */
export interface TemporaryFolder extends AsyncDisposable {
  /** Its path. */
  path: string;
  /** Names of what is in it, sorted. */
  list(): string[];
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await Deno.makeTempDir();
  return {
    path,
    list: () => Array.from(Deno.readDirSync(path), ({ name }) => name).sort(),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Runs a body in such a folder, given its path. */
export async function inFolder(body: (path: string) => Promise<void>): Promise<void> {
  await using folder = await temporaryFolder();
  await body(folder.path);
}
