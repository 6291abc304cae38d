/**
 * Wrong usage: the errors that a command answers with exit code 2.
 *
 * @module
 */

/** Thrown when the command line, or a file that it names, is not what it has to be. */
export class UsageError extends Error {
  /** @ignore */
  override name = "UsageError";
}

/**
 * Runs a check of what the user gave; what it refuses becomes a usage error.
 *
 * @param check Throws where it refuses
 */
export async function checkUsage<T>(check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    const isRefusal = error instanceof RangeError || error instanceof TypeError ||
      error instanceof SyntaxError || error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.IsADirectory || error instanceof Deno.errors.PermissionDenied;
    throw isRefusal ? new UsageError(error.message) : error;
  }
}

/**
 * Runs a command and exits with its code; wrong usage is told on standard error, with code 2.
 *
 * @param task How the command is called
 * @param main Gets the arguments, gives the exit code
 */
export async function runCommand(
  task: string,
  main: (args: string[]) => Promise<number>,
): Promise<never> {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n${task} --help shows how it is used`);
    Deno.exit(2);
  }
}
