/** The queue that a command line names. */
import {
  type JobQueue,
  openQueue,
  type OpenQueueOptions,
  QueueError,
} from "../../fleet/queue/mod.ts";
import { UsageError } from "./command.ts";
import { printError } from "./print.ts";

/** Opens a queue; where its database refuses, which starting again does not cure, says so. */
export async function openGivenQueue(
  url: string,
  options: OpenQueueOptions,
): Promise<JobQueue | undefined> {
  try {
    return await openQueue(url, options);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(error.message);
    if (!(error instanceof QueueError) || !error.isRefusal) throw error;
    printError(error.message);
    return undefined;
  }
}

/** Tells of what goes wrong, the same not more often than once a minute. */
export class Troubles {
  readonly #told = new Map<string, number>();

  tell(message: string): void {
    const now = performance.now();
    if (now - (this.#told.get(message) ?? -Infinity) < 60_000) return;
    this.#told.set(message, now);
    printError(message);
  }
}
