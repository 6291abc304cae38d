/** The project that a folder belongs to, as Deno sees it. */
import { dirname, join } from "node:path";
import { ifThere } from "../../files.ts";

/** The configuration that Deno would take for a file in a folder. */
export async function findConfig(folder: string): Promise<string | null> {
  for (const name of ["deno.json", "deno.jsonc"]) {
    if ((await ifThere(Deno.stat(join(folder, name))))?.isFile) return join(folder, name);
  }
  return dirname(folder) === folder ? null : await findConfig(dirname(folder));
}
