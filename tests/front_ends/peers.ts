/** What the tests of the front ends need beside Deno. */
import { delimiter, join } from "node:path";

/** A Python environment with JupyterLab, Notebook and nbconvert. */
export const peers = Deno.env.get("ELB_PEERS");
/** Folder of playwright-core. */
export const playwright = Deno.env.get("ELB_PLAYWRIGHT");
export const chromium = await findProgram("chromium") ?? await findProgram("chromium-browser");
export const node = await findProgram("node");

/** What is not there of it. */
export const missing = [
  ...(peers !== undefined && await isFile(join(peers, "bin", "jupyter-lab"))
    ? []
    : ["JupyterLab in ELB_PEERS"]),
  ...(playwright === undefined ? ["playwright-core in ELB_PLAYWRIGHT"] : []),
  ...(chromium === undefined ? ["Chromium"] : []),
  ...(node === undefined ? ["Node.js"] : []),
];

async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(delimiter)) {
    if (folder !== "" && await isFile(join(folder, name))) return join(folder, name);
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
