/** Makes the kernel reply to a cell only when the cell's outputs are out. */

/** Milliseconds that were enough for one output; 5 were not (measured on Deno 2.9.6). */
const BASE_DELAY = 20;
/** Milliseconds for each message in the queue (measured: 0.13 to 0.27). */
const MESSAGE_DELAY = 0.3;

interface KernelInternals {
  broadcastResult?: (executionCount: number, result: unknown) => Promise<void>;
}

let isSettling = false;

/**
 * Wraps the kernel's own end of a cell with a wait that grows with the cell's outputs; gives
 * whether the kernel settles them now. This changes an undocumented part of the kernel, so it does
 * nothing where that part is missing. It has no effect on cells that throw.
 */
export function settleOutputs(): boolean {
  if (isSettling) return true;
  const scope = Deno as unknown as Record<symbol, { jupyter?: KernelInternals } | undefined>;
  const key = (Deno as unknown as { internal?: symbol }).internal;
  const internals = key === undefined ? undefined : scope[key]?.jupyter;
  const original = internals?.broadcastResult;
  if (internals === undefined || original === undefined) return false;
  isSettling = true;
  const sent = countMessages();
  let before = 0;
  internals.broadcastResult = async (executionCount, result) => {
    await original.call(internals, executionCount, result);
    const count = sent() - before;
    await new Promise((resolve) => setTimeout(resolve, BASE_DELAY + MESSAGE_DELAY * count));
    before = sent();
  };
  return true;
}

/** Counts console calls and published messages from now on. */
function countMessages(): () => number {
  let count = 0;
  const counted = <Arguments extends unknown[], Result>(
    original: (...args: Arguments) => Result,
  ) =>
  (...args: Arguments): Result => {
    count++;
    return original(...args);
  };
  for (const name of ["debug", "error", "info", "log", "warn"] as const) {
    console[name] = counted(console[name].bind(console));
  }
  Deno.jupyter.broadcast = counted(Deno.jupyter.broadcast.bind(Deno.jupyter));
  return () => count;
}
