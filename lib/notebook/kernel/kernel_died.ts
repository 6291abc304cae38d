/** The end of a kernel that nobody asked for. */
import type { KernelExit } from "./process.ts";

/** Thrown by every wait when the kernel's process ends. */
export class KernelDiedError extends Error {
  /** @ignore */
  override name = "KernelDiedError";
  /** Exit code and last words. */
  readonly exit: KernelExit;

  /**
   * Tells how the kernel ended.
   *
   * @param exit Exit code and last words
   */
  constructor(exit: KernelExit) {
    super(`the kernel ended with exit code ${exit.code}\n${exit.stderr}`);
    this.exit = exit;
  }

  /** The last lines that the kernel wrote to its standard error. */
  get lastWords(): string[] {
    return this.exit.stderr.split("==== C stack trace")[0]!.split("\n")
      .filter((line) => line.trim().length > 1 && !line.includes('"deno jupyter" is unstable'))
      .slice(-6);
  }
}
