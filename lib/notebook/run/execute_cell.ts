/** One cell of a run. */
import { type Cell, cellTags } from "../file/nbformat.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { KernelDiedError } from "../kernel/kernel_died.ts";
import type { Message } from "../kernel/message.ts";
import { codeOfStop, raceAbort, type RunLimits } from "./limits.ts";
import type { OutputCollector } from "./outputs.ts";
import { explainFailure } from "./syntax_error.ts";

/** Milliseconds for what the last cell leaves running: an error in it still fails the run. */
const FINISHING_TIME = 500;

/**
 * Runs one cell; whatever ends it early becomes an error output.
 *
 * @param isLast Whether to wait for errors that come after its end
 */
export async function executeCell(
  kernel: Kernel,
  cell: Cell,
  collector: OutputCollector,
  receive: (message: Message) => void,
  limits: RunLimits,
  isLast: boolean,
): Promise<{ code: 0 | 1 | 3 | 4 | 130; lastWords?: string[] }> {
  const signal = limits.startCell();
  try {
    if (isLast) await raceAbort(kernel.trace(), signal);
    const reply = await raceAbort(kernel.execute(cell.source, receive), signal);
    cell.execution_count = reply.executionCount;
    if (reply.status === "error" && !collector.hasError) {
      const { ename, evalue, traceback } = await explainFailure(cell.source, reply);
      collector.addError(ename, evalue, traceback);
    }
    if (isLast && !collector.hasError) {
      const take = (message: Message) => {
        if (message.header.msg_type === "error") receive(message);
      };
      await raceAbort(kernel.finish(FINISHING_TIME, take), signal);
    }
    const isFailed = collector.hasError && !cellTags(cell).includes("raises-exception");
    return { code: isFailed ? 1 : 0 };
  } catch (error) {
    if (error instanceof KernelDiedError) {
      collector.addError("KernelDied", describeDeath(error));
      return { code: 3, lastWords: error.lastWords }; // they hold addresses: not for the file
    }
    if (!signal.aborted) throw error;
    const code = codeOfStop(signal);
    if (code === 4) collector.addError("Timeout", (signal.reason as Error).message);
    return { code };
  } finally {
    limits.endCell();
  }
}

/** How a kernel ended, for the notebook. */
export function describeDeath(error: KernelDiedError): string {
  const isOutOfMemory = /heap limit|out of memory/i.test(error.exit.stderr);
  return `the kernel ended with exit code ${error.exit.code}` +
    (isOutOfMemory
      ? ", out of memory (DENO_V8_FLAGS=--max-old-space-size=8192 gives it more)"
      : "");
}
