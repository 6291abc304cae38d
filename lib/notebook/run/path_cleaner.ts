/** Keeps machine paths and passwords out of notebooks. */
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { withoutUserInfo } from "../../checks.ts";

/**
 * A function that takes the project's folder out of a text, and the passwords out of its URLs, so
 * that outputs do not tell where and by whom they were made.
 *
 * @param folder The notebook's folder; the project is the nearest one upward with a `deno.json`
 */
export function pathCleaner(folder: string): (text: string) => string {
  const root = projectRoot(folder);
  const prefixes = [`${pathToFileURL(root).href}/`, join(root, "/")];
  return (text) =>
    prefixes.reduce((rest, prefix) => rest.replaceAll(prefix, ""), withoutUserInfo(text));
}

/** The nearest folder upward with a `deno.json`, which is where the kernel takes names from. */
function projectRoot(folder: string): string {
  for (let root = folder;; root = dirname(root)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      try {
        if (Deno.statSync(join(root, name)).isFile) return root;
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    if (dirname(root) === root) return folder;
  }
}
