/** Which state of the library's code this is: only the same code gives the same results. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

const LIB = fileURLToPath(new URL("../../", import.meta.url));

/** Eight digits that differ when a file of the library, or the runtime's engine, does. */
export async function codeDigest(): Promise<string> {
  const paths: string[] = [];
  const look = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(LIB + folder)) {
      if (isDirectory) await look(`${folder}${name}/`);
      else if (name.endsWith(".ts")) paths.push(folder + name);
    }
  };
  await look("");
  const hash = createHash("sha256").update(Deno.version.v8);
  for (const path of paths.sort()) {
    hash.update(`\n${path}\n`).update(await Deno.readFile(LIB + path));
  }
  return hash.digest("hex").slice(0, 8);
}
