/** Which state of the library's code this is: only the same code gives the same results. */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const LIB = fileURLToPath(new URL("../../", import.meta.url));

/** Eight digits that differ when a file of the library, or the runtime's engine, does. */
export async function codeDigest(): Promise<string> {
  const paths = (await readdir(LIB, { recursive: true })).filter((path) => path.endsWith(".ts"))
    .map((path) => path.replaceAll("\\", "/"));
  const hash = createHash("sha256").update(Deno.version.v8);
  for (const path of paths.sort()) {
    hash.update(`\n${path}\n`).update(await Deno.readFile(LIB + path));
  }
  return hash.digest("hex").slice(0, 8);
}
