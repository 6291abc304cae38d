/**
 * What a task needs before it can start: a Deno that is new enough, and the packages.
 *
 * Deno could fetch packages itself, with a line for each of them; `deno.json` has it leave them to
 * this file.
 */
import { ifThere, writeFileAtomic } from "../../files.ts";
import { printError } from "./print.ts";

const ROOT = new URL("../../../", import.meta.url);
const LOCK = new URL("deno.lock", ROOT);
/** A copy of the lock file whose packages are there. */
const FETCHED = new URL("node_modules/.deno.lock", ROOT);
const LEAST = [2, 9] as const;

/** Whether this Deno can run the tasks; says what to do where it cannot. */
export function isDenoNewEnough(version: string = Deno.version.deno): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return true;
  printError(
    `Cannot run as Deno must be ${LEAST.join(".")} or later: this is ${version}. ` +
      `Update it by "deno upgrade", or write "npx --yes deno@${LEAST.join(".")}" for "deno"`,
  );
  return false;
}

/** Fetches the packages that the lock file names, if they are not there; gives whether they are. */
export async function fetchPackages(): Promise<boolean> {
  const lock = await Deno.readTextFile(LOCK);
  if (await ifThere(Deno.readTextFile(FETCHED)) === lock) return true;
  printError("Fetching the packages, about 130 MB the first time");
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet"],
    cwd: ROOT,
    stdin: "null",
  }).spawn().status;
  if (success) await writeFileAtomic(FETCHED, lock);
  else printError("Cannot start as the packages could not be fetched; the reason is above");
  return success;
}
