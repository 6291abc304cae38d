/**
 * A copy of the project that a test may change: the files that commands read, with the packages
 * linked instead of copied.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const projectRoot = fileURLToPath(new URL("../", import.meta.url));

/** Whether the real series is at hand; tests that need it say so when it is not. */
export const hasRealSeries = exists(join(projectRoot, "data/elb_request_count_8c0756.csv"));

/** Whether NAB's other series are at hand, in data/nab. */
export const hasCorpus = exists(join(projectRoot, "data/nab/golden.json"));

/**
 * Copies the project into a new temporary folder.
 *
 * @param options `realSeries: false` leaves all real series out
 */
export function copyProject(options: { realSeries?: boolean } = {}): string {
  const target = Deno.makeTempDirSync({ prefix: "elb-anomaly-" });
  for (const name of ["deno.json", "deno.lock", "lib", "notebooks"]) {
    copy(join(projectRoot, name), join(target, name));
  }
  Deno.mkdirSync(join(target, "data"));
  for (const entry of Deno.readDirSync(join(projectRoot, "data"))) {
    const isReal = entry.name === "elb_request_count_8c0756.csv";
    if (!entry.isFile || (isReal && options.realSeries === false)) continue;
    Deno.copyFileSync(join(projectRoot, "data", entry.name), join(target, "data", entry.name));
  }
  if (hasCorpus && options.realSeries !== false) {
    Deno.symlinkSync(join(projectRoot, "data/nab"), join(target, "data/nab"), { type: "dir" });
  }
  Deno.symlinkSync(join(projectRoot, "node_modules"), join(target, "node_modules"), {
    type: "dir",
  });
  return target;
}

function copy(from: string, to: string): void {
  if (!Deno.statSync(from).isDirectory) return Deno.copyFileSync(from, to);
  Deno.mkdirSync(to);
  for (const entry of Deno.readDirSync(from)) {
    if (!entry.name.startsWith(".")) copy(join(from, entry.name), join(to, entry.name));
  }
}

/** Whether there is a file or folder. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
