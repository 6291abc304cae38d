/**
 * The queue that a command line names.
 *
 * @module
 */
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
  options: Omit<OpenQueueOptions, "onTrouble">,
): Promise<JobQueue | undefined> {
  try {
    return await openQueue(url, { ...options, onTrouble: printError });
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(error.message);
    if (!(error instanceof QueueError) || !error.isRefusal) throw error;
    printError(error.message);
    return undefined;
  }
}
