/**
 * Options that may hold a password: what a command line holds, others can read in process lists and
 * logs, so it may name a file, or leave the option to an environment variable.
 */
import { excerpt, withoutUserInfo } from "../../checks.ts";
import { fromCaller } from "./caller.ts";
import { UsageError } from "./command.ts";
import { printError } from "./print.ts";

/** The environment variable that may hold a study's storage. */
export const STORAGE_VARIABLE = "ELB_STORAGE";

/** The environment variable that may hold a queue. */
export const QUEUE_VARIABLE = "ELB_QUEUE";

/**
 * The text that an option such as "--storage" means: what is given, or the first line of FILE for
 * @FILE, or what the environment variable holds where nothing is given.
 */
export function readSecret(
  option: string,
  given: string | undefined,
  variable: string,
): string | undefined {
  if (given === undefined) return Deno.env.get(variable);
  if (!given.startsWith("@")) return given;
  try {
    return Deno.readTextFileSync(fromCaller(given.slice(1))).split(/\r?\n/, 1)[0]!.trim();
  } catch (error) {
    throw new UsageError(
      `Cannot read ${option} as ${excerpt(given.slice(1))} must be a file: ${
        (error as Error).message
      }`,
    );
  }
}

/** As {@linkcode readSecret}; undefined where the file cannot be read, which the task will tell. */
export function meaningOf(
  option: string,
  given: string | undefined,
  variable: string,
): string | undefined {
  try {
    return readSecret(option, given, variable);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** Warns of an option that shows a password. */
export function warnOfPassword(given: string | undefined, way: string): void {
  if (given === undefined || !/:\/\/[^/:]*:[^/]*@/.test(given)) return;
  printError(
    `Warning: others can read the password of ${
      withoutUserInfo(given)
    } in process lists and logs; give it ${way}`,
  );
}

/** Warns of sources that show a password. */
export function warnOfSources(sources: readonly string[]): void {
  for (const source of sources) warnOfPassword(source, "in a file, as @FILE");
}
